"""Addresses of casework, one module per noun."""

from casework.urls import (
    contacts,
    duties,
    emergencies,
    helper,
    leader_plans,
    needs,
    pairing,
    recognition,
    reviews,
    schedule,
    services,
    supervision,
    timebank,
)

app_name = "casework"
urlpatterns = [
    *pairing.urlpatterns,
    *schedule.urlpatterns,
    *contacts.urlpatterns,
    *needs.urlpatterns,
    *emergencies.urlpatterns,
    *helper.urlpatterns,
    *recognition.urlpatterns,
    *reviews.urlpatterns,
    *services.urlpatterns,
    *duties.urlpatterns,
    *leader_plans.urlpatterns,
    *supervision.urlpatterns,
    *timebank.urlpatterns,
]
