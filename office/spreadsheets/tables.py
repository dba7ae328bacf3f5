"""Find the table in a sheet: its header by the names people use, its rows, and what stands around it."""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from office.spreadsheets.reading import Cell, Sheet

HEADER_WITHIN_ROWS = 15
MAX_HEADER_DEPTH = 3
TOTAL_WORDS = frozenset({"合计", "总计", "共计", "合计数", "总合计"})
SUBTOTAL_WORDS = frozenset({"小计", "本页小计", "本页合计"})
FOOTER_WORDS = (
    "填表",
    "制表",
    "填报",
    "审核",
    "复核",
    "经办",
    "单位负责人",
    "负责人",
    "说明",
    "注",
    "备注",
    "联系电话",
)
NUMBERING = frozenset({"序号", "编号", "序", "NO", "NO."})
REASON_HEADER = "不能导入的原因"  # of the column we add to rows that come back; not part of the table when it returns
NOT_COLUMNS = NUMBERING | {REASON_HEADER}
BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
INVISIBLE = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")


@dataclass(frozen=True)
class Column:
    """A column to look for: its key, the names people give it (best first), whether the table is useless without it."""

    key: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class TableRow:
    """One row: its number in the sheet (from 1) and the raw value of each found column.

    `merged` names the cells whose value comes from a merged cell that began in a row above: the row continues the
    record above it.
    """

    number: int
    cells: dict[str, Cell]
    merged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """A table found in a sheet. Row numbers and column numbers count from 1, as people read them."""

    sheet: str
    header_row: int
    columns: dict[str, int]  # key → column number
    headers: dict[str, str]  # key → the header as it stands in the file
    rows: list[TableRow]
    preamble: list[list[Cell]]
    missing: list[str] = field(default_factory=list)  # keys of required columns that are not there
    unknown: list[tuple[int, str]] = field(default_factory=list)  # column number, header
    duplicates: list[tuple[int, str]] = field(default_factory=list)
    left_over: list[int] = field(default_factory=list)  # rows after the end of the table that look like records
    labels: dict[int, str] = field(default_factory=dict)  # column number → header, of all columns that have one
    marks: dict[int, str] = field(default_factory=dict)  # column number → what a choice knows the header by

    def noted(self, label: str) -> Cell | None:
        """Return what the rows above the header note under a label, as in 填报单位:某县税务局.

        The value may follow in the same cell or stand in the next one that is not blank.
        """
        pattern = re.compile(rf"(?:^|\s){re.escape(label)}\s*[:：]\s*(.*?)\s*(?=$|\s\S{{2,8}}[:：])", re.DOTALL)
        for row in self.preamble:
            filled = [cell for cell in row if not _is_blank(cell)]
            for cell, following in itertools.zip_longest(filled, filled[1:]):
                found = pattern.search(cell) if isinstance(cell, str) else None
                if found:
                    return found[1] or following
        return None


@dataclass
class _Header:
    """One reading of the header: where it is and which column is what."""

    top: int
    bottom: int
    columns: dict[str, int]
    labels: dict[int, str]
    marks: dict[int, str]
    duplicates: list[int]
    left_out: set[int]  # by choice


def column_letter(number: int) -> str:
    """Return the letters of a column, counted from 1: 28 → AB."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_table(sheet: Sheet, columns: Sequence[Column], chosen: Mapping[str, str] | None = None) -> Table | None:
    """Return the table whose header matches most of the columns; None when no row of the first fifteen looks like one.

    A header may take several rows; group names above it are joined where only the joined name is known. What somebody
    chose (mark of a header → key, "" to leave the column out) goes before the names.
    """
    grid = _header_grid(sheet)
    names = _Names(columns)
    candidates = [
        header
        for bottom in range(len(grid))
        for depth in range(1, min(MAX_HEADER_DEPTH, bottom + 1) + 1)
        if (header := _read_header(grid, bottom - depth + 1, bottom, names, chosen or {})) is not None
    ]
    best = max(candidates, key=lambda header: (len(header.columns), header.top - header.bottom), default=None)
    if best is None or len(best.columns) < min(2, len(columns)):
        return None
    rows, left_over = _read_rows(sheet, best, [column.key for column in columns if column.required])
    explained = {*best.columns.values(), *best.left_out, *best.duplicates}
    return Table(
        sheet=sheet.name,
        header_row=best.bottom + 1,
        columns={key: index + 1 for key, index in best.columns.items()},
        headers={key: best.labels[index] for key, index in best.columns.items()},
        rows=rows,
        preamble=[row for row in sheet.rows[: best.top] if not all(map(_is_blank, row))],
        missing=[column.key for column in columns if column.required and column.key not in best.columns],
        unknown=[
            (index + 1, label)
            for index, label in best.labels.items()
            if index not in explained and normalise(label) not in NOT_COLUMNS
        ],
        duplicates=[(index + 1, best.labels[index]) for index in best.duplicates],
        left_over=left_over,
        labels={index + 1: label for index, label in best.labels.items() if normalise(label) not in NOT_COLUMNS},
        marks={index + 1: mark for index, mark in best.marks.items()},
    )


def normalise(text: object) -> str:
    """Return a header as it is compared: NFKC, no blanks, no marks around it, capital Latin letters."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", str(text))).strip("*:;,.、。").upper()


def _without_brackets(text: str) -> str:
    return BRACKETS.sub("", text) or text


class _Names:
    """The names of all columns, looked up as written first, then without what stands in brackets."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.exact: dict[str, str] = {}
        self.loose: dict[str, str] = {}
        for column in columns:
            for name in column.names:
                self.exact.setdefault(normalise(name), column.key)
                self.loose.setdefault(_without_brackets(normalise(name)), column.key)

    def key(self, label: str) -> str | None:
        bare = _without_brackets(label)
        return self.exact.get(label) or self.exact.get(bare) or self.loose.get(bare)


def _header_grid(sheet: Sheet) -> list[list[str]]:
    """Return the first rows as text, merged cells filled, so that a group name stands over each of its columns."""
    grid = [["" if _is_blank(cell) else str(cell).strip() for cell in row] for row in sheet.rows[:HEADER_WITHIN_ROWS]]
    for top, left, bottom, right in sheet.merges:
        if top < len(grid):
            text = grid[top][left]
            for row in grid[top : bottom + 1]:
                row[left : right + 1] = [text] * (right - left + 1)
    return grid


def _read_header(
    grid: list[list[str]], top: int, bottom: int, names: _Names, chosen: Mapping[str, str]
) -> _Header | None:
    """Read rows top to bottom as one header; None when nothing in them is known."""
    parts = {
        index: said
        for index in range(len(grid[bottom]))
        if (said := [text for text, _ in itertools.groupby(row[index] for row in grid[top : bottom + 1]) if text])
    }
    header = _Header(top, bottom, {}, {index: said[-1] for index, said in parts.items()}, {}, [], set())
    header.marks = _marks(header.labels)
    for index, mark in header.marks.items():
        if mark in chosen:
            header.left_out.add(index)
            if chosen[mark]:
                header.columns.setdefault(chosen[mark], index)
    header.left_out -= set(header.columns.values())
    for index, said in parts.items():
        if header.marks[index] not in chosen:
            _name_column(header, index, said, names)
    return header if header.columns else None


def _name_column(header: _Header, index: int, said: list[str], names: _Names) -> None:
    """Take a column for the first thing its header may name that no column before it is."""
    spellings = ["".join(said[start:]) for start in range(len(said))]
    known = [key for text in spellings if (key := names.key(normalise(text)))]
    free = next((key for key in known if key not in header.columns), None)
    if free:
        header.columns[free] = index
    elif known:
        header.duplicates.append(index)


def _marks(labels: dict[int, str]) -> dict[int, str]:
    """Return what each header is known by when a file of the same shape comes: its name, numbered where it repeats."""
    seen: Counter[str] = Counter()
    marks = {}
    for index, label in labels.items():
        name = normalise(label)
        seen[name] += 1
        marks[index] = name if seen[name] == 1 else f"{name}#{seen[name]}"
    return marks


def _read_rows(sheet: Sheet, header: _Header, required: Sequence[str]) -> tuple[list[TableRow], list[int]]:
    """Return the records up to the total or footer, and the numbers of rows after it that look like records."""
    numbering = {index for index, label in header.labels.items() if normalise(label) in NOT_COLUMNS}
    above = {normalise(cell) for row in sheet.rows[: header.top] for cell in row if not _is_blank(cell)}
    filled = _filled_from_above(sheet, header)
    rows: list[TableRow] = []
    left_over: list[int] = []
    ended = False
    for index, row in enumerate(sheet.rows[header.bottom + 1 :], start=header.bottom + 1):
        said = [cell for position, cell in enumerate(row) if position not in numbering and not _is_blank(cell)]
        first = next((normalise(cell) for cell in row if not _is_blank(cell)), "")
        if not said and first not in TOTAL_WORDS:
            continue
        if first in SUBTOTAL_WORDS or _repeats_header(row, header) or (len(said) == 1 and normalise(said[0]) in above):
            continue
        if first in TOTAL_WORDS or normalise(said[0]) in TOTAL_WORDS or _is_footer(first, row):
            ended = True
            continue
        record = _record(index, row, header, filled.get(index, {}))
        if not ended:
            rows.append(record)
        elif required and all(not _is_blank(record.cells.get(key, "")) for key in required):
            left_over.append(record.number)
    return rows, left_over


def _record(index: int, row: list[Cell], header: _Header, filled: dict[int, Cell]) -> TableRow:
    cells = {key: filled.get(column, row[column]) for key, column in header.columns.items()}
    return TableRow(index + 1, cells, frozenset(key for key, column in header.columns.items() if column in filled))


def _filled_from_above(sheet: Sheet, header: _Header) -> dict[int, dict[int, Cell]]:
    """Return, by row and column, the values that merged cells below the header carry down."""
    filled: dict[int, dict[int, Cell]] = {}
    for top, left, bottom, _ in sheet.merges:
        if top > header.bottom and not _is_blank(sheet.rows[top][left]):
            for index in range(top + 1, bottom + 1):
                filled.setdefault(index, {})[left] = sheet.rows[top][left]
    return filled


def _repeats_header(row: list[Cell], header: _Header) -> bool:
    """Tell a header printed again at a page break: half of its known columns say their own name."""
    same = sum(1 for index in header.columns.values() if normalise(row[index]) == normalise(header.labels[index]) != "")
    return same * 2 >= len(header.columns)


def _is_footer(first: str, row: list[Cell]) -> bool:
    """Tell a line like 填表人: 审核人: from a record: a footer word with a colon, and few cells."""
    if not first.startswith(FOOTER_WORDS):
        return False
    said = [str(cell) for cell in row if not _is_blank(cell)]
    return any(":" in text or "：" in text for text in said[:1]) or len(said) == 1


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not INVISIBLE.sub("", cell)
