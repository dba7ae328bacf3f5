"""Addresses of the yearly lists."""

from django.urls import path

from casework.views import duties, helper_duties

urlpatterns = [
    path("duties/", duties.duty_list, name="duty-list"),
    path("duties/new/", duties.duty_open, name="duty-open"),
    path("duties/<slug:public_id>/", duties.duty_page, name="duty-page"),
    path("duties/<slug:public_id>/rows/", duties.duty_rows, name="duty-rows"),
    path("duties/<slug:public_id>/tick/", duties.duty_tick, name="duty-tick"),
    path("duties/<slug:public_id>/visits/", duties.duty_visits, name="duty-visits"),
    path("duties/<slug:public_id>/assign/", duties.duty_assign, name="duty-assign"),
    path("duties/<slug:public_id>/add/", duties.duty_add, name="duty-add"),
    path("duties/<slug:public_id>/close/", duties.duty_close, name="duty-close"),
    path("duties/<slug:public_id>/file/", duties.duty_file, name="duty-file"),
    path("my-duties/", helper_duties.home, name="helper-duties"),
    path("my-duties/<slug:public_id>/tick/", helper_duties.tick, name="helper-duty-tick"),
]
