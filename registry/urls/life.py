"""Addresses of death, departure, withdrawal and merging."""

from django.urls import path

from registry.views import deaths, departures, duplicates, life, withdrawals

urlpatterns = [
    path("deaths/", deaths.death_list, name="death-list"),
    path("duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path("duplicates/<slug:public_id>/reopen/", duplicates.pair_reopen, name="pair-reopen"),
    path("duplicates/<slug:public_id>/<slug:other_id>/", duplicates.duplicate_compare, name="duplicate-compare"),
    path("merges/<slug:public_id>/undo/", duplicates.merge_undo, name="merge-undo"),
    path("withdrawn/", withdrawals.withdrawn_list, name="withdrawn-list"),
    path("withdrawn/<slug:public_id>/restore/", withdrawals.person_restore, name="person-restore"),
    path("<slug:public_id>/death/", life.death_record, name="death-record"),
    path("<slug:public_id>/death/correct/", life.death_correct, name="death-correct"),
    path("<slug:public_id>/death/reverse/", deaths.death_reverse, name="death-reverse"),
    path("<slug:public_id>/death/obituary/", deaths.obituary, name="obituary"),
    path("<slug:public_id>/death/tasks/<slug:task_id>/", deaths.death_task, name="death-task"),
    path("<slug:public_id>/death/<slug:death_id>/", deaths.death_page, name="death-page"),
    path("<slug:public_id>/departure/", departures.departure_record, name="departure-record"),
    path("<slug:public_id>/return/", departures.return_record, name="return-record"),
    path("<slug:public_id>/withdraw/", withdrawals.person_withdraw, name="person-withdraw"),
    path("<slug:public_id>/rows/", withdrawals.row_list, name="row-list"),
    path("<slug:public_id>/rows/<slug:row_id>/withdraw/", withdrawals.row_withdraw, name="row-withdraw"),
    path("<slug:public_id>/rows/<slug:row_id>/restore/", withdrawals.row_restore, name="row-restore"),
]
