"""The history of every field of a person and the family: who, when, old, new.

ID numbers stand masked, and what the user may not see is left out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from office.identifiers import masks
from office.models import User
from office.roles import Permission
from registry.models import FamilyMember, HospitalStay, Person

LIMIT = 200
HIDDEN = {"id", "public_id", "version", "person", "bureau"}
OF_ILLNESS = {"illness_kind", "long_term_medication", "outpatient_visits", "self_care", "remarks"}
OF_INCOME = {"monthly_income"}


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
    """Return the newest changes of the person's own row, the family and the stays. Queries: four."""
    found = _changes(person.history.select_related("history_user", "branch"), "本人", user)
    members = FamilyMember.history.filter(person_id=person.pk).select_related("history_user")
    found += _changes(members, "家庭成员", user)
    if user.may(Permission.SEE_ILLNESS):
        stays = HospitalStay.history.filter(person_id=person.pk).select_related("history_user")
        found += _changes(stays, "住院", user)
    return sorted(found, key=lambda change: change.at, reverse=True)[:LIMIT]


def _changes(records: Any, what: str, user: User) -> list[Change]:
    """Compare each record with the one before it of the same row."""
    by_row: dict[int, list[Any]] = {}
    newest = list(records.order_by("-history_date", "-history_id")[: LIMIT * 2])
    for record in reversed(newest):
        by_row.setdefault(record.id, []).append(record)
    changes: list[Change] = []
    for versions in by_row.values():
        before = None
        for record in versions:
            name = (
                what if what == "本人" else f"{what} {getattr(record, 'name', '') or getattr(record, 'hospital', '')}"
            )
            changes += [Change(record.history_date, _who(record), name, *pair) for pair in _pairs(before, record, user)]
            before = record
    return changes


def _who(record: Any) -> str:
    return str(record.history_user) if record.history_user else "系统"


def _pairs(before: Any, record: Any, user: User) -> list[tuple[str, str, str, str]]:
    pairs = []
    for field in record._meta.concrete_fields:
        name = field.name
        if name.startswith("history_") or name in HIDDEN or name.endswith("_precision") or not _may_see(name, user):
            continue
        old = _words(before, field) if before is not None else ""
        new = _words(record, field)
        if old != new:
            pairs.append((str(field.verbose_name), old, new, record.history_change_reason or ""))
    return pairs


def _may_see(name: str, user: User) -> bool:
    if name in OF_ILLNESS:
        return user.may(Permission.SEE_ILLNESS)
    return name not in OF_INCOME or user.may(Permission.SEE_INCOME)


def _words(record: Any, field: Any) -> str:
    value = getattr(record, field.attname)
    if value in (None, ""):
        return ""
    if field.name == "id_number":
        return masks.id_number(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.name == "branch":
        return str(record.branch)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
