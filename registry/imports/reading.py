"""From the bytes of a workbook to cleaned rows: which sheet is which, what its head says, each row cleaned."""

import calendar
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from office.identifiers.dates import PartialDate, Precision, parse_partial_date
from office.resources import CleanRow
from office.spreadsheets import FileRefused, Sheet, Table, Workbook, column_letter, find_table, read_workbook
from registry.imports import columns as w
from registry.imports.resources import RESOURCES

KINDS = (w.PEOPLE, w.FAMILY, w.STAYS)
NOT_IN_NAMES = re.compile(r"[\s0-9()()【】\[\]_\-年月日度]+")


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

    @property
    def digest(self) -> str:
        """Return what the file is known by; a roster of staged rows has no file at hand."""
        return hashlib.sha256(self.data).hexdigest()

    def fresh(self) -> "Roster":
        """Return the roster with lists of its own for what a comparison finds wrong."""
        rows = {kind: [row.fresh() for row in rows] for kind, rows in self.rows.items()}
        return replace(self, rows=rows)


def read_roster(file_name: str, data: bytes) -> Roster:
    """Return the cleaned rows of a roster workbook.

    Raises: FileRefused, with a sentence for the person who uploaded it.
    """
    workbook = read_workbook(file_name, data)
    tables = _tables(workbook)
    roster = Roster(
        file_name, data, _as_of(tables[w.PEOPLE]), _noted(tables[w.PEOPLE], w.UNIT_LABELS), {kind: [] for kind in KINDS}
    )
    for kind, table in tables.items():
        resource = RESOURCES[kind]
        roster.rows[kind] = [resource.clean(table, row, date1904=workbook.date1904) for row in table.rows]
        roster.layout[kind] = {"sheet": table.sheet, "header_row": table.header_row, "headers": table.headers}
        roster.warnings += _remarks_on(table)
    if not roster.rows[w.PEOPLE]:
        raise FileRefused(f"工作表“{tables[w.PEOPLE].sheet}”里只有表头,没有人员。请填好后再上传。", code="no_rows")
    used = {table.sheet for table in tables.values()} | {w.GUIDE_SHEET}
    roster.warnings += [
        _remark(sheet.name, None, "", "", "这张工作表没有对应的内容,没有导入。")
        for sheet in workbook.sheets
        if sheet.name not in used and sheet.rows and not sheet.hidden
    ]
    return roster


def bureau_name(unit: str) -> tuple[str, str]:
    """Return the bureau and the section in a unit row: 新山县税务局人事教育股 → both parts."""
    match = re.match(r"(.+?局)(.*)", unit)
    return (match[1], match[2].strip()) if match else ("", "")


def _tables(workbook: Workbook) -> dict[str, Table]:
    """Return the table of each kind: by the sheet's name first, then by its columns."""
    tables: dict[str, Table] = {}
    left = list(workbook.sheets)
    for kind in KINDS:
        named = next((sheet for sheet in left if _is_named(sheet, kind) and sheet.rows), None)
        sheets = [named] if named else [sheet for sheet in left if not sheet.hidden]
        for sheet in sheets:
            table = find_table(sheet, RESOURCES[kind].looked_for())
            lacking = _lacking(table, kind)
            if table is not None and not lacking:
                left.remove(sheet)
                tables[kind] = table
                break
            if named:
                raise FileRefused(f"工作表“{named.name}”缺少{lacking}列。请补上后再上传。", code="no_column")
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
        _remark(table.sheet, row, label, "", f"第 {column_letter(n)} 列没有对应的项目,没有导入。")
        for n, label in table.unknown
    ]
    remarks += [
        _remark(table.sheet, row, label, "", f"第 {column_letter(n)} 列与前面的列是同一个项目,只导入前面的那一列。")
        for n, label in table.duplicates
    ]
    remarks += [_remark(table.sheet, number, "", "", "这一行在合计或落款之后,没有导入。") for number in table.left_over]
    return remarks


def _remark(sheet: str, row: int | None, column: str, value: str, reason: str) -> dict[str, Any]:
    return {"sheet": sheet, "row": row, "column": column, "value": value, "reason": reason}
