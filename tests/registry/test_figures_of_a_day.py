"""A report of a day depends on nothing dated after it, whatever is recorded of people, and in whichever order."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from office import clock, store
from office.models import Headcount
from registry import facts
from registry.choices import ChildEmployment, IllnessKind, LivingArrangement
from registry.figures import situation
from registry.models import FamilyMember, Person
from registry.workflows.departures import record_departure, record_return
from registry.workflows.life import record_death, record_stay
from registry.workflows.merges import merge_people
from registry.workflows.people import Edit, FamilyRow, edit_person

FIRST, TODAY = date(2024, 1, 10), date(2024, 12, 31)
CODED = {
    "living_arrangement": ["", *LivingArrangement.values],
    "illness_kind": ["", *IllnessKind.values],
    "long_term_medication": ["", "yes", "no"],
}
WORK = ["", *ChildEmployment.values]


class Event(NamedTuple):
    """Something of one of three people that holds from, or happened on, a day."""

    kind: str
    who: int
    on: date
    what: Any


days = st.integers(0, 40).map(lambda number: FIRST + timedelta(days=5 * number))
whats = {
    "fact": st.sampled_from(sorted(CODED)).flatmap(
        lambda field: st.tuples(st.just(field), st.sampled_from(CODED[field]))
    ),
    "child": st.sampled_from(WORK),
    "new_child": st.sampled_from(WORK),
    "headcount": st.integers(1, 99),
} | dict.fromkeys(["child_gone", "stay", "death", "departure", "back"], st.none())
told = st.sampled_from(sorted(whats)).flatmap(
    lambda kind: st.builds(Event, st.just(kind), st.integers(0, 2), days, whats[kind])
)
facts_told = told.filter(lambda event: event.kind in ("fact", "child", "new_child", "stay"))


def parted(events: Sequence[Event], on: date) -> tuple[list[Event], list[Event]]:
    return [event for event in events if event.on <= on], [event for event in events if event.on > on]


class Office:
    """Three people, each with a child, and what can be recorded of them."""

    def __init__(self, people, by) -> None:
        self.people, self.by = people, by

    def tell(self, events: Sequence[Event]) -> None:
        for event in events:
            getattr(self, event.kind)(Person.objects.get(pk=self.people[event.who].pk), event.on, event.what)

    def fact(self, person: Person, on: date, what: tuple[str, str]) -> None:
        facts.write([facts.FactWrite(person, *what, on)], by=self.by)
        store.claim(person, by=self.by, fields=[what[0]])

    def child(self, person: Person, on: date, what: str) -> None:
        facts.write([facts.FactWrite(person.family.earliest("pk"), "employment", what, on)], by=self.by)

    def new_child(self, person: Person, on: date, what: str) -> None:
        row = FamilyRow({"relation": "daughter", "name": f"王{on:%m%d}", "employment": what})
        if not person.family.filter(name=row.values["name"]).exists():
            edit_person(person=person, edit=Edit(values={}, family=[row], holds_from=on), by=self.by)

    def child_gone(self, person: Person, on: date, what: None) -> None:
        FamilyMember.objects.filter(person=person).update(ended_on=on)

    def stay(self, person: Person, on: date, what: None) -> None:
        if not (person.died_on and on > person.died_on) and not person.stays.filter(admitted_on=on).exists():
            record_stay(person=person, admitted_on=on, hospital="县人民医院", by=self.by)

    def death(self, person: Person, on: date, what: None) -> None:
        if person.died_on is None:
            record_death(person=person, died_on=on, by=self.by)

    def departure(self, person: Person, on: date, what: None) -> None:
        if person.transferred_out_on is None and not person.departures.exists():
            record_departure(person=person, transferred_out_on=on, transferred_out_to="市局", by=self.by)

    def back(self, person: Person, on: date, what: None) -> None:
        if person.transferred_out_on and on >= person.transferred_out_on:
            record_return(person=person, returned_on=on, reason="回原籍", by=self.by)

    def headcount(self, person: Person, on: date, what: int) -> None:
        Headcount.objects.update_or_create(bureau=person.bureau, on=on, defaults={"number": what})

    def report(self, on: date):
        found = situation(as_of=on, bureau=self.people[0].bureau)
        figures = {figure.key: (figure.people, figure.base, figure.unknown) for figure in found.figures}
        return found.as_json(), figures, found.groups, found.unlisted, found.branches

    def report_after(self, events: Sequence[Event], on: date, *, taken: Sequence[str] | None = None):
        """Return the report of a day once all this is recorded (and two records are merged), and undo it."""
        with transaction.atomic():
            self.tell(events)
            if taken is not None:
                kept, other = Person.objects.filter(pk__in=[p.pk for p in self.people[:2]]).order_by("pk")
                merge_people(kept=kept, merged=other, taken=taken, reason="同一个人", by=self.by)
            found = self.report(on)
            transaction.set_rollback(True)
        return found


@pytest.fixture
def recorded(make_person, cast):
    """Three people of whom the register knows a child each, since long before."""
    people = [make_person(kind=kind, as_of=date(2020, 1, 1)) for kind in ("retiree", "retiree", "honoured")]
    with clock.at(TODAY):
        for number, person in enumerate(people):
            row = FamilyRow({"relation": "son", "name": f"王{number}", "employment": "employed"})
            edit = Edit(values={}, family=[row], holds_from=date(2020, 1, 1))
            edit_person(person=person, edit=edit, by=cast.caseworker)
        yield Office(people, cast.caseworker)


once = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=10, **once)
@given(events=st.lists(told, max_size=8), on=days)
def test_a_report_depends_on_nothing_after_its_day(recorded, events, on):
    by_then, later = parted(events, on)
    before = recorded.report_after(by_then, on)
    assert recorded.report_after([*by_then, *later], on) == before


def moved(who: int, day: int, where: str) -> Event:
    return Event("fact", who, FIRST + timedelta(days=day), ("living_arrangement", where))


@settings(max_examples=4, **once)
@given(events=st.lists(facts_told, max_size=5), on=days)
@example([moved(1, 0, "alone"), moved(1, 20, "with_children")], FIRST + timedelta(days=10))
@example([moved(0, 5, "other"), moved(1, 0, "alone"), moved(1, 20, "empty_nest")], FIRST + timedelta(days=10))
def test_neither_a_merge_nor_the_order_brings_anything_from_after_the_day(recorded, events, on):
    by_then, later = parted(events, on)
    assert recorded.report_after([*later, *by_then], on) == recorded.report_after(by_then, on)
    told_of_other = {event.what[0] for event in by_then if event.kind == "fact" and event.who == 1}
    for taken in ([], sorted(told_of_other)):
        before = recorded.report_after(by_then, on, taken=taken)
        assert recorded.report_after([*by_then, *later], on, taken=taken) == before
