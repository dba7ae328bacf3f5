"""What the schedule asks of a person, and of the numbers in force: plain data, filled by queries elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from casework.choices.contacts import ContactKind
from office.policy import InForce


@dataclass(frozen=True)
class Numbers:
    """The policy numbers of the schedule in force on a day."""

    found: Mapping[str, InForce]

    def __getitem__(self, code: str) -> int:
        return int(self.found[code].value)

    def since(self, code: str) -> date:
        """Return from when the number holds; what is shipped has always held."""
        return self.found[code].holds_from


@dataclass(frozen=True)
class Stay:
    admitted_on: date
    discharged_on: date | None


@dataclass
class Known:
    """One living person as the schedule sees them. A date beside a condition says from when the office knew it."""

    since: date  # the schedule begins: the pairing was issued, or the person entered
    birth_date: date | None = None
    has_birthday: bool = True  # the day of birth is known, not only the month or year
    keeps_lunar_birthday: bool = False
    is_survivor: bool = False
    is_party_member: bool = False
    is_veteran: bool = False
    alone_since: date | None = None
    dependent_since: date | None = None
    ill_since: date | None = None
    away_since: date | None = None
    retired_on: date | None = None
    bereaved_on: date | None = None
    stays: list[Stay] = field(default_factory=list)
    last_contact_on: date | None = None
    last_visit_on: date | None = None
    contact_count: int = 0
    # (day, kind) of the contacts of the last months, any order: enough to see which occasion each one kept.
    contacts: list[tuple[date, str]] = field(default_factory=list)

    def met_since(self, since: date, *, visit: bool, calls_count: bool) -> bool:
        """Return whether there was a contact that counts from a day on."""
        return any(day >= since and _counts(kind, visit, calls_count) for day, kind in self.contacts)

    def last(self, since: date, *, visit: bool, calls_count: bool) -> date | None:
        """Return the last day from `since` on with a contact that counts."""
        last = self.last_visit_on if visit or not calls_count else self.last_contact_on
        return last if last and last >= since else None


def _counts(kind: str, visit: bool, calls_count: bool) -> bool:
    """Return whether a contact of this kind counts: a visit always, a call where a call will do. Rule: R-81."""
    return kind == ContactKind.VISIT or (not visit and calls_count)
