"""Addresses of the assembled site."""

from django.urls import include, path

urlpatterns = [
    path("", include("registry.urls")),
    path("casework/", include("casework.urls")),
    path("funds/", include("funds.urls")),
    path("settings/", include("office.urls")),
]
