"""The rows of a year's publicity list: what each person got from each source, as it may be posted.

Counted are payments paid in the year, less what was reversed or refunded in the year. What undoes an earlier year is
a row of its own. A row holds nothing of a person but name, branch and kind, so nothing else can reach the paper.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from funds.choices import AidKind, EntryKind, WayOfHelp
from funds.models import FundSource, LedgerEntry
from funds.querysets.ledger import LedgerEntryQuerySet
from office import clock
from office.identifiers import pinyin
from office.models import Branch, Bureau
from registry import facts
from registry.choices import FactField
from registry.models import Person

PUBLISHED_KINDS = tuple(AidKind)  # all aid; an entitlement is none and never published
UNDONE = "冲回"


@dataclass(frozen=True)
class Row:
    """One line of the list. `amount` in yuan; below zero where an earlier year's payment came back. Rule: R-163."""

    number: int
    name: str
    branch: str
    kind: str
    way: str
    times: int
    amount: Decimal
    source: str


@dataclass(frozen=True)
class Part:
    """The rows of one source."""

    source: str
    rows: list[Row]

    @property
    def times(self) -> int:
        return sum(row.times for row in self.rows)

    @property
    def subtotal(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal(0))


@dataclass(frozen=True)
class PublicityList:
    """The whole list of a bureau's year."""

    year: int
    issuer: str
    section: str
    people: int
    parts: list[Part]

    @property
    def times(self) -> int:
        return sum(part.times for part in self.parts)

    @property
    def total(self) -> Decimal:
        return sum((part.subtotal for part in self.parts), Decimal(0))

    def as_json(self) -> dict[str, Any]:
        """Return the list under stable keys, sums as text with two places."""
        parts = [
            {
                "source": part.source,
                "rows": [asdict(row) | {"amount": f"{row.amount:.2f}"} for row in part.rows],
                "times": part.times,
                "subtotal": f"{part.subtotal:.2f}",
            }
            for part in self.parts
        ]
        return {
            "year": self.year,
            "issuer": self.issuer,
            "section": self.section,
            "people": self.people,
            "times": self.times,
            "total": f"{self.total:.2f}",
            "parts": parts,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "PublicityList":
        parts = [
            Part(part["source"], [Row(**row | {"amount": Decimal(row["amount"])}) for row in part["rows"]])
            for part in stored["parts"]
        ]
        return cls(stored["year"], stored["issuer"], stored["section"], stored["people"], parts)

    @property
    def fingerprint(self) -> str:
        """Return what changes when any word of the list does."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def entries_of_year(bureau: Bureau, year: int) -> LedgerEntryQuerySet:
    """Return the entries a list counts: payments of published aid and what undoes them, dated in the year.

    Rule: R-160.
    """
    return LedgerEntry.objects.of_payments().filter(
        source__bureau=bureau,
        on__range=(date(year, 1, 1), date(year, 12, 31)),
        payment__item__application__aid_kind__in=PUBLISHED_KINDS,
    )


def list_of_year(bureau: Bureau, year: int) -> PublicityList:
    """Compute the list as the ledger stands now. Queries: three, whatever the number of rows. Rules: R-161, R-162."""
    entries = entries_of_year(bureau, year).with_spent().select_related("source", "payment__item__person__merged_into")
    groups: dict[tuple[FundSource, Person, bool], list[LedgerEntry]] = defaultdict(list)
    for entry in entries.order_by("pk"):
        undone = entry.payment.paid_on.year < year
        groups[entry.source, standing(entry.payment.item.person), undone].append(entry)
    lines = [_Line(*key, group) for key, group in groups.items()]
    lines = sorted((line for line in lines if line.amount), key=lambda line: line.order)
    branches = branches_of({line.person for line in lines}, min(date(year, 12, 31), clock.today()))
    parts: dict[FundSource, list[Row]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        parts[line.source].append(line.row(number, branches))
    return PublicityList(
        year=year,
        issuer=bureau.name,
        section=bureau.section_name,
        people=len({line.person for line in lines if not line.undone}),
        parts=[Part(source.name, rows) for source, rows in parts.items()],
    )


@dataclass(frozen=True)
class _Line:
    """What one person got from one source, or gave back of an earlier year."""

    source: FundSource
    person: Person
    undone: bool
    entries: list[LedgerEntry]

    @property
    def amount(self) -> Decimal:
        return sum((entry.spent for entry in self.entries), Decimal(0))  # type: ignore[attr-defined]  # annotated by with_spent

    @property
    def order(self) -> tuple:
        return (pinyin.spell(self.source.name).full, self.source.pk, self.person.pinyin, self.person.pk, self.undone)

    def row(self, number: int, branches: dict[int, str]) -> Row:
        reversed_ids = {entry.payment_id for entry in self.entries if entry.kind == EntryKind.REVERSAL}
        stands = [e for e in self.entries if e.kind == EntryKind.PAYMENT and e.payment_id not in reversed_ids]
        ways = {entry.payment.item.way_of_help for entry in stands if entry.payment}
        return Row(
            number=number,
            name=self.person.name,
            branch=branches.get(self.person.pk, ""),
            kind=self.person.get_kind_display(),
            way=UNDONE if self.undone else "、".join(way.label for way in WayOfHelp if way in ways),
            times=len(stands),
            amount=self.amount,
            source=self.source.name,
        )


def standing(person: Person) -> Person:
    """Return the person a merged one is now."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def branches_of(people: Iterable[Person], on: date) -> dict[int, str]:
    """Return each person's branch as of the day, else the one known now. Queries: two."""
    found = facts.newest(on, [person.pk for person in people], [FactField.BRANCH])
    of_person = {person.pk: int(text) if (text := _fact(found, person.pk)) else person.branch_id for person in people}
    names = dict(Branch.objects.filter(pk__in=set(filter(None, of_person.values()))).values_list("pk", "name"))
    return {pk: names[branch] for pk, branch in of_person.items() if branch}


def _fact(found: dict[int, dict[str, Any]], person_id: int) -> str:
    fact = found.get(person_id, {}).get(FactField.BRANCH)
    return fact.value if fact else ""
