"""Addresses of people: the list, the person page, import and export."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
