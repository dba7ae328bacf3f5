"""A plan as a whole: the counts and refusals that are told, and the rows that wait until somebody confirms."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction

from office import store
from office.resources import CleanRow
from registry.choices import RowVerdict
from registry.imports import cells
from registry.imports import columns as w
from registry.imports.kin import Owners, plan_family, plan_stays
from registry.imports.plan import Frame, Item, PeoplePlan
from registry.imports.reading import KINDS, Decision, Roster
from registry.models import ImportBatch, ImportRow

ROWS_AT_ONCE = 1000
Progress = Callable[[int, int], None]  # rows done, rows in all
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
    def refused(self) -> int:
        """Return how many rows cannot be imported as they are."""
        return sum(1 for item in self if item.row.faults)

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


class StagedRow(NamedTuple):
    """What a batch keeps of a row to be shown: its place in the file, the verdict and why."""

    kind: str
    sheet: str
    number: int
    label: str
    verdict: str
    target_id: int | None
    faults: list[dict[str, Any]]
    changes: list[dict[str, str]]
    candidates: list[int]

    def told(self) -> tuple[Any, ...]:
        """Return what a person confirms: all but the cells as they were typed, which stay in the file."""
        reasons = [(fault["reason"], fault.get("warning", False)) for fault in self.faults]
        return self.kind, self.number, self.verdict, self.target_id, reasons, self.changes, self.candidates


def rows_of(plan: Plan) -> Iterator[StagedRow]:
    """Give the rows of the plan as a batch keeps them; taken before the plan is written, when new is still new."""
    return (_row(item) for item in plan)


def keep_rows(batch: ImportBatch, plan: Plan, roster: Roster, progress: Progress | None = None) -> None:
    """Keep the rows of a plan, with what was read of each, in place of what the batch kept before.

    Rows are written some at a time, so that outside a transaction nobody waits long.
    """
    batch.rows.all().delete()
    read = (row for kind in KINDS for row in roster.rows[kind])
    pairs = list(zip(plan, read, strict=True))
    columns = ("batch_id", *StagedRow._fields, "cells", "decision", "decided_id", "kept")
    for start in range(0, len(pairs), ROWS_AT_ONCE):
        part = pairs[start : start + ROWS_AT_ONCE]
        with transaction.atomic():  # a short one; without it each row would be one
            store.insert_values(ImportRow, columns, [_kept(batch, item, row, roster) for item, row in part])
        if progress:
            progress(start + len(part), len(pairs))


def _kept(batch: ImportBatch, item: Item, read: CleanRow, roster: Roster) -> tuple[Any, ...]:
    decision = roster.decisions.get(read.number) if item.kind == w.PEOPLE else None
    decided = (decision.kind, decision.person_id) if decision else ("", None)
    return batch.pk, *_row(item), cells.to_text(read), *decided, ""


def read_back(batch: ImportBatch) -> tuple[Roster, dict[int, StagedRow]]:
    """Return a staged roster without reading its file again, and what its preview shows, by row id. Queries: one."""
    roster = Roster(batch.file_name, b"", None, "", {kind: [] for kind in KINDS}, batch.layout)
    shown: dict[int, StagedRow] = {}
    fields = ("pk", "cells", "decision", "decided_id", *StagedRow._fields)
    for pk, text, decision, decided_id, *values in (
        batch.rows.order_by("pk").values_list(*fields).iterator(ROWS_AT_ONCE)
    ):
        shown[pk] = row = StagedRow(*values)
        if decision and row.kind == w.PEOPLE:
            roster.decisions[row.number] = Decision(decision, decided_id)
        headers = batch.layout[row.kind]["headers"]
        roster.rows[row.kind].append(cells.from_text(text, sheet=row.sheet, number=row.number, headers=headers))
    return roster, shown


def refresh_rows(shown: dict[int, StagedRow], plan: Plan) -> None:
    """Keep the rows that a new comparison sees otherwise. Queries: one for each such row, in one statement."""
    changed = [
        ImportRow(pk=pk, **now._asdict())
        for (pk, row), now in zip(shown.items(), rows_of(plan), strict=True)
        if row.told() != now.told()
    ]
    ImportRow.objects.bulk_update(changed, StagedRow._fields[3:], batch_size=store.BATCH)


def name_records(shown: dict[int, StagedRow], plan: Plan) -> None:
    """Note on the rows which records they made; `shown` as the preview had it. Queries: one."""
    made = [
        (pk, item.record.pk)
        for (pk, row), item in zip(shown.items(), plan, strict=True)
        if row.target_id is None and item.is_written
    ]
    store.set_values(ImportRow, "target_id", made)


def _row(item: Item) -> StagedRow:
    row = item.row
    return StagedRow(
        kind=item.kind,
        sheet=row.sheet,
        number=row.number,
        label=_label(item)[:100],
        verdict=str(item.verdict),
        target_id=item.record.pk if item.is_written else None,
        faults=row.faults + [warning | {"warning": True} for warning in row.warnings],
        changes=item.changes if item.is_written else [],
        candidates=list(item.candidates),
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
