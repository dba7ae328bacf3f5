"""Addresses of calls, people in hospital, emergencies and help in manpower."""

from django.urls import path, re_path

from casework.views import emergencies

urlpatterns = [
    path("stays/", emergencies.stay_list, name="stay-list"),
    path("calls/new/", emergencies.call_record, name="call-record"),
    path("emergencies/", emergencies.emergency_list, name="emergency-list"),
    path("emergencies/<slug:public_id>/", emergencies.emergency_detail, name="emergency-detail"),
    re_path(
        r"^emergencies/(?P<public_id>[^/]+)/(?P<act>answer|close)/$", emergencies.emergency_act, name="emergency-act"
    ),
    path("shifts/of/<slug:public_id>/", emergencies.shift_list, name="shift-list"),
    path("shifts/<slug:public_id>/settle/", emergencies.shift_settle, name="shift-settle"),
]
