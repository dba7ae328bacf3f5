"""Recording a home survey: what was seen stays with the survey, what changed becomes dated facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from office import audit, clock, store
from office.models import StaffMember, User
from registry import surveys
from registry.choices import FactSource
from registry.errors import DateInFuture, SurveyAfterDeath, SurveyOnceADay, SurveyorNotServing
from registry.holding import hold
from registry.models import HomeSurvey, Person
from registry.workflows.people import Edit, FamilyRow, check_may_edit, edit_person


@dataclass(frozen=True)
class Visit:
    """The visit itself: when, by whom, whom they met, what they saw."""

    surveyed_on: date
    surveyor: StaffMember
    met_with: str
    companions: str = ""
    findings: str = ""
    wishes: str = ""
    signed_on_paper: bool = False


@transaction.atomic
def record_survey(
    *, person: Person, visit: Visit, found: Mapping[str, Any], family: Sequence[FamilyRow] = (), by: User
) -> HomeSurvey:
    """Keep a survey; each fact found otherwise than known holds from the day of the survey.

    `person` carries the version the clerk saw, `found` a value for every field of `surveys.FIELDS`.
    Raises: Refused, DateInFuture, SurveyAfterDeath, SurveyOnceADay, SurveyorNotServing, ImpossibleValues,
    RelativeTwice, ChangedMeanwhile.
    Rules: R-290, R-291.
    """
    check_may_edit(by, person.bureau)
    hold(person)
    _check_visit(person, visit)
    old, new = surveys.texts(surveys.known(person)), surveys.texts(found)
    edit = Edit(values=dict(found), family=family, mode=FactSource.CHANGE, holds_from=visit.surveyed_on)
    labels = edit_person(person=person, edit=edit, by=by)
    survey = HomeSurvey(
        bureau_id=person.bureau_id,
        person=person,
        answers=new,
        before={name: text for name, text in old.items() if text != new[name]},
        family=[label.removeprefix("家庭成员 ") for label in labels if label.startswith("家庭成员 ")],
        entered_by=by,
        entered_at=clock.now(),
        **vars(visit),
    )
    try:
        with transaction.atomic():
            store.create(survey, by=by)
    except IntegrityError as error:
        raise SurveyOnceADay(person, visit.surveyed_on) from error
    summary = f"{person.name} {visit.surveyed_on}" + (f":{'、'.join(labels)}" if labels else ",没有变化")
    audit.record_event("registry.survey.recorded", on=survey, by=by, summary=summary)
    return survey


def _check_visit(person: Person, visit: Visit) -> None:
    """Refuse a day to come, one after the death, a second one of the same day, and a surveyor who served elsewhere."""
    if visit.surveyed_on > clock.today():
        raise DateInFuture("调查日期")
    if person.died_on and visit.surveyed_on > person.died_on:
        raise SurveyAfterDeath(person)
    if HomeSurvey.objects.filter(person=person, surveyed_on=visit.surveyed_on).exists():
        raise SurveyOnceADay(person, visit.surveyed_on)
    if visit.surveyor.bureau_id != person.bureau_id or not visit.surveyor.is_serving(visit.surveyed_on):
        raise SurveyorNotServing(visit.surveyor, visit.surveyed_on)
