"""Write workbooks that open the same in Excel and WPS, print on A4 and carry nobody's name but the office's."""

import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from office.spreadsheets.limits import MAX_TEXT_CHARS
from office.spreadsheets.texts import neutralise

Kind = Literal["text", "number", "date", "money"]

# Author, manager and company are left out on purpose: a posted file must not say who made it.
PROPERTIES = frozenset({"title", "subject", "comments", "created"})
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
NUMBER_FORMATS = {"text": "@", "number": "General", "date": "yyyy-mm-dd", "money": "#,##0.00"}
FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
TALL_ROW, HEADER_ROW, BODY_ROW = 32, 30, 20


class Subtotal(tuple):
    """A row of values to be printed bold: a subtotal or a total."""

    __slots__ = ()


@dataclass(frozen=True)
class ColumnOut:
    """A column to write. Width is in characters; text columns hold their digits as text (ID numbers, telephones)."""

    header: str
    width: float = 12
    kind: Kind = "text"


@dataclass(frozen=True)
class SheetOut:
    """A sheet to write: optional title, line under it, group row, the table, and a foot.

    The line under the title and the foot are texts spread over the width: the first one left, the last one right.
    """

    name: str
    columns: Sequence[ColumnOut]
    rows: Iterable[Sequence[Any]]
    title: str | None = None
    subtitle: str | Sequence[str] | None = None
    groups: Sequence[tuple[str, int]] | None = None  # name, how many columns it covers
    footer: str | Sequence[str] | None = None


@dataclass(frozen=True)
class GridOut:
    """Rows written as they were read: no head of our own, cells by their own kind, the last column wide."""

    name: str
    rows: Sequence[Sequence[Any]]
    header_row: int  # from 1; what stands above it and it itself are bold
    merges: Sequence[tuple[int, int, int, int]] = ()  # of the head, as a Sheet has them


@dataclass
class _Formats:
    """The cell formats of one workbook, made once."""

    book: xlsxwriter.Workbook
    made: dict[tuple, Format] = field(default_factory=dict)

    def get(self, **settings: Any) -> Format:
        key = tuple(sorted(settings.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({**FONT, **settings})
        return self.made[key]

    def cell(self, kind: Kind, *, bold: bool) -> Format:
        align = {"text": "left", "date": "center"}.get(kind, "right")
        return self.get(num_format=NUMBER_FORMATS[kind], align=align, border=1, bold=bold, text_wrap=kind == "text")


def write_workbook(
    sheets: Sequence[SheetOut], *, properties: Mapping[str, Any] | None = None, constant_memory: bool = False
) -> bytes:
    """Return an .xlsx file.

    Text that would be run as a formula is written with an apostrophe before it (texts.py); reading takes it away.
    The same sheets with the same `created` give the same bytes.
    Units: `properties` may hold title, subject, comments and created, nothing that names a person.
    Raises: ValueError for another property, a value that does not fit its column's kind, or a text too long for a cell.
    """
    properties = dict(properties or {})
    if strange := properties.keys() - PROPERTIES:
        raise ValueError(f"Not a property of an exported file: {', '.join(sorted(strange))}")
    created = properties.get("created")
    if isinstance(created, datetime.datetime):
        properties["created"] = created.replace(tzinfo=None)
    out = io.BytesIO()
    options = {
        "in_memory": not constant_memory,
        "constant_memory": constant_memory,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(properties)
        formats = _Formats(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(NOT_IN_SHEET_NAMES.sub(" ", sheet.name)[:31]), sheet, formats)
    return out.getvalue()


def write_grids(grids: Sequence[GridOut]) -> bytes:
    """Return an .xlsx file of rows as they were read, with texts kept as texts."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        formats = _Formats(book)
        for grid in grids:
            _write_grid(book.add_worksheet(NOT_IN_SHEET_NAMES.sub(" ", grid.name)[:31]), grid, formats)
    return out.getvalue()


def _write_grid(page: Worksheet, grid: GridOut, formats: _Formats) -> None:
    width = max((len(row) for row in grid.rows), default=1)
    page.set_column(0, width - 2, 14)
    page.set_column(width - 1, width - 1, 60)
    page.freeze_panes(grid.header_row, 0)
    for number, row in enumerate(grid.rows):
        bold = number < grid.header_row
        for index, value in enumerate(row):
            if value != "":
                kind = _kind_of(value)
                text = value if kind != "text" else str(value)
                _write_value(page, number, index, text, kind, formats.cell(kind, bold=bold))
    for top, left, bottom, right in grid.merges:
        text = str(grid.rows[top][left])
        page.merge_range(top, left, bottom, right, neutralise(text), formats.cell("text", bold=True))


def _kind_of(value: Any) -> Kind:
    if isinstance(value, datetime.date):
        return "date"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else "text"


def _write_sheet(page: Worksheet, sheet: SheetOut, formats: _Formats) -> None:
    last = len(sheet.columns) - 1
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
    row = _write_head(page, sheet, formats, last)
    header_row = row
    head = formats.get(bold=True, align="center", border=1, text_wrap=True, bg_color="#EDEDED")
    page.set_row(row, HEADER_ROW)
    for index, column in enumerate(sheet.columns):
        page.write_string(row, index, neutralise(column.header), head)
    kinds = [column.kind for column in sheet.columns]
    plain = [formats.cell(kind, bold=False) for kind in kinds]
    strong = [formats.cell(kind, bold=True) for kind in kinds]
    for values in sheet.rows:
        row += 1
        page.set_row(row, BODY_ROW)
        looks = strong if isinstance(values, Subtotal) else plain
        for index, (value, kind, look) in enumerate(zip(values, kinds, looks, strict=True)):
            _write_value(page, row, index, value, kind, look)
    if sheet.footer:
        _write_spread(page, row + 2, sheet.footer, last, formats.get(align="left"))
    _set_up_print(page, header_row, row)


def _write_head(page: Worksheet, sheet: SheetOut, formats: _Formats, last: int) -> int:
    """Write what stands above the header and return the header's row."""
    row = 0
    if sheet.title:
        look = formats.get(bold=True, font_size=16, align="center")
        page.set_row(row, TALL_ROW)
        _write_merged(page, row, 0, last, sheet.title, look)
        row += 1
    if sheet.subtitle:
        _write_spread(page, row, sheet.subtitle, last, formats.get(align="left"))
        row += 1
    if sheet.groups:
        look = formats.get(bold=True, align="center", border=1, bg_color="#EDEDED")
        left = 0
        for name, span in sheet.groups:
            _write_merged(page, row, left, left + span - 1, name, look)
            left += span
        row += 1
    return row


def _write_merged(page: Worksheet, row: int, left: int, right: int, text: str, look: Format) -> None:
    if right > left:
        page.merge_range(row, left, row, right, "", look)
    page.write_string(row, left, neutralise(text), look)


def _write_spread(page: Worksheet, row: int, texts: str | Sequence[str], last: int, look: Format) -> None:
    """Write texts over the width of the table, each in the first column of its share."""
    texts = [texts] if isinstance(texts, str) else list(texts)
    for index, text in enumerate(texts):
        page.write_string(row, index * (last + 1) // len(texts), neutralise(text), look)


def _write_value(page: Worksheet, row: int, column: int, value: Any, kind: Kind, look: Format) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, look)
    elif kind == "date" and isinstance(value, datetime.date):
        page.write_datetime(row, column, value, look)
    elif kind in ("number", "money") and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(row, column, value, look)
    elif kind in ("text", "date") or isinstance(value, str):
        text = neutralise(str(value))
        if len(text) > MAX_TEXT_CHARS:
            raise ValueError(f"Row {row + 1}: a text of {len(text)} characters does not fit a cell")
        page.write_string(row, column, text, look)
    else:
        raise ValueError(f"Row {row + 1}: {type(value).__name__} in a column of kind {kind}")


def _set_up_print(page: Worksheet, header_row: int, last_row: int) -> None:
    """A4 landscape, one page wide, the header on every page, page numbers at the foot."""
    page.freeze_panes(header_row + 1, 0)
    page.repeat_rows(header_row)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer("&C第 &P 页 共 &N 页")
    if last_row > header_row:
        page.ignore_errors({"number_stored_as_text": f"A1:{xlsxwriter.utility.xl_rowcol_to_cell(last_row, 299)}"})
