"""From the bytes of a workbook to cleaned rows: which sheet is which, what its head says, each row cleaned."""

import calendar
import hashlib
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from office.identifiers.codes import cell_text
from office.identifiers.dates import PartialDate, Precision, parse_partial_date
from office.resources import CleanRow, without_numbers
from office.spreadsheets import FileRefused, Sheet, Table, Workbook, column_letter, find_table, read_workbook
from registry.imports import columns as w
from registry.imports.resources import RESOURCES

Chosen = Mapping[str, Mapping[str, str]]  # kind of sheet → mark of a header → column key, "" to leave it out
SAMPLES = 3  # filled cells of a column that somebody sees who says what it is
SAMPLE_CHARS = 30
KINDS = (w.PEOPLE, w.FAMILY, w.STAYS)
NOT_IN_NAMES = re.compile(r"[\s0-9()()【】\[\]_\-年月日度]+")


@dataclass(frozen=True)
class Decision:
    """What somebody decided of a row that may mean a person of the register, and which one is meant."""

    kind: str  # RowDecision
    person_id: int | None = None


@dataclass
class Roster:
    """A roster as it was read, before anything was compared."""

    file_name: str
    data: bytes
    as_of: date | None  # what the file says of itself
    unit: str
    rows: dict[str, list[CleanRow]]
    layout: dict[str, dict[str, Any]] = field(default_factory=dict)  # as a batch keeps it
    warnings: list[dict[str, Any]] = field(default_factory=list)  # about the file, not about a row
    decisions: dict[int, Decision] = field(default_factory=dict)  # row number of 花名册 → what was decided
    samples: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # kind → column number → filled cells
    trouble: str = ""  # what must be said about the columns before anything can be read

    @property
    def digest(self) -> str:
        """Return what the file is known by; a roster of staged rows has no file at hand."""
        return hashlib.sha256(self.data).hexdigest()

    def samples_as_text(self) -> str:
        return json.dumps(self.samples, ensure_ascii=False)

    def fresh(self) -> "Roster":
        """Return the roster with lists of its own for what a comparison finds wrong."""
        rows = {kind: [row.fresh() for row in rows] for kind, rows in self.rows.items()}
        return replace(self, rows=rows)


class ColumnsMissing(FileRefused):
    """A table lacks a column, but has others nobody knows: somebody may say which of them it is."""

    code = "columns-missing"

    def __init__(self, kind: str, table: Table, words: str) -> None:
        super().__init__(words, code=self.code)
        self.kind, self.table = kind, table


def read_roster(file_name: str, data: bytes, chosen: Chosen | None = None) -> Roster:
    """Return the cleaned rows of a roster workbook; `chosen` is what somebody said of its headers.

    Raises: FileRefused, with a sentence for the person who uploaded it; ColumnsMissing where they can help.
    """
    workbook = read_workbook(file_name, data)
    tables = _tables(workbook, chosen or {})
    roster = Roster(
        file_name, data, _as_of(tables[w.PEOPLE]), _noted(tables[w.PEOPLE], w.UNIT_LABELS), {kind: [] for kind in KINDS}
    )
    for kind, table in tables.items():
        resource = RESOURCES[kind]
        roster.rows[kind] = [resource.clean(table, row, date1904=workbook.date1904) for row in table.rows]
        _look_at(roster, kind, table, workbook)
        roster.warnings += _remarks_on(table)
    if not any(roster.rows.values()):
        raise FileRefused(f"工作表“{tables[w.PEOPLE].sheet}”里只有表头,没有人员。请填好后再上传。", code="no_rows")
    used = {table.sheet for table in tables.values()} | {w.GUIDE_SHEET}
    roster.warnings += [
        _remark(sheet.name, None, "", "", "这张工作表没有对应的内容,没有导入。")
        for sheet in workbook.sheets
        if sheet.name not in used and sheet.rows and not sheet.hidden
    ]
    return roster


def unread_roster(file_name: str, data: bytes, missing: ColumnsMissing) -> Roster:
    """Return a roster of which nothing is known but the headers of the table that lacks a column."""
    roster = Roster(file_name, data, None, "", {kind: [] for kind in KINDS}, trouble=missing.messages[0])
    _look_at(roster, missing.kind, missing.table, read_workbook(file_name, data))
    return roster


def _look_at(roster: Roster, kind: str, table: Table, workbook: Workbook) -> None:
    """Keep of a table's head what a batch shows and what a choice of columns needs."""
    keys = {number: key for key, number in table.columns.items()}
    roster.layout[kind] = {
        "sheet": table.sheet,
        "header_row": table.header_row,
        "headers": table.headers,
        "columns": [
            {"number": number, "label": label, "mark": table.marks[number], "key": keys.get(number, "")}
            for number, label in sorted(table.labels.items())
        ],
    }
    below = (sheet.rows[table.header_row :] for sheet in workbook.sheets if sheet.name == table.sheet)
    roster.samples[kind] = _samples(next(below), table)


def _samples(rows: Sequence[Sequence[Any]], table: Table) -> dict[str, list[str]]:
    filled: dict[str, list[str]] = {}
    for number in table.labels:
        cells = (without_numbers(cell_text(row[number - 1]).strip()) for row in rows if row[number - 1] != "")
        filled[str(number)] = [cell[:SAMPLE_CHARS] for cell in itertools.islice(dict.fromkeys(cells), SAMPLES)]
    return filled


def bureau_name(unit: str) -> tuple[str, str]:
    """Return the bureau and the section in a unit row: 新山县税务局人事教育股 → both parts."""
    match = re.match(r"(.+?局)(.*)", unit)
    return (match[1], match[2].strip()) if match else ("", "")


def _tables(workbook: Workbook, chosen: Chosen) -> dict[str, Table]:
    """Return the table of each kind: by the sheet's name first, then by its columns."""
    tables: dict[str, Table] = {}
    missing: ColumnsMissing | None = None
    left = list(workbook.sheets)
    for kind in KINDS:
        named = next((sheet for sheet in left if _is_named(sheet, kind) and sheet.rows), None)
        sheets = [named] if named else [sheet for sheet in left if not sheet.hidden]
        for sheet in sheets:
            table = find_table(sheet, RESOURCES[kind].looked_for(), chosen.get(kind))
            lacking = _lacking(table, kind)
            if table is not None and not lacking:
                left.remove(sheet)
                tables[kind] = table
                break
            words = f"工作表“{sheet.name}”缺少{lacking}列。"
            if table is not None and table.unknown and (named or kind == w.PEOPLE):
                missing = missing or ColumnsMissing(kind, table, words)
            elif named:
                raise FileRefused(f"{words}请补上后再上传。", code="no_column")
    if missing is not None and (missing.kind != w.PEOPLE or w.PEOPLE not in tables):
        raise missing
    if w.PEOPLE not in tables:
        raise FileRefused(
            "这个文件里没有找到花名册:表头至少要有“姓名”和“人员类别”两列。可以下载空白花名册,照着填好再上传。",
            code="no_roster",
        )
    return tables


def _is_named(sheet: Sheet, kind: str) -> bool:
    name = NOT_IN_NAMES.sub("", sheet.name)
    return any(name == known or (len(known) > 2 and name.endswith(known)) for known in w.SHEET_NAMES[kind].split())


def _lacking(table: Table | None, kind: str) -> str:
    """Return the columns a table of this kind cannot do without and does not have, in words."""
    resource = RESOURCES[kind]
    found = table.columns if table is not None else {}
    keys = [key for key, column in resource.columns.items() if column.required and key not in found]
    if kind != w.PEOPLE and not {"owner_id", "owner_name"} & found.keys():
        keys.insert(0, "owner_id")
    return "、".join(f"“{resource.columns[key].column_name}”" for key in keys)


def _noted(table: Table, labels: Sequence[str]) -> str:
    return next((str(cell).strip() for label in labels if (cell := table.noted(label)) not in (None, "")), "")


def _as_of(table: Table) -> date | None:
    """Return the date the roster is filled in for; a month means its last day.

    Raises: FileRefused when there is one that cannot be read.
    """
    cell = next((cell for label in w.AS_OF_LABELS if (cell := table.noted(label)) not in (None, "")), None)
    if cell is None:
        return None
    try:
        return _last_day(parse_partial_date(cell))
    except ValidationError as refused:
        raise FileRefused(f"表头上的填报日期看不懂:{refused.messages[0]}", code="as_of") from refused


def _last_day(moment: PartialDate) -> date:
    month = 12 if moment.precision == Precision.YEAR else moment.value.month
    if moment.precision == Precision.DAY:
        return moment.value
    return date(moment.value.year, month, calendar.monthrange(moment.value.year, month)[1])


def _remarks_on(table: Table) -> list[dict[str, Any]]:
    """Return what was left out of a sheet: columns nobody knows, columns twice, rows after the end."""
    row = table.header_row
    remarks = [
        _remark(table.sheet, row, label, "", f"第 {column_letter(n)} 列{_why_left_out(label)},没有导入。")
        for n, label in table.unknown
    ]
    remarks += [
        _remark(table.sheet, row, label, "", f"第 {column_letter(n)} 列与前面的列是同一个项目,只导入前面的那一列。")
        for n, label in table.duplicates
    ]
    remarks += [_remark(table.sheet, number, "", "", "这一行在合计或落款之后,没有导入。") for number in table.left_over]
    return remarks


def _why_left_out(label: str) -> str:
    """Say why a column is not read: some follow from others, which a cell could only contradict."""
    return w.LEFT_OUT.get(label.strip(), "没有对应的项目")


def _remark(sheet: str, row: int | None, column: str, value: str, reason: str) -> dict[str, Any]:
    return {"sheet": sheet, "row": row, "column": column, "value": value, "reason": reason}
