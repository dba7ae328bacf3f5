"""The history of every field of a person, the family and all records about them: who, when, old, new.

ID numbers stand masked, and what the user may not see is left out. Facts that no column repeats are their own history.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from office import formats
from office.identifiers import masks
from office.models import User
from office.roles import Permission
from registry import facts, minors
from registry.models import (
    Assistance,
    CareAssessment,
    Disaster,
    FamilyMember,
    HospitalStay,
    OtherPhone,
    Person,
    PersonAddress,
    PersonDetails,
    PersonFact,
    PersonPaper,
)
from registry.rights import hidden_from

LIMIT = 200
FIRST = "新建"
HIDDEN = {"id", "public_id", "version", "person", "bureau", "merged_into"}


@dataclass(frozen=True)
class Change:
    """One field of one record changed by one person."""

    at: datetime
    by: str
    record: str
    label: str
    old: str
    new: str
    reason: str


def changes_of(person: Person, user: User) -> list[Change]:
    """Return the newest changes of everything about the person. Queries: one a table, twelve at most."""
    own = person.history.select_related("history_user", "branch", "deceased")
    found = _changes(own, lambda record: "本人", user) + _changes_of_facts(person, user)
    for model, name in _tables(user).items():
        found += _changes(model.history.filter(person_id=person.pk).select_related("history_user"), name, user)
    return sorted(found, key=lambda change: change.at, reverse=True)[:LIMIT]


def _tables(user: User) -> dict[Any, Callable[[Any], str]]:
    """Return the tables with a row of their own for each record, and what a record of them is called."""
    tables: dict[Any, Callable[[Any], str]] = {
        PersonDetails: lambda record: "本人",
        FamilyMember: lambda record: f"家庭成员 {record.name}",
        OtherPhone: lambda record: f"其他电话 {record.owner}",
        PersonAddress: lambda record: record.get_kind_display(),
        Assistance: lambda record: f"社会救助 {record.get_kind_display()}",
        Disaster: lambda record: f"受灾 {record.happened_on}",
        CareAssessment: lambda record: f"失能评估 {record.assessed_on}",
        PersonPaper: lambda record: f"材料 {record.title}",
    }
    if user.may(Permission.SEE_ILLNESS):
        tables[HospitalStay] = lambda record: f"住院 {record.admitted_on}"
    return tables


def _changes_of_facts(person: Person, user: User) -> list[Change]:
    """Return what was said of the facts that no column repeats, each with what was said before. Queries: one."""
    rows = PersonFact.objects.filter(person=person, field__in=facts.MORE_FIELDS).select_related("recorded_by")
    said: dict[str, str] = {}
    found = []
    for row in rows.order_by("pk"):
        old, said[row.field] = said.get(row.field, ""), row.value
        if row.field not in hidden_from(user):
            words = facts.shown(row.field, old), facts.shown(row.field, row.value)
            reason = f"{row.get_source_display()},自 {row.holds_from} 起"
            found.append(
                Change(
                    row.recorded_at, str(row.recorded_by), "本人", row.get_field_display(), words[0], words[1], reason
                )
            )
    return found


def _changes(records: QuerySet, name: Callable[[Any], str], user: User) -> list[Change]:
    """Compare each record with the one before it of the same row; the first is one line."""
    newest = list(records.order_by("-history_date", "-history_id")[: LIMIT * 2])
    changes: list[Change] = []
    before: dict[int, Any] = {}
    for record in reversed(newest):
        by = str(record.history_user) if record.history_user else "系统"
        if record.id in before:
            pairs = _pairs(before[record.id], record, user)
        else:
            pairs = [("全部", "", FIRST)] if record.history_type == "+" else []
        reason = record.history_change_reason or ""
        changes += [Change(record.history_date, by, name(record), *pair, reason) for pair in pairs]
        before[record.id] = record
    return changes


def _pairs(before: Any, record: Any, user: User) -> list[tuple[str, str, str]]:
    """Return label, old and new of each column that changed, as far as the user may see it."""
    hidden = HIDDEN | hidden_from(user) | hidden_of_minors(record, user)
    return [
        (str(field.verbose_name), words_of(before, field), words_of(record, field))
        for field in record._meta.concrete_fields
        if not field.name.startswith("history_")
        and not field.name.endswith("_precision")
        and field.name not in hidden
        and (_value(before, field), _precision(before, field)) != (_value(record, field), _precision(record, field))
    ]


def hidden_of_minors(record: Any, user: User) -> set[str]:
    """Return the names of the columns of a child that the user may not see."""
    return set(minors.GUARDED) if record.instance_type is FamilyMember and minors.hides(record, user) else set()


def _value(record: Any, field: Any) -> Any:
    return getattr(record, field.attname)


def _precision(record: Any, field: Any) -> str:
    """Return how much of a date is known; "day" for what is no partial date."""
    return getattr(record, "birth_precision" if field.name == "birth_date" else f"{field.name}_precision", "day")


def words_of(record: Any, field: Any) -> str:
    """Return a column of a row, or of a history row, as a person reads it; an ID number stands masked."""
    value = _value(record, field)
    if value in (None, ""):
        return ""
    if field.name == "id_number":
        return masks.id_number(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation:
        return str(getattr(record, field.name))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return formats.day(value, _precision(record, field))
    return formats.yuan(value) if isinstance(value, Decimal) else str(value)
