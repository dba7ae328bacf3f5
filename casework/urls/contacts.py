"""Addresses of contacts."""

from django.urls import path

from casework.views import contact_photos, contacts

urlpatterns = [
    path("contacts/", contacts.listing, name="contact-list"),
    path("contacts/new/", contacts.record, name="contact-record"),
    path("contacts/sheets/", contacts.visit_sheets, name="visit-sheets"),
    path("contacts/photos/<str:public_id>/", contact_photos.photo_file, name="contact-photo"),
    path("contacts/photos/<str:public_id>/withdraw/", contact_photos.photo_withdraw, name="contact-photo-withdraw"),
    path("contacts/<str:public_id>/photo/", contact_photos.photo_add, name="contact-photo-add"),
    path("contacts/<str:public_id>/", contacts.detail, name="contact-detail"),
    path("contacts/<str:public_id>/void/", contacts.void, name="contact-void"),
]
