"""Dated facts: writing them, reading the newest not after a day, keeping the columns that repeat them.

Values are stored as text: a choice's code, several codes parted by commas, a branch's row id, yuan with two places, a
count. `''` is "known to be unknown".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from office import clock, store
from registry.choices import FACT_CHOICES, FACTS_IN_YUAN, REPEATED_FACTS, FactField, FactSource, FamilyFactField
from registry.models import FamilyFact, FamilyMember, Person, PersonFact

if TYPE_CHECKING:
    from office.models import User

PERSON_FIELDS = tuple(str(field) for field in REPEATED_FACTS)
MORE_FIELDS = tuple(field for field in FactField.values if field not in REPEATED_FACTS)  # no column repeats them
FAMILY_FIELDS = tuple(FamilyFactField.values)


@dataclass(frozen=True)
class FactWrite:
    """One fact to be written: `owner` is a saved Person or FamilyMember."""

    owner: Person | FamilyMember
    field: str
    value: str
    holds_from: date
    source: str = FactSource.CHANGE


def to_text(field: str, value: Any) -> str:
    """Return a column's or a form's value as a fact's text."""
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)):
        return ",".join(value)
    return str(value.pk) if isinstance(value, models.Model) else str(value)


def to_column(field: str, text: str) -> Any:
    """Return a fact's text as a value: of the column that repeats it (`branch` as `branch_id`), or of the form."""
    if field in (FactField.BRANCH, FactField.OUTPATIENT_VISITS):
        return int(text) if text else None
    if field in FACTS_IN_YUAN or field == FactField.HOUSING_AREA:
        return Decimal(text) if text else None
    if field == FactField.OTHER_ILLNESSES:
        return text.split(",") if text else []
    return text


def column_name(field: str) -> str:
    return "branch_id" if field == FactField.BRANCH else field


def shown(field: str, text: str, *, branches: dict[str, str] | None = None) -> str:
    """Return a fact's text as a person reads it; '' stays '' (the page says 未登记)."""
    if field == FactField.BRANCH:
        return (branches or {}).get(text, text)
    choices = dict(FACT_CHOICES[field].choices) if field in FACT_CHOICES else {}
    return "、".join(str(choices.get(part, part)) for part in text.split(",")) if choices else text


def newest(
    on: date, people: models.QuerySet[Person] | Sequence[int], fields: Iterable[str]
) -> dict[int, dict[str, PersonFact]]:
    """Return person id → field → the newest fact not after `on`. Queries: one."""
    return _newest(PersonFact, "person_id", on, people, fields)


def newest_of_family(on: date, members: Any, fields: Iterable[str]) -> dict[int, dict[str, FamilyFact]]:
    """Return member id → field → the newest fact not after `on`. Queries: one."""
    return _newest(FamilyFact, "member_id", on, members, fields)


def _newest(model: Any, key: str, on: date, owners: Any, fields: Iterable[str]) -> dict[int, dict[str, Any]]:
    """Return owner id → field → the newest fact that holds on the day. Rule: R-07."""
    found: dict[int, dict[str, Any]] = {}
    rows = model.objects.filter(
        **{f"{key}__in": owners}, field__in=list(fields), holds_from__lte=on, superseded_at=None
    ).order_by("holds_from")
    for row in rows:  # later rows take the place of earlier ones
        found.setdefault(getattr(row, key), {})[row.field] = row
    return found


History = list[tuple[date, str]]  # from which day, what: the oldest first


def histories(until: date, people: Any, fields: Iterable[str]) -> dict[int, dict[str, History]]:
    """Return person id → field → every fact that holds from a day not after `until`. Queries: one."""
    return _histories(PersonFact, "person_id", until, people, fields)


def family_histories(until: date, members: Any, fields: Iterable[str]) -> dict[int, dict[str, History]]:
    """Return member id → field → every fact that holds from a day not after `until`. Queries: one."""
    return _histories(FamilyFact, "member_id", until, members, fields)


def held_on(history: History, on: date) -> tuple[date, str] | None:
    """Return the newest of the facts not after the day. Rule: R-07."""
    return next((fact for fact in reversed(history) if fact[0] <= on), None)


def _histories(model: Any, key: str, until: date, owners: Any, fields: Iterable[str]) -> dict[int, dict[str, History]]:
    found: dict[int, dict[str, History]] = {}
    rows = model.objects.filter(
        **{f"{key}__in": owners}, field__in=list(fields), holds_from__lte=until, superseded_at=None
    ).order_by("holds_from")
    for owner, field, day, value in rows.values_list(key, "field", "holds_from", "value"):
        found.setdefault(owner, {}).setdefault(field, []).append((day, value))
    return found


def write(writes: Sequence[FactWrite], *, by: "User") -> None:
    """Write facts of persons or of family members, inside the caller's transaction.

    A fact of the same field and day with another value is superseded, not changed; an equal one is left alone. The
    columns that repeat the newest facts are set on the owners given; the caller saves them.

    Queries: one read, one update and one insert for each kind of owner, whatever the number of facts.
    """
    _write(PersonFact, "person", [w for w in writes if isinstance(w.owner, Person)], by)
    _write(FamilyFact, "member", [w for w in writes if isinstance(w.owner, FamilyMember)], by)


def _write(model: Any, key: str, writes: list[FactWrite], by: "User") -> None:
    """Add the facts of one kind of owner; what stood at the same day with another value is superseded. Rule: R-08."""
    if not writes:
        return
    owners = {w.owner.pk: w.owner for w in writes}
    standing: dict[tuple[int, str], dict[date, tuple[int | None, str]]] = {}  # day → row id, value
    rows = model.objects.filter(**{f"{key}__in": owners.keys()}, superseded_at=None)
    for pk, owner_id, field, day, value in rows.values_list("pk", f"{key}_id", "field", "holds_from", "value"):
        standing.setdefault((owner_id, field), {})[day] = (pk, value)
    now = clock.now()
    superseded, added = [], []
    for w in writes:
        days = standing.setdefault((w.owner.pk, w.field), {})
        pk, old = days.get(w.holds_from, (None, None))
        if old == w.value:
            continue
        if pk is not None:
            superseded.append(pk)
        days[w.holds_from] = (None, w.value)
        added.append((w.owner.pk, w.field, w.value, w.holds_from, w.source, by.pk, now, None))
    if superseded:
        model.objects.filter(pk__in=superseded, superseded_at=None).update(superseded_at=now)
    columns = ("field", "value", "holds_from", "source", "recorded_by_id", "recorded_at", "superseded_at")
    store.insert_values(model, (f"{key}_id", *columns), added)
    for (owner_id, field), days in standing.items():
        if days and field not in MORE_FIELDS:
            setattr(owners[owner_id], column_name(field), to_column(field, days[max(days)][1]))


def follow(person: Person, other: Person, fields: Iterable[str], *, by: "User") -> tuple[datetime, set[str]]:
    """Tell of a person what is told of another record of theirs, each fact from its day, inside the transaction.

    From the other's first fact of a field on, the person's own give way. The repeating columns are set on the person;
    the caller saves them. Return the moment, by which it can be taken back, and the fields. Queries: three a field.
    Rule: R-391.
    """
    now, told = clock.now(), histories(date.max, [other.pk], fields).get(other.pk, {})
    columns = ("person_id", "field", "value", "holds_from", "source", "recorded_by_id", "recorded_at", "superseded_at")
    for field, history in told.items():
        own = PersonFact.objects.filter(person=person, field=field, superseded_at=None)
        own.filter(holds_from__gte=history[0][0]).update(superseded_at=now)
        rows = [(person.pk, field, value, day, FactSource.CORRECTION, by.pk, now, None) for day, value in history]
        store.insert_values(PersonFact, columns, rows)
        if field not in MORE_FIELDS:
            setattr(person, column_name(field), to_column(field, history[-1][1]))
    return now, set(told)


def take_back(
    owners: Sequence[Person] | Sequence[FamilyMember],
    recorded_at: datetime,
    *,
    by: "User",
    only: Iterable[str] | None = None,
) -> set[str]:
    """Take back the facts (or `only` some fields) that were told of the owners at one moment, inside a transaction.

    They are superseded, and what they superseded is told again. The repeating columns are set on the owners; the caller
    saves them. Return the names of those columns. Queries: four.
    """
    model, key = (PersonFact, "person_id") if isinstance(owners[0], Person) else (FamilyFact, "member_id")
    of_owners = model.objects.filter(**{f"{key}__in": [owner.pk for owner in owners]})
    if only is not None:
        of_owners = of_owners.filter(field__in=list(only))
    told = of_owners.filter(recorded_at=recorded_at, superseded_at=None)
    fields = set(told.values_list("field", flat=True))
    now = clock.now()
    told.update(superseded_at=now)
    columns = (key, "field", "value", "holds_from", "source")
    before = of_owners.filter(superseded_at=recorded_at).values_list(*columns)
    store.insert_values(
        model,
        (*columns, "recorded_by_id", "recorded_at", "superseded_at"),
        [(*row, by.pk, now, None) for row in before],
    )
    newest: dict[tuple[int, str], str] = {}
    standing = of_owners.filter(field__in=fields, superseded_at=None).order_by("holds_from")
    for owner_id, field, value in standing.values_list(key, "field", "value"):
        newest[owner_id, field] = value
    repeated = fields - set(MORE_FIELDS)
    for owner in owners:
        for field in repeated:
            setattr(owner, column_name(field), to_column(field, newest.get((owner.pk, field), "")))
    return {column_name(field) for field in repeated}
