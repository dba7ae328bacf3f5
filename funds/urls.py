"""Addresses of money."""

from django.urls import path

from funds.views import aid, foreign, payments, plans, publicity, reversals, routes, signing, sources, year_end

app_name = "funds"

urlpatterns = [
    path("", sources.home, name="home"),
    # sources and standards
    path("sources/new/", sources.source_new, name="source-new"),
    path("sources/<str:public_id>/", sources.source_page, name="source-page"),
    path("sources/<str:public_id>/edit/", sources.source_edit, name="source-edit"),
    path("sources/<str:public_id>/close/", sources.source_close, name="source-close"),
    path("sources/<str:public_id>/receipt/", sources.receipt_new, name="receipt-new"),
    path("standards/", sources.standard_list, name="standard-list"),
    path("standards/new/", sources.standard_new, name="standard-new"),
    path("standards/<str:public_id>/confirm/", sources.standard_confirm, name="standard-confirm"),
    path("routes/", routes.route_list, name="route-list"),
    path("routes/new/", routes.route_propose, name="route-propose"),
    path("routes/<str:public_id>/decide/", routes.route_decide, name="route-decide"),
    # applications
    path("aid/", aid.aid_list, name="aid-list"),
    path("aid/new/", aid.aid_new, name="aid-new"),
    path("aid/sign/", signing.aid_sign_many, name="aid-sign-many"),
    path("aid/<str:public_id>/", aid.aid_page, name="aid-page"),
    path("aid/<str:public_id>/edit/", aid.aid_edit, name="aid-edit"),
    path("aid/<str:public_id>/submit/", aid.aid_submit, name="aid-submit"),
    path("aid/<str:public_id>/withdraw/", aid.aid_withdraw, name="aid-withdraw"),
    path("aid/<str:public_id>/sign/", signing.aid_sign, name="aid-sign"),
    path("aid/<str:public_id>/paper/", signing.aid_paper, name="aid-paper"),
    path("aid/<str:public_id>/paper/confirm/", signing.aid_confirm_paper, name="aid-confirm-paper"),
    path("aid/<str:public_id>/paper/discard/", signing.aid_discard_paper, name="aid-discard-paper"),
    path("aid/<str:public_id>/pay/", payments.aid_pay, name="aid-pay"),
    path("aid/<str:public_id>/print/", aid.aid_print, name="aid-print"),
    path("items/<str:public_id>/stop/", aid.item_stop, name="item-stop"),
    path("items/<str:public_id>/pay/", payments.item_pay, name="item-pay"),
    path("steps/<str:public_id>/scan/", signing.step_scan, name="step-scan"),
    path("plans/new/", plans.plan_new, name="plan-new"),
    path("plans/<str:public_id>/edit/", plans.plan_edit, name="plan-edit"),
    # payments and reversals
    path("payable/", payments.payable_list, name="payable-list"),
    path("payments/", payments.payment_list, name="payment-list"),
    path("payments/<str:public_id>/", payments.payment_page, name="payment-page"),
    path("payments/<str:public_id>/complete/", payments.payment_complete, name="payment-complete"),
    path("payments/<str:public_id>/fail/", payments.payment_fail, name="payment-fail"),
    path("entries/<str:public_id>/reverse/", reversals.entry_reverse, name="entry-reverse"),
    path("reversals/", reversals.reversal_list, name="reversal-list"),
    path("reversals/<str:public_id>/", reversals.reversal_page, name="reversal-page"),
    path("reversals/<str:public_id>/decide/", reversals.reversal_decide, name="reversal-decide"),
    # the year's publicity list
    path("publicity/", publicity.publicity_list, name="publicity-list"),
    path("publicity/<int:year>/", publicity.publicity_page, name="publicity-page"),
    path("publicity/<int:year>/pdf/", publicity.publicity_file, {"kind": "pdf"}, name="publicity-pdf"),
    path("publicity/<int:year>/xlsx/", publicity.publicity_file, {"kind": "xlsx"}, name="publicity-xlsx"),
    path("publicity/<int:year>/issue/", publicity.publicity_issue, name="publicity-issue"),
    # the year-end form, and other offices' workbooks
    path("year-end/", year_end.year_end_list, name="year-end-list"),
    path("year-end/<int:year>/", year_end.year_end_page, name="year-end-page"),
    path("year-end/<int:year>/pdf/", year_end.year_end_file, {"kind": "pdf"}, name="year-end-pdf"),
    path("year-end/<int:year>/xlsx/", year_end.year_end_file, {"kind": "xlsx"}, name="year-end-xlsx"),
    path("year-end/<int:year>/issue/", year_end.year_end_issue, name="year-end-issue"),
    path("templates/", foreign.template_list, name="template-list"),
    path("templates/new/", foreign.template_new, name="template-new"),
    path("templates/<slug:public_id>/", foreign.template_page, name="template-page"),
    path("templates/<slug:public_id>/file/", foreign.template_replace, name="template-replace"),
    path("templates/<slug:public_id>/map/", foreign.template_map, name="template-map"),
    path("templates/<slug:public_id>/fill/", foreign.template_fill, name="template-fill"),
    path("templates/<slug:public_id>/end/", foreign.template_end, name="template-end"),
]
