"""Addresses of the schedule."""

from django.urls import path

from casework.views import round_plan, schedule

urlpatterns = [
    path("contacts/schedule/", schedule.people_list, name="contact-schedule"),
    path("contacts/schedule/warnings/", schedule.warnings, name="schedule-warnings"),
    path("contacts/schedule/calendar/", schedule.calendar, name="schedule-calendar"),
    path("contacts/schedule/due/", schedule.due_list, name="due-list"),
    path("contacts/round-plan/", round_plan.show, name="round-plan"),
    path("contacts/round-plan/print/", round_plan.print_plan, name="round-plan-print"),
    path("contacts/schedule/rules/", schedule.rules, name="schedule-rules"),
    path("contacts/schedule/month-ends/<str:public_id>/", schedule.month_end, name="month-end"),
    path("contacts/schedule/month-ends/<str:public_id>/people/", schedule.month_end_rows, name="month-end-rows"),
]
