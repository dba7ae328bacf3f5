"""A plan as a whole: the counts and refusals that are told, and the rows that wait until somebody confirms."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from office import store
from registry.choices import RowVerdict
from registry.imports.kin import Owners, plan_family, plan_stays
from registry.imports.plan import Frame, Item, PeoplePlan
from registry.imports.reading import KINDS, Roster
from registry.models import ImportBatch, ImportRow

COUNTED = {"created": RowVerdict.NEW, "updated": RowVerdict.CHANGED, "unchanged": RowVerdict.SAME}


@dataclass
class Plan:
    """What a roster would change, row by row."""

    roster: Roster
    frame: Frame
    items: dict[str, list[Item]]
    branches: dict[str, int]  # name → row id, of those that exist

    def __iter__(self) -> Iterator[Item]:
        for kind in KINDS:
            yield from self.items[kind]

    @property
    def refused(self) -> bool:
        return any(item.row.faults for item in self)

    def result(self) -> dict[str, Any]:
        """Return the counts, refusals and warnings under the stable keys of `import_roster`."""
        tally = Counter((item.kind, item.verdict) for item in self)
        counts = {word: {kind: tally[kind, verdict] for kind in KINDS} for word, verdict in COUNTED.items()}
        rejected = [_located(item, fault) for item in self for fault in item.row.faults]
        doubts = [_located(item, warning) for item in self for warning in item.row.warnings]
        return counts | {"rejected": rejected, "warnings": self.roster.warnings + doubts}


def make_plan(roster: Roster, frame: Frame) -> Plan:
    """Compare a roster with the register. Queries: six, whatever the number of rows."""
    people = PeoplePlan(roster, frame)
    owners = Owners(people)
    items = {
        "people": people.items,
        "family": plan_family(roster, frame, owners),
        "stays": plan_stays(roster, frame, owners),
    }
    return Plan(roster, frame, items, people.branches)


def rows_of(batch: ImportBatch, plan: Plan) -> list[ImportRow]:
    """Return the rows of the plan as a batch keeps them; taken before the plan is written, when new is still new."""
    return [_row(batch, item) for item in plan]


def keep_rows(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Keep the rows in place of what the batch kept before."""
    batch.rows.all().delete()
    ImportRow.objects.bulk_create(rows, batch_size=store.BATCH)


def unlike_preview(batch: ImportBatch, rows: list[ImportRow]) -> bool:
    """Return whether the rows differ from what the batch's preview shows."""
    fields = ("kind", "number", "verdict", "target_id", "faults", "changes")
    shown = batch.rows.order_by("pk").values_list(*fields)
    return list(shown) != [tuple(getattr(row, name) for name in fields) for row in rows]


def _row(batch: ImportBatch, item: Item) -> ImportRow:
    row = item.row
    refused = item.verdict == RowVerdict.REFUSED
    return ImportRow(
        batch=batch,
        kind=item.kind,
        sheet=row.sheet[:40],
        number=row.number,
        label=_label(item)[:100],
        verdict=str(item.verdict),
        target_id=item.record.pk if item.record is not None and not refused else None,
        faults=row.faults + [warning | {"warning": True} for warning in row.warnings],
        changes=[] if refused else item.changes,
    )


def _label(item: Item) -> str:
    """Return the name by which a person finds the row: whose it is, then what."""
    name = str(item.row.get("name") or item.row.get("hospital") or "")
    if item.kind == "people":
        return name
    owner = item.owner.row.get("name") if isinstance(item.owner, Item) else getattr(item.owner, "name", "")
    return f"{owner or item.row.get('owner_name') or ''} {name}".strip()


def _located(item: Item, remark: dict[str, str]) -> dict[str, Any]:
    return {"sheet": item.row.sheet, "row": item.row.number} | remark
