"""What the situation figures of some days are counted from, read once for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Min, Q

from office.models import Bureau, Headcount
from registry import choices as c
from registry import facts
from registry.choices import FactField, FamilyFactField
from registry.facts import History, held_on
from registry.models import Departure, FamilyMember, HospitalStay
from registry.querysets import PersonQuerySet

COUNTED_FACTS = (
    FactField.BRANCH,
    FactField.RESIDENCE_AREA,
    FactField.LIVING_ARRANGEMENT,
    FactField.HOUSING_TENURE,
    FactField.ILLNESS_KIND,
    FactField.OTHER_ILLNESSES,
    FactField.LONG_TERM_MEDICATION,
    FactField.OUTPATIENT_VISITS,
    FactField.SELF_CARE,
    FactField.SPOUSE_EMPLOYMENT,
)


class PersonRow(NamedTuple):
    pk: int
    kind: str
    birth_date: date | None
    retired_on: date | None
    listed_from: date | None
    unlisted_from: date | None
    died_on: date | None
    transferred_out_on: date | None
    bureau_id: int

    def is_here(self, on: date) -> bool:
        """Say whether neither dead nor transferred out by the day."""
        return (self.died_on is None or self.died_on > on) and (
            self.transferred_out_on is None or self.transferred_out_on > on
        )

    def is_unlisted(self, on: date) -> bool:
        return self.unlisted_from is not None and self.unlisted_from <= on

    def counts(self, on: date) -> bool:
        """Say whether one counts on the day: a retiree once retired, or once listed where no date is known.

        Rules: R-20, R-21.
        """
        begins = self.listed_from if self.kind == c.PersonKind.SURVIVOR else self.retired_on or self.listed_from
        return self.is_here(on) and not self.is_unlisted(on) and (begins is None or begins <= on)


@dataclass(frozen=True)
class Reading:
    """The rows of all days asked for."""

    people: list[PersonRow]
    facts: dict[int, dict[str, History]]
    stays: list[tuple[int, date]]
    children: list[tuple[int, int, date | None, date | None]]  # member, person, first known of, taken off
    employment: dict[int, dict[str, History]]
    absences: dict[int, list[tuple[date, date]]]  # person → [left, came back) of those who came back
    headcounts: list[tuple[int, date, int]]  # bureau, day, number: the oldest first

    def groups(self, on: date) -> dict[str, frozenset[int]]:
        """Return who is of which kind on the day."""
        by_kind: dict[str, set[int]] = {kind: set() for kind in c.PersonKind.values}
        for row in self.people:
            if row.counts(on) and not self.is_away(row.pk, on):
                by_kind[row.kind].add(row.pk)
        lixiu, tuixiu = frozenset(by_kind[c.PersonKind.HONOURED]), frozenset(by_kind[c.PersonKind.RETIREE])
        survivors = frozenset(by_kind[c.PersonKind.SURVIVOR])
        return {"retirees": lixiu | tuixiu, "lixiu": lixiu, "tuixiu": tuixiu, "survivors": survivors}

    def unlisted(self, on: date) -> frozenset[int]:
        found = (row.pk for row in self.people if row.is_here(on) and row.is_unlisted(on))
        return frozenset(pk for pk in found if not self.is_away(pk, on))

    def is_away(self, pk: int, on: date) -> bool:
        """Say whether somebody who came back since was at another unit on the day. Rule: R-257."""
        return any(left_on <= on < returned_on for left_on, returned_on in self.absences.get(pk, ()))

    def serving(self, on: date) -> dict[int, int]:
        """Return bureau → the newest headcount not after the day, of those that have one."""
        return {bureau_id: number for bureau_id, day, number in self.headcounts if day <= on}

    def fact(self, pk: int, name: str, on: date) -> tuple[date, str] | None:
        """Return the newest fact not after the day: from when it holds, and what."""
        history = self.facts.get(pk, {}).get(name)
        return held_on(history, on) if history else None

    def stays_in_year(self, on: date) -> dict[int, int]:
        """Return how many stays each person began from 1 January to the day. Rule: R-26."""
        found: dict[int, int] = {}
        for person_id, admitted_on in self.stays:
            if date(on.year, 1, 1) <= admitted_on <= on:
                found[person_id] = found.get(person_id, 0) + 1
        return found

    def with_jobless_child(self, on: date) -> tuple[frozenset[int], frozenset[int]]:
        """Return who has a child out of work on the day, and who one of whose work nothing is known.

        A child of whom everything is told from a later day on was not known of then. Rules: R-30, R-390.
        """
        jobless, unsure = set(), set()
        for member_id, person_id, known_from, ended_on in self.children:
            if (ended_on is not None and ended_on <= on) or (known_from is not None and known_from > on):
                continue
            history = self.employment.get(member_id, {}).get(FamilyFactField.EMPLOYMENT, [])
            fact = held_on(history, on)
            if fact is None or not fact[1]:
                unsure.add(person_id)
            elif fact[1] in c.OUT_OF_WORK:
                jobless.add(person_id)
        return frozenset(jobless), frozenset(unsure - jobless)


def read(days: Sequence[date], *, bureau: Bureau | None, people: PersonQuerySet) -> Reading:
    """Read what the days need of the people in a bureau's subtree (of everybody without one). Queries: seven."""
    first, last = min(days), max(days)
    if bureau is not None:
        people = people.filter(bureau__path__startswith=bureau.path)
    here = people.not_gone(first)  # as a subquery: a province's ids fit in no statement
    children = (
        FamilyMember.objects.filter(person__in=here, relation__in=c.CHILDREN)
        .filter(Q(ended_on=None) | Q(ended_on__gt=first), withdrawn_on=None)
        .annotate(known_from=Min("facts__holds_from", filter=Q(facts__superseded_at=None)))
    )
    scope = Q() if bureau is None else Q(bureau__path__startswith=bureau.path)
    headcounts = Headcount.objects.filter(scope, on__lte=last).order_by("on")
    return Reading(
        people=[PersonRow(*row) for row in here.values_list(*PersonRow._fields)],
        facts=facts.histories(last, here, COUNTED_FACTS),
        stays=list(
            HospitalStay.objects.filter(_in_years(days), person__in=here, withdrawn_on=None).values_list(
                "person_id", "admitted_on"
            )
        ),
        children=list(children.values_list("pk", "person_id", "known_from", "ended_on")),
        employment=facts.family_histories(last, children, [FamilyFactField.EMPLOYMENT]),
        absences=_absences(here, first),
        headcounts=list(headcounts.values_list("bureau_id", "on", "number")),
    )


def _absences(people: PersonQuerySet, first: date) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = {}
    away = Departure.objects.filter(person__in=people, returned_on__gt=first)
    for pk, left_on, returned_on in away.values_list("person_id", "left_on", "returned_on"):
        if returned_on is not None:
            found.setdefault(pk, []).append((left_on, returned_on))
    return found


def _in_years(days: Iterable[date]) -> Q:
    """Return the condition on a stay for having begun from 1 January to one of the days."""
    found = Q(pk__in=[])
    for day in days:
        found |= Q(admitted_on__range=(date(day.year, 1, 1), day))
    return found
