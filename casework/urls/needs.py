"""Addresses of needs, referrals and helpers' reports."""

from django.urls import path, re_path

from casework.views import needs, referrals, reports

urlpatterns = [
    path("needs/", needs.listing, name="need-list"),
    path("needs/new/", needs.register, name="need-raise"),
    path("needs/<str:public_id>/", needs.detail, name="need-detail"),
    re_path(rf"^needs/(?P<public_id>[^/]+)/(?P<act>{'|'.join(needs.ACTS)})/$", needs.act, name="need-act"),
    path("referrals/", referrals.listing, name="referral-list"),
    path("referrals/new/", referrals.send, name="referral-send"),
    path("referrals/<str:public_id>/", referrals.detail, name="referral-detail"),
    re_path(
        rf"^referrals/(?P<public_id>[^/]+)/(?P<act>{'|'.join(referrals.ACTS)})/$", referrals.act, name="referral-act"
    ),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<str:public_id>/", reports.report_decide, name="report-decide"),
]
