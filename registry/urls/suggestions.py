"""Addresses of suggestions, included under people/suggestions/; a person's own stand under the person."""

from django.urls import path

from registry.views import suggestions

urlpatterns = [
    path("", suggestions.suggestion_list, name="suggestion-list"),
    path("count/", suggestions.suggestion_count, name="suggestion-count"),
    path("export/", suggestions.suggestion_export, name="suggestion-export"),
    path("rules/<slug:rule>/", suggestions.suggestion_rule, name="suggestion-rule"),
]
