"""What a stay in hospital asks for: a visit soon, another from time to time, a word after discharge.

`due_of` is the rule, over dates alone; `waiting` asks the database for the stays of which it is true.
Rule: R-432.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, Subquery

from casework.choices.contacts import ContactKind
from casework.models import ContactPerson
from office import clock, policy
from office.models import Bureau, User
from registry.models import HospitalStay, Person

NUMBERS = ("stay_first_days", "stay_days", "discharge_days")
Stays = Any  # stays with the days that `stays_of` adds to each
WATCHED_DAYS = 60  # after that the ordinary rhythm of visits has taken over


@dataclass(frozen=True)
class Due:
    """What is due for a stay, and until which day."""

    word: str
    by: date


def numbers_of(bureau: Bureau | None) -> dict[str, int]:
    """Return the days that the office's rule gives. Queries: one."""
    found = policy.numbers(NUMBERS, bureau=bureau, days=[clock.today()])
    return {code: int(value) for (code, _), value in found.items()}


def due_of(
    *,
    admitted_on: date,
    discharged_on: date | None,
    visited_on: date | None,
    contacted_on: date | None,
    numbers: Mapping[str, int],
) -> Due | None:
    """Return what a stay asks for next, None when nothing.

    `visited_on` is the last visit since admission, `contacted_on` the last contact since discharge.
    Rule: R-432.
    """
    if discharged_on is None:
        days = numbers["stay_days"] if visited_on else numbers["stay_first_days"]
        return Due("再去看望" if visited_on else "到医院看望", (visited_on or admitted_on) + timedelta(days=days))
    if contacted_on is not None:
        return None
    return Due("出院后联系", discharged_on + timedelta(days=numbers["discharge_days"]))


def due_of_stay(stay: Any, numbers: Mapping[str, int]) -> Due | None:
    """Return what a stay of `stays_of` asks for next."""
    return due_of(
        admitted_on=stay.admitted_on,
        discharged_on=stay.discharged_on,
        visited_on=stay.visited_on,
        contacted_on=stay.contacted_on,
        numbers=numbers,
    )


def stays_of(user: User) -> Stays:
    """Return the stays of the living people in scope, each with `visited_on` and `contacted_on`."""
    people = Person.objects.visible_to(user).filter(died_on=None)
    stays = HospitalStay.objects.filter(person__in=people, withdrawn_on=None)
    return stays.annotate(
        visited_on=_last(OuterRef("admitted_on"), Q(contact__kind=ContactKind.VISIT)),
        contacted_on=_last(OuterRef("discharged_on"), Q()),
    )


def _last(since: OuterRef, kind: Q) -> Subquery:
    """Return the day of the last contact with the stay's person that stands, from a day on."""
    rows = ContactPerson.objects.filter(kind, person=OuterRef("person"), contact__voided_at=None)
    by_person = rows.filter(contact__held_on__gte=since).order_by().values("person")
    return Subquery(by_person.annotate(last=Max("contact__held_on")).values("last"))


def going_on(stays: Stays) -> Stays:
    return stays.filter(discharged_on=None)


def to_visit(stays: Stays, today: date, numbers: Mapping[str, int]) -> Stays:
    """Return who is in hospital and was not visited yet, or whose next visit has come due."""
    again = today - timedelta(days=numbers["stay_days"])
    return going_on(stays).filter(Q(visited_on=None) | Q(visited_on__lte=again))


def to_call(stays: Stays, today: date) -> Stays:
    """Return who came out of hospital within the days watched and has not been heard since."""
    since = today - timedelta(days=WATCHED_DAYS)
    return stays.filter(discharged_on__gte=since, discharged_on__lte=today, contacted_on=None)


def on_their_lists(stays: Stays, today: date, numbers: Mapping[str, int]) -> Q:
    """Return the condition on a person for being on the list to visit in hospital, or to call after it. Rule: R-571."""
    lists = (to_visit(stays, today, numbers), to_call(stays, today))
    return Q(pk__in=lists[0].values("person")) | Q(pk__in=lists[1].values("person"))


def shown(stays: Stays, which: str, today: date, numbers: Mapping[str, int]) -> Stays:
    """Return what a choice of the list shows: in hospital now, to visit, to call, or both kinds of waiting."""
    if which == "visit":
        return to_visit(stays, today, numbers)
    if which == "call":
        return to_call(stays, today)
    return going_on(stays)
