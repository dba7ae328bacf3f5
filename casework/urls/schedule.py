"""Addresses of the schedule."""

from django.urls import path

from casework.views import schedule

urlpatterns = [
    path("contacts/schedule/", schedule.people_list, name="contact-schedule"),
    path("contacts/schedule/warnings/", schedule.warnings, name="schedule-warnings"),
    path("contacts/schedule/calendar/", schedule.calendar, name="schedule-calendar"),
    path("contacts/schedule/due/", schedule.due_list, name="due-list"),
    path("contacts/schedule/rules/", schedule.rules, name="schedule-rules"),
    path("contacts/schedule/month-ends/<str:public_id>/", schedule.month_end, name="month-end"),
    path("contacts/schedule/month-ends/<str:public_id>/people/", schedule.month_end_rows, name="month-end-rows"),
]
