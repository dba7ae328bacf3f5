"""Addresses of importing the roster, included under people/import/."""

from django.urls import path

from registry.views import imports

urlpatterns = [
    path("", imports.import_new, name="import-new"),
    path("template/", imports.import_template, name="import-template"),
    path("<slug:public_id>/", imports.import_page, name="import-page"),
    path("<slug:public_id>/confirm/", imports.import_confirm, name="import-confirm"),
    path("<slug:public_id>/discard/", imports.import_discard, name="import-discard"),
]
