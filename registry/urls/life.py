"""Addresses of death, departure and what follows them."""

from django.urls import path

from registry.views import deaths, departures, life

urlpatterns = [
    path("deaths/", deaths.death_list, name="death-list"),
    path("<slug:public_id>/death/", life.death_record, name="death-record"),
    path("<slug:public_id>/death/correct/", life.death_correct, name="death-correct"),
    path("<slug:public_id>/death/reverse/", deaths.death_reverse, name="death-reverse"),
    path("<slug:public_id>/death/obituary/", deaths.obituary, name="obituary"),
    path("<slug:public_id>/death/tasks/<slug:task_id>/", deaths.death_task, name="death-task"),
    path("<slug:public_id>/death/<slug:death_id>/", deaths.death_page, name="death-page"),
    path("<slug:public_id>/departure/", departures.departure_record, name="departure-record"),
    path("<slug:public_id>/return/", departures.return_record, name="return-record"),
]
