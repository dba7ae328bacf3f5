"""How the rows of a batch are shown: what a new record would hold, and beside a doubtful row who it may mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from office.resources import CleanRow
from registry.choices import RowDecision, RowVerdict
from registry.imports import cells
from registry.imports import columns as w
from registry.imports.resources import RESOURCES
from registry.models import ImportBatch, ImportRow, Person

# What tells two people of one name apart, in the order of the roster.
COMPARED = (
    *("name", "sex", "id_number", "birth_date", "kind", "worked_from", "retired_on"),
    *("branch", "phone", "address", "residence_area"),
)


@dataclass(frozen=True)
class Candidate:
    """A person of the register whom a row may mean."""

    person: Person
    choice: str  # the value of its button
    chosen: bool


@dataclass(frozen=True)
class Comparison:
    """One line of the table that puts a row beside its candidates."""

    label: str
    typed: str
    held: list[str]

    @property
    def differs(self) -> bool:
        return any(value and self.typed and value != self.typed for value in self.held)


@dataclass(frozen=True)
class RowView:
    """A row with what stands beside it on the page."""

    row: ImportRow
    values: list[tuple[str, str]] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    may_be_new: bool = True
    words: str = ""  # on the person's health, which the stored remarks do not repeat

    @property
    def undecided(self) -> bool:
        return bool(self.candidates)


def row_views(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[RowView]:
    """Return the rows as the page shows them. Queries: one, whatever the number of rows."""
    rows = list(rows)
    wanted = {pk for row in rows if _is_open(row) for pk in row.candidates}
    people = Person.objects.select_related("branch").in_bulk(wanted) if wanted else {}
    return [_view(batch, row, people) for row in rows]


def _is_open(row: ImportRow) -> bool:
    return bool(row.candidates) and (row.verdict == RowVerdict.DOUBT or bool(row.decision))


def _view(batch: ImportBatch, row: ImportRow, people: dict[int, Person]) -> RowView:
    read = _read(batch, row)
    words = read.get("illness_words") or ""
    if _is_open(row):
        known = [people[pk] for pk in row.candidates if pk in people]
        number = read.get("id_number")
        return RowView(
            row,
            candidates=[_candidate(row, person) for person in known],
            comparisons=_comparisons(read, known),
            may_be_new=not (number and any(person.id_number == number for person in known)),
            words=words,
        )
    return RowView(row, values=_values(row.kind, read) if row.verdict == RowVerdict.NEW else [], words=words)


def _read(batch: ImportBatch, row: ImportRow) -> CleanRow:
    headers = batch.layout[row.kind]["headers"]
    return cells.from_text(row.cells, sheet=row.sheet, number=row.number, headers=headers)


def _candidate(row: ImportRow, person: Person) -> Candidate:
    chosen = row.decision == RowDecision.SAME and row.decided_id == person.pk
    return Candidate(person, f"{RowDecision.SAME}:{person.public_id}", chosen)


def _values(kind: str, row: CleanRow) -> list[tuple[str, str]]:
    """Return what a new record would hold, numbers masked; the name stands in a column of its own."""
    shown = []
    for key, column in RESOURCES[kind].columns.items():
        if key not in ("name", "owner_id", "owner_name") and row.get(key) is not None:
            shown.append((column.column_name, column.widget.shown(row.get(key))))
    return shown


def _comparisons(row: CleanRow, people: Sequence[Person]) -> list[Comparison]:
    lines = []
    for key in COMPARED:
        column = RESOURCES[w.PEOPLE].columns[key]
        held = [_shown(column, column.get_value(person)) for person in people]
        typed = _shown(column, row.get(key))
        if typed or any(held):
            lines.append(Comparison(column.column_name, typed, held))
    return lines


def _shown(column: Any, value: Any) -> str:
    return "" if value in (None, "") else str(column.widget.shown(value))
