"""Making a home survey as the workflow takes it: everything as known, but for what is named."""

from datetime import date
from typing import Any

from office import clock
from office.models import User
from registry import surveys
from registry.models import HomeSurvey, Person
from registry.workflows.surveys import Visit, record_survey


def survey(
    person: Person, by: User, *, on: date | None = None, found: dict[str, Any] | None = None, **visit: Any
) -> HomeSurvey:
    """Record a survey of somebody by a caseworker, on a day (today without one)."""
    person = Person.objects.get(pk=person.pk)
    visit = {"surveyed_on": on or clock.today(), "surveyor": by.staff_member, "met_with": "self"} | visit
    return record_survey(person=person, visit=Visit(**visit), found=surveys.known(person) | (found or {}), by=by)
