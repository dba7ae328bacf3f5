"""Addresses of reports."""

from django.urls import path

from registry.views import reports

urlpatterns = [
    path("situation/", reports.situation, name="situation"),
    path("situation/forecast/", reports.forecast_staff, name="forecast-staff"),
    path("situation/xlsx/", reports.situation_download, {"kind": "xlsx"}, name="situation-xlsx"),
    path("situation/pdf/", reports.situation_download, {"kind": "pdf"}, name="situation-pdf"),
    path("situation/json/", reports.situation_download, {"kind": "json"}, name="situation-json"),
]
