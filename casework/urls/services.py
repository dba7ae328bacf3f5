"""Addresses of support plans and service arrangements."""

from django.urls import path, re_path

from casework.views import services

urlpatterns = [
    path("services/", services.service_list, name="service-list"),
    path("services/<slug:public_id>/", services.service_detail, name="service-detail"),
    re_path(r"^services/(?P<public_id>[^/]+)/(?P<act>change|end)/$", services.service_act, name="service-act"),
    path("plans/", services.plan_list, name="plan-list"),
    path("plans/<slug:public_id>/", services.plan_page, name="plan-page"),
    path("plans/<slug:public_id>/new/<slug:kind>/", services.service_start, name="service-start"),
    re_path(r"^plans/(?P<public_id>[^/]+)/(?P<act>open|review|sign|end)/$", services.plan_act, name="plan-act"),
]
