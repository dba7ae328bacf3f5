"""Addresses of importing the roster, included under people/import/."""

from django.urls import path

from registry.views import imports, imports_steps

urlpatterns = [
    path("", imports.import_new, name="import-new"),
    path("template/", imports.import_template, name="import-template"),
    path("<slug:public_id>/", imports.import_page, name="import-page"),
    path("<slug:public_id>/progress/", imports.import_progress, name="import-progress"),
    path("<slug:public_id>/run/", imports.import_run, name="import-run"),
    path("<slug:public_id>/columns/", imports_steps.import_columns, name="import-columns"),
    path("<slug:public_id>/decide/", imports_steps.import_decide, name="import-decide"),
    path("<slug:public_id>/refused/", imports_steps.import_refused, name="import-refused"),
    path("<slug:public_id>/file/", imports_steps.import_file, name="import-file"),
    path("<slug:public_id>/undo/", imports_steps.import_undo, name="import-undo"),
    path("<slug:public_id>/confirm/", imports.import_confirm, name="import-confirm"),
    path("<slug:public_id>/discard/", imports.import_discard, name="import-discard"),
]
