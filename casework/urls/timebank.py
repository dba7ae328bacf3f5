"""Addresses of the time bank; none of them exists where it is switched off."""

from django.urls import path

from casework.views import timebank, volunteer_services

urlpatterns = [
    path("time-bank/", timebank.time_bank, name="time-bank"),
    path("time-bank/services/", volunteer_services.service_list, name="volunteer-service-list"),
    path("time-bank/services/new/", volunteer_services.service_record, name="volunteer-service-record"),
    path("time-bank/services/<slug:public_id>/", volunteer_services.service_page, name="volunteer-service"),
    path(
        "time-bank/services/<slug:public_id>/<slug:act>/", volunteer_services.service_act, name="volunteer-service-act"
    ),
    path("time-bank/volunteers/new/", timebank.volunteer_enrol, name="volunteer-enrol"),
    path("time-bank/volunteers/<slug:public_id>/", timebank.volunteer_page, name="volunteer-page"),
    path("time-bank/volunteers/<slug:public_id>/file/", timebank.volunteer_statement, name="volunteer-statement"),
    path("time-bank/volunteers/<slug:public_id>/<slug:act>/", timebank.volunteer_act, name="volunteer-act"),
    path("time-bank/bookings/<slug:public_id>/reverse/", timebank.booking_reverse, name="booking-reverse"),
]
