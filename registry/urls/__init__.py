"""Addresses of the registry: people and reports."""

from django.urls import include, path

app_name = "registry"
urlpatterns = [
    path("people/", include("registry.urls.life")),  # before people: a word is no person
    path("people/", include("registry.urls.people")),
    path("reports/", include("registry.urls.reports")),
]
