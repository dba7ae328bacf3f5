"""The table of a list document: columns and rows as its template wants them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Align = Literal["", "left", "number"]
RowKind = Literal["", "subtotal", "total"]


@dataclass(frozen=True)
class ListColumn:
    """A column: its head, its width class in official.css (w4 … w50, hundredths) and how its cells stand."""

    header: str
    width: str
    align: Align = ""


@dataclass(frozen=True)
class ListCell:
    """A cell as printed."""

    text: Any
    align: Align
    span: int = 1


@dataclass(frozen=True)
class ListRow:
    """A row as printed; a subtotal stays on the page of the row before it."""

    cells: list[ListCell]
    kind: RowKind = ""


def list_rows(columns: Sequence[ListColumn], rows: Iterable[Sequence[Any]], kind: RowKind = "") -> list[ListRow]:
    """Return rows of plain values as printed rows.

    None continues the cell to its left, so a subtotal may be ["小计", None, None, "1,200.00"].
    Raises: ValueError for a row of another length than the columns.
    """
    return [_row(columns, values, kind) for values in rows]


def _row(columns: Sequence[ListColumn], values: Sequence[Any], kind: RowKind) -> ListRow:
    cells: list[ListCell] = []
    for column, value in zip(columns, values, strict=True):
        if value is None and cells:
            last = cells[-1]
            cells[-1] = ListCell(last.text, last.align, last.span + 1)
        else:
            cells.append(ListCell("" if value is None else value, column.align))
    return ListRow(cells, kind)
