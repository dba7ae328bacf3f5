"""Addresses of the leaders' visit plans."""

from django.urls import path

from casework.views import leader_plans

urlpatterns = [
    path("leader-plans/", leader_plans.plan_list, name="leader-plan-list"),
    path("leader-plans/new/", leader_plans.plan_new, name="leader-plan-new"),
    path("leader-plans/<slug:public_id>/", leader_plans.plan_page, name="leader-plan"),
    path("leader-plans/<slug:public_id>/lines/", leader_plans.plan_lines, name="leader-plan-lines"),
    path("leader-plans/<slug:public_id>/withdraw/", leader_plans.plan_withdraw, name="leader-plan-withdraw"),
    path("leader-plans/<slug:public_id>/file/", leader_plans.plan_file, name="leader-plan-file"),
]
