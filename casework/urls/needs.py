"""Addresses of needs and helpers' reports."""

from django.urls import path, re_path

from casework.views import needs

urlpatterns = [
    path("needs/", needs.listing, name="need-list"),
    path("needs/new/", needs.register, name="need-raise"),
    path("needs/<str:public_id>/", needs.detail, name="need-detail"),
    path("needs/<str:public_id>/confirm/", needs.confirm, name="need-confirm"),
    re_path(r"^needs/(?P<public_id>[^/]+)/(?P<act>assign|finish|close)/$", needs.act, name="need-act"),
    path("reports/", needs.report_list, name="report-list"),
    path("reports/<str:public_id>/", needs.report_decide, name="report-decide"),
]
