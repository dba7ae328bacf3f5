"""Addresses of contacts."""

from django.urls import path

from casework.views import contacts

urlpatterns = [
    path("contacts/", contacts.listing, name="contact-list"),
    path("contacts/new/", contacts.record, name="contact-record"),
    path("contacts/sheets/", contacts.visit_sheets, name="visit-sheets"),
    path("contacts/<str:public_id>/", contacts.detail, name="contact-detail"),
    path("contacts/<str:public_id>/void/", contacts.void, name="contact-void"),
]
