"""Addresses of the settings."""

from django.urls import path

from office.views import accounts, audit, policy, staff, staff_import, texts

app_name = "office"
urlpatterns = [
    path("", staff.settings_home, name="home"),
    path("staff/", staff.staff_list, name="staff-list"),
    path("staff/new/", staff.staff_edit, name="staff-create"),
    path("staff/import/", staff_import.staff_import, name="staff-import"),
    path("staff/import/confirm/", staff_import.staff_import_confirm, name="staff-import-confirm"),
    path("staff/import/template/", staff_import.staff_import_template, name="staff-import-template"),
    path("staff/<slug:public_id>/", staff.staff_edit, name="staff-edit"),
    path("branches/", staff.branch_list, name="branch-list"),
    path("branches/new/", staff.branch_edit, name="branch-create"),
    path("branches/<slug:public_id>/", staff.branch_edit, name="branch-edit"),
    path("bureau/", staff.bureau_edit, name="bureau-edit"),
    path("bureau/headcount/", staff.headcount_save, name="headcount-save"),
    path("policy/", policy.policy_list, name="policy-list"),
    path("policy/new/", policy.policy_propose, name="policy-propose"),
    path("policy/<slug:public_id>/decide/", policy.policy_decide, name="policy-decide"),
    path("texts/", texts.text_list, name="text-list"),
    path("texts/new/", texts.text_edit, name="text-new"),
    path("texts/<slug:public_id>/", texts.text_page, name="text-page"),
    path("texts/<slug:public_id>/edit/", texts.text_edit, name="text-edit"),
    path("texts/<slug:public_id>/scan/", texts.text_scan, name="text-scan"),
    path("holidays/", policy.plan_list, name="plan-list"),
    path("holidays/<int:year>/", policy.plan_edit, name="plan-edit"),
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/new/", accounts.account_create, name="account-create"),
    path("accounts/<str:username>/", accounts.account_edit, name="account-edit"),
    path("accounts/<str:username>/reset/", accounts.account_reset, name="account-reset"),
    path("accounts/<str:username>/switch/", accounts.account_switch, name="account-switch"),
    path("audit/", audit.audit_list, name="audit-list"),
]
