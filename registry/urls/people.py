"""Addresses of people: the list, the person page, import and export."""

from django.urls import include, path

from registry.views import (
    consents,
    dossier,
    edit,
    exports,
    extract,
    hospitals,
    life,
    lists,
    looks,
    papers,
    people,
    records,
    relatives,
    suggestions,
    surveys,
)

urlpatterns = [
    path("", lists.person_list, name="person-list"),
    path("new/", edit.person_create, name="person-create"),
    path("import/", include("registry.urls.imports")),
    path("suggestions/", include("registry.urls.suggestions")),
    path("export/", lists.person_export, name="person-export"),
    path("full-export/", exports.full_export, name="full-export"),
    path("surveys/", surveys.survey_list, name="survey-list"),
    path("surveys/print/", surveys.survey_sheets_print, name="survey-sheets"),
    path("surveys/<slug:public_id>/", surveys.survey_detail, name="survey-detail"),
    path("hospitals/", hospitals.hospital_list, name="hospital-list"),
    path("hospitals/new/", hospitals.hospital_create, name="hospital-create"),
    path("hospitals/<slug:public_id>/", hospitals.hospital_edit, name="hospital-edit"),
    path("consents/", consents.consent_gaps, name="consent-gaps"),
    path("consents/text/", consents.privacy_text, name="privacy-text"),
    path("<slug:public_id>/", people.person_detail, name="person-detail"),
    path("<slug:public_id>/edit/", edit.person_edit, name="person-edit"),
    path("<slug:public_id>/timeline/", people.person_timeline, name="person-timeline"),
    path("<slug:public_id>/dossier/", dossier.dossier, name="dossier"),
    path("<slug:public_id>/history/", people.person_history, name="person-history"),
    path("<slug:public_id>/id-number/", people.id_reveal, name="id-reveal"),
    path("<slug:public_id>/consents/", consents.consent_list, name="consent-list"),
    path("<slug:public_id>/consents/print/", consents.consent_sheet, name="consent-sheet"),
    path("<slug:public_id>/consents/<slug:consent_id>/withdraw/", consents.consent_withdraw, name="consent-withdraw"),
    path("<slug:public_id>/extract/", extract.person_extract, name="person-extract"),
    path("<slug:public_id>/looks/", looks.look_list, name="look-list"),
    path("<slug:public_id>/relatives/", relatives.relative_list, name="relative-list"),
    path("<slug:public_id>/relatives/<slug:relative_id>/end/", relatives.relative_end, name="relative-end"),
    path("<slug:public_id>/survey/", surveys.survey_record, name="survey-record"),
    path("<slug:public_id>/survey/print/", surveys.survey_print, name="survey-print"),
    path("<slug:public_id>/records/<slug:kind>/new/", records.record_create, name="record-create"),
    path("<slug:public_id>/records/<slug:kind>/<slug:record_id>/", records.record_edit, name="record-edit"),
    path("<slug:public_id>/papers/", papers.paper_list, name="paper-list"),
    path("<slug:public_id>/papers/<slug:paper_id>/", papers.paper_file, name="paper-file"),
    path("<slug:public_id>/papers/<slug:paper_id>/withdraw/", papers.paper_withdraw, name="paper-withdraw"),
    path("<slug:public_id>/suggestions/", suggestions.person_suggestions, name="person-suggestions"),
    path(
        "<slug:public_id>/suggestions/<slug:rule>/decline/", suggestions.suggestion_decline, name="suggestion-decline"
    ),
    path(
        "<slug:public_id>/suggestions/<slug:rule>/restore/", suggestions.suggestion_restore, name="suggestion-restore"
    ),
    path("<slug:public_id>/stays/new/", life.stay_create, name="stay-create"),
    path("<slug:public_id>/stays/<slug:stay_id>/", life.stay_edit, name="stay-edit"),
]
