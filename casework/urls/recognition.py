"""Addresses of recognitions, their steps, notices and objections."""

from django.urls import path

from casework.views import notices, objections, recognition, recognition_papers, routes, signing

urlpatterns = [
    path("recognitions/", recognition.recognition_list, name="recognition-list"),
    path("recognitions/new/", recognition.recognition_open, name="recognition-open"),
    path("recognitions/<slug:public_id>/", recognition.recognition_detail, name="recognition-detail"),
    path("recognitions/<slug:public_id>/edit/", recognition.recognition_edit, name="recognition-edit"),
    path("recognitions/<slug:public_id>/submit/", recognition.recognition_submit, name="recognition-submit"),
    path("recognitions/<slug:public_id>/withdraw/", recognition.recognition_withdraw, name="recognition-withdraw"),
    path("recognitions/<slug:public_id>/end/", recognition.recognition_end, name="recognition-end"),
    path("recognitions/<slug:public_id>/print/", recognition.recognition_print, name="recognition-print"),
    path("recognitions/<slug:public_id>/papers/", recognition_papers.paper_add, name="recognition-paper-add"),
    path("recognition-papers/<slug:public_id>/", recognition_papers.paper_file, name="recognition-paper"),
    path(
        "recognition-papers/<slug:public_id>/withdraw/",
        recognition_papers.paper_withdraw,
        name="recognition-paper-withdraw",
    ),
    path("steps/<slug:public_id>/sign/", signing.step_sign, name="step-sign"),
    path("steps/<slug:public_id>/paper/", signing.step_paper, name="step-paper"),
    path("steps/<slug:public_id>/confirm/", signing.step_confirm, name="step-confirm"),
    path("steps/<slug:public_id>/discard/", signing.step_discard, name="step-discard"),
    path("steps/<slug:public_id>/scan/", signing.step_scan, name="step-scan"),
    path("routes/", routes.route_list, name="route-list"),
    path("routes/new/", routes.route_propose, name="route-propose"),
    path("routes/<slug:public_id>/decide/", routes.route_decide, name="route-decide"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/new/", notices.notice_draft, name="notice-draft"),
    path("notices/<slug:public_id>/", notices.notice_detail, name="notice-detail"),
    path("notices/<slug:public_id>/edit/", notices.notice_edit, name="notice-edit"),
    path("notices/<slug:public_id>/mend/", notices.notice_mend, name="notice-mend"),
    path("notices/<slug:public_id>/add/", notices.notice_add, name="notice-add"),
    path("notices/<slug:public_id>/post/", notices.notice_post, name="notice-post"),
    path("notices/<slug:public_id>/issue/", notices.notice_issue, name="notice-issue"),
    path("notices/<slug:public_id>/close/", notices.notice_close, name="notice-close"),
    path("notices/<slug:public_id>/withdraw/", notices.notice_withdraw, name="notice-withdraw"),
    path("notices/<slug:public_id>/issues/<int:number>/", notices.notice_pdf, name="notice-pdf"),
    path("notice-rows/<slug:public_id>/strike/", notices.row_strike, name="row-strike"),
    path("notice-rows/<slug:public_id>/mend/", notices.row_mend, name="row-mend"),
    path("notice-rows/<slug:public_id>/object/", objections.objection_record, name="objection-record"),
    path("objections/", objections.objection_list, name="objection-list"),
    path("objections/<slug:public_id>/", objections.objection_detail, name="objection-detail"),
]
