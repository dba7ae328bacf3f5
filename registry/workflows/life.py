"""Death, departure and stays in hospital."""

from datetime import date
from typing import Any

from django.db import transaction

from office import audit, clock, store
from office.models import User
from registry import hooks
from registry.errors import AlreadyDead, DateInFuture
from registry.models import HospitalStay, Person
from registry.workflows.people import check_may_edit


@transaction.atomic
def record_death(*, person: Person, died_on: date, by: User, note: str = "") -> list[hooks.Finding]:
    """Record a death once and let the upper apps stop what must stop.

    Returns what the hooks found or did. Raises Refused, AlreadyDead, DateInFuture, ChangedMeanwhile.
    Rule: R-10 (docs/rules.md; DOMAIN 11.12).
    """
    check_may_edit(by, person.bureau)
    if person.died_on is not None:
        raise AlreadyDead(person)
    if died_on > clock.today():
        raise DateInFuture("去世日期")
    person.died_on = died_on
    store.claim(person, by=by, fields=["died_on"], was={"died_on": None}, reason=note)
    findings = [finding for hook in hooks.ON_DEATH for finding in hook(person, died_on, by)]
    audit.record_event("registry.person.died", on=person, by=by, summary=f"登记去世:{died_on}", died_on=died_on)
    return findings


@transaction.atomic
def record_stay(*, person: Person, by: User, admitted_on: date, hospital: str, **details: Any) -> HospitalStay:
    """Record that a person went into hospital; `details` are the stay's other columns."""
    check_may_edit(by, person.bureau)
    if admitted_on > clock.today():
        raise DateInFuture("入院日期")
    stay = HospitalStay(person=person, admitted_on=admitted_on, hospital=hospital, **details)
    stay.full_clean(exclude=["person"])
    store.create(stay, by=by)
    audit.record_event(
        "registry.stay.recorded", on=person, by=by, summary=f"登记住院:{admitted_on}", stay=stay.public_id
    )
    return stay


@transaction.atomic
def edit_stay(*, stay: HospitalStay, values: dict[str, Any], by: User) -> HospitalStay:
    """Change a stay (discharge, costs); the stay carries the version its editor saw. Raises ChangedMeanwhile."""
    check_may_edit(by, stay.person.bureau)
    for name, value in values.items():
        setattr(stay, name, value)
    stay.full_clean(exclude=["person"])
    store.claim(stay, by=by, fields=list(values))
    audit.record_event("registry.stay.changed", on=stay.person, by=by, summary=str(stay), stay=stay.public_id)
    return stay
