"""Addresses of the assembled site."""

from django.urls import include, path

urlpatterns = [
    path("people/", include("registry.urls.people")),
    path("reports/", include("registry.urls.reports")),
    path("casework/", include("casework.urls")),
    path("funds/", include("funds.urls")),
    path("settings/", include("office.urls")),
]
