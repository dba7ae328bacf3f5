"""Fill somebody else's workbook: put values into named cells and leave looks, merges and formulas as they are."""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from office.spreadsheets.errors import FileRefused
from office.spreadsheets.packages import DAMAGED, check_package

MAX_TEMPLATE_BYTES = 2 * 1024 * 1024
GRID_ROWS, GRID_COLUMNS = 80, 30  # what a page shows of a sheet; cells beyond are named by their address
BLANK_ROWS = 5  # shown below the last row that holds anything
LAST_ROW, LAST_COLUMN = 5_000, 300

Place = tuple[str, str]  # sheet, address such as B5
Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class GridCell:
    """A cell as a page shows it: a merged range is its first cell, spanning."""

    address: str
    text: str
    columns: int = 1
    rows: int = 1
    formula: bool = False


@dataclass(frozen=True)
class Grid:
    """What a page shows of a sheet; `cut` when there is more."""

    letters: list[str]
    rows: list[tuple[int, list[GridCell]]]
    cut: bool


def open_template(filename: str, data: bytes) -> Workbook:
    """Return a template ready to be filled.

    Raises: FileRefused for what is no .xlsx, is too large, damaged, protected or carries macros.
    """
    if not filename.lower().endswith(".xlsx"):
        raise FileRefused("模板只能是 .xlsx 文件。请在 Excel 或 WPS 中另存为 .xlsx 后再上传。", code="wrong_kind")
    if len(data) > MAX_TEMPLATE_BYTES:
        raise FileRefused("模板超过 2 MB。请删去图片和不用的工作表后再上传。", code="too_big")
    check_package(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError) as exc:
        raise FileRefused(DAMAGED, code="damaged") from exc
    if not book.worksheets:
        raise FileRefused("文件里没有工作表。请检查后重新上传。", code="empty")
    return book


def clean_address(text: str) -> str:
    """Return an address in its plain form (b5 and $B$5 become B5). Raises: ValueError."""
    try:
        letters, row = coordinate_from_string(text.strip().upper())
        column = column_index_from_string(letters)
    except (CellCoordinatesException, ValueError) as exc:
        raise ValueError(text) from exc
    if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
        raise ValueError(text)
    return f"{letters}{row}"


def obstacle(book: Workbook, place: Place) -> str:
    """Return why nothing can be put into a cell, "" when something can. Rule: R-311."""
    sheet_name, address = place
    if sheet_name not in book.sheetnames or not isinstance(book[sheet_name], Worksheet):
        return f"模板里没有工作表“{sheet_name}”。"
    sheet = book[sheet_name]
    letters, row = coordinate_from_string(address)
    # Asked before the cell is touched: looking at a cell makes it, and the sheet would reach down to it.
    if row > sheet.max_row + 1 or column_index_from_string(letters) > sheet.max_column + 1:
        return f"“{sheet_name}”的 {address} 在表格以外,模板可能改过,请重新指定。"
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        first = next(merged for merged in _merges(sheet) if address in merged)
        return f"“{sheet_name}”的 {address} 是合并单元格的一部分,请改填 {first.coord.partition(':')[0]}。"
    return f"“{sheet_name}”的 {address} 是公式,不能填。" if cell.data_type == "f" else ""


def room(book: Workbook, place: Place) -> int:
    """Return how many values fit below each other from a cell on, before something else stands there."""
    sheet, first = book[place[0]], book[place[0]][place[1]]
    for row in range(first.row + 1, sheet.max_row + 1):
        cell = sheet.cell(row, first.column)
        if isinstance(cell, MergedCell) or cell.value not in (None, "") or _heads_merge(sheet, cell):
            return row - first.row
    return LAST_ROW - first.row


def fill(book: Workbook, values: Mapping[Place, Value], columns: Mapping[Place, Sequence[Value]]) -> bytes:
    """Return the workbook with its cells filled; formulas are calculated when it is next opened.

    The caller has asked `obstacle` and `room` of every place. Rows below the first take its looks where they have none.
    """
    for (sheet, address), value in values.items():
        _put(book[sheet][address], value)
    for (sheet, address), below in columns.items():
        first = book[sheet][address]
        for offset, value in enumerate(below):
            cell = book[sheet].cell(first.row + offset, first.column)
            if offset and not cell.has_style:
                cell._style = copy(first._style)
            _put(cell, value)
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def grid(sheet: Worksheet) -> Grid:
    """Return what a page shows of a sheet."""
    height, width = min(_last_row(sheet) + BLANK_ROWS, sheet.max_row, GRID_ROWS), min(sheet.max_column, GRID_COLUMNS)
    spans = {r.coord.partition(":")[0]: (r.max_col - r.min_col + 1, r.max_row - r.min_row + 1) for r in _merges(sheet)}
    rows = []
    for number in range(1, height + 1):
        cells = [sheet.cell(number, column) for column in range(1, width + 1)]
        rows.append((number, [_shown(cell, spans) for cell in cells if not isinstance(cell, MergedCell)]))
    letters = [get_column_letter(column) for column in range(1, width + 1)]
    return Grid(letters, rows, cut=sheet.max_row > height or sheet.max_column > width)


def _last_row(sheet: Worksheet) -> int:
    """Return the last row in which anything is written; bordered blank rows below it need no showing."""
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    return max((number for number, values in rows if any(value not in (None, "") for value in values)), default=1)


def _shown(cell: Cell, spans: Mapping[str, tuple[int, int]]) -> GridCell:
    columns, rows = spans.get(cell.coordinate, (1, 1))
    text = "" if cell.value is None else str(cell.value)
    return GridCell(cell.coordinate, text[:40], columns, rows, cell.data_type == "f")


def _merges(sheet: Worksheet) -> list[Any]:
    return list(sheet.merged_cells.ranges)


def _heads_merge(sheet: Worksheet, cell: Cell) -> bool:
    return any(merged.min_row == cell.row and merged.min_col == cell.column for merged in _merges(sheet))


def _put(cell: Cell, value: Value) -> None:
    """Set a value; text stays text even where it looks like a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
