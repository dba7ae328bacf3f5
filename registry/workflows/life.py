"""Death, departure and stays in hospital."""

from datetime import date

from django.db import transaction

from office import audit, clock, permissions, store
from office.models import User
from office.roles import Permission
from registry import hooks
from registry.errors import AlreadyDead, DateInFuture, NotInOwnBureau
from registry.models import HospitalStay, Person


def _check_may_edit(by: User, person: Person) -> None:
    permissions.check(by, Permission.EDIT_PEOPLE)
    if not by.is_operator and person.bureau_id != by.bureau_id:
        raise NotInOwnBureau


@transaction.atomic
def record_death(*, person: Person, died_on: date, by: User, note: str = "") -> list[hooks.Finding]:
    """Record a death once and let the upper apps stop what must stop.

    Returns what the hooks found or did. Raises Refused, AlreadyDead, DateInFuture, ChangedMeanwhile.
    Rule: R-10 (docs/rules.md; DOMAIN 11.12).
    """
    _check_may_edit(by, person)
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
def record_stay(*, person: Person, by: User, admitted_on: date, hospital: str, **details) -> HospitalStay:
    """Record that a person went into hospital; `details` are the stay's other columns."""
    _check_may_edit(by, person)
    if admitted_on > clock.today():
        raise DateInFuture("入院日期")
    stay = HospitalStay(person=person, admitted_on=admitted_on, hospital=hospital, **details)
    stay.full_clean(exclude=["person"])
    store.create(stay, by=by)
    audit.record_event(
        "registry.stay.recorded", on=person, by=by, summary=f"登记住院:{admitted_on}", stay=stay.public_id
    )
    return stay
