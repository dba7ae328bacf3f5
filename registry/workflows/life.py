"""Recording a death and stays in hospital."""

from datetime import date
from typing import Any

from django.db import transaction

from office import audit, clock, store
from office.models import User
from office.signing import ReasonMissing
from registry import hooks
from registry.errors import AlreadyDead, DateInFuture, NotDead, StayAfterDeath
from registry.holding import hold
from registry.models import HospitalStay, Person
from registry.workflows import deaths
from registry.workflows.people import check_may_edit, check_values


@transaction.atomic
def record_death(*, person: Person, died_on: date, by: User, note: str = "") -> list[hooks.Finding]:
    """Record a death once, let the upper apps stop what must stop, and open the checklist.

    Returns what the hooks found or did. Raises Refused, AlreadyDead, DateInFuture, ImpossibleValues, ChangedMeanwhile.
    Rule: R-10.
    """
    check_may_edit(by, person.bureau)
    if person.died_on is not None:
        raise AlreadyDead(person)
    if died_on > clock.today():
        raise DateInFuture("去世日期")
    person.died_on = died_on
    check_values(person)
    store.claim(person, by=by, fields=["died_on"], was={"died_on": None}, reason=note)
    death = deaths.open_death(person=person, told_by=note, by=by)
    findings = [finding for hook in hooks.ON_DEATH for finding in hook(person, died_on, by)]
    deaths.open_checklist(death, findings, by=by)
    audit.record_event("registry.person.died", on=person, by=by, summary=f"登记去世:{died_on}", died_on=died_on)
    hooks.changed(person.pk)
    return findings


@transaction.atomic
def correct_death(*, person: Person, died_on: date, reason: str, by: User) -> Person:
    """Put right a date of death that was entered wrong; what stopped with it stays stopped.

    Raises Refused, NotDead, DateInFuture, ReasonMissing, ImpossibleValues, ChangedMeanwhile.
    Rule: R-12.
    """
    check_may_edit(by, person.bureau)
    was = person.died_on
    if was is None:
        raise NotDead(person)
    if died_on > clock.today():
        raise DateInFuture("去世日期")
    if not reason.strip():
        raise ReasonMissing("更正的原因")
    person.died_on = died_on
    check_values(person)
    store.claim(person, by=by, fields=["died_on"], was={"died_on": was}, reason=reason)
    summary = f"更正去世日期:{was} 改为 {died_on},{reason}"
    audit.record_event("registry.person.death-corrected", on=person, by=by, summary=summary, was=was, died_on=died_on)
    hooks.changed(person.pk)
    return person


@transaction.atomic
def record_stay(*, person: Person, by: User, admitted_on: date, hospital: str, **details: Any) -> HospitalStay:
    """Record that a person went into hospital; `details` are the stay's other columns."""
    check_may_edit(by, person.bureau)
    hold(person)
    if admitted_on > clock.today():
        raise DateInFuture("入院日期")
    stay = HospitalStay(person=person, admitted_on=admitted_on, hospital=hospital, **details)
    _check_stay(stay)
    store.create(stay, by=by)
    audit.record_event(
        "registry.stay.recorded", on=person, by=by, summary=f"登记住院:{admitted_on}", stay=stay.public_id
    )
    hooks.changed(person.pk)
    return stay


@transaction.atomic
def edit_stay(*, stay: HospitalStay, values: dict[str, Any], by: User) -> HospitalStay:
    """Change a stay (discharge, costs); the stay carries the version its editor saw. Raises ChangedMeanwhile."""
    check_may_edit(by, stay.person.bureau)
    for name, value in values.items():
        setattr(stay, name, value)
    _check_stay(stay)
    store.claim(stay, by=by, fields=list(values))
    audit.record_event("registry.stay.changed", on=stay.person, by=by, summary=str(stay), stay=stay.public_id)
    hooks.changed(stay.person_id)
    return stay


def _check_stay(stay: HospitalStay) -> None:
    """Raise ValidationError for a stay that cannot be, or is there already. Rule: R-13."""
    stay.full_clean()  # the person too: a constraint with an excluded field is not checked
    if stay.person.died_on and stay.admitted_on > stay.person.died_on:
        raise StayAfterDeath(stay.person)
