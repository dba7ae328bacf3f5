"""Addresses of a helper's own pages."""

from django.urls import path

from casework.views import helper

urlpatterns = [
    path("mine/", helper.home, name="helper-home"),
    path("mine/contact/", helper.contact, name="helper-contact"),
    path("mine/<str:public_id>/", helper.person, name="helper-person"),
    path("mine/<str:public_id>/need/", helper.need, name="helper-need"),
    path("mine/<str:public_id>/report/", helper.report, name="helper-report"),
]
