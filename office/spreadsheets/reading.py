"""Read an uploaded workbook into plain rows, or say in one sentence why not."""

import csv
import datetime
import io
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

import python_calamine

from office.spreadsheets import limits
from office.spreadsheets.errors import FileRefused
from office.spreadsheets.packages import DAMAGED, MACROS, PASSWORD, check_package
from office.spreadsheets.texts import restore

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all from 0 and inclusive

OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
MARKUP_STARTS = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<head", b"<script")
MAX_EXACT = 10**15  # Excel keeps fifteen digits; a longer number has lost its end and stays a float


@dataclass(frozen=True)
class Sheet:
    """One sheet: full rows of equal length from A1 on, blanks as ''."""

    name: str
    rows: list[list[Cell]]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """A workbook as plain values. `kind` is 'xlsx' or 'csv'."""

    sheets: list[Sheet]
    kind: str
    date1904: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet of that name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def read_workbook(filename: str, data: bytes) -> Workbook:
    """Return the sheets of an .xlsx or .csv file.

    Units: whole numbers of up to fifteen digits are int, other numbers float; an error or a formula nobody has
    calculated comes as its text (#N/A, 公式未计算), so that no wrong cell passes for a blank.
    Raises: FileRefused, with a sentence for the person who uploaded it.
    """
    suffix = filename.rpartition(".")[2].lower()
    if not data:
        raise FileRefused("文件是空的。请检查后重新上传。", code="empty")
    if len(data) > limits.MAX_FILE_BYTES:
        raise FileRefused(limits.file_too_big(), code="too_big")
    _refuse_other_kinds(suffix, data)
    workbook = _read_xlsx(data) if suffix == "xlsx" else _read_csv(filename, data)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise FileRefused("文件里没有内容。请检查后重新上传。", code="empty")
    return workbook


def _refuse_other_kinds(suffix: str, data: bytes) -> None:
    """Refuse what is neither .xlsx nor .csv, and what is named as one but holds the other."""
    if data.startswith(OLE_HEADER):
        if ENCRYPTED in data:
            raise FileRefused(PASSWORD, code="password")
        raise FileRefused("这是旧版的 .xls 或 .et 文件。请在 Excel 或 WPS 中另存为 .xlsx 后再上传。", code="old_format")
    if suffix in ("xlsm", "xltm", "xlam"):
        raise FileRefused(MACROS, code="macros")
    if suffix in ("xls", "et"):
        raise FileRefused("请在 Excel 或 WPS 中把文件另存为 .xlsx 后再上传。", code="old_format")
    if suffix not in ("xlsx", "csv"):
        raise FileRefused("只能上传 .xlsx 或 .csv 文件。", code="wrong_kind")
    is_zip = data.startswith(b"PK")
    if suffix == "csv" and is_zip:
        raise FileRefused("文件名是 .csv,内容却是 .xlsx。请把文件名的结尾改为 .xlsx 后再上传。", code="wrong_kind")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(MARKUP_STARTS):
        raise FileRefused("文件内容是网页,不是表格。请在 Excel 或 WPS 中打开后另存为 .xlsx。", code="markup")
    if suffix == "xlsx" and not is_zip:
        raise FileRefused(
            "文件名是 .xlsx,内容却不是。请在 Excel 或 WPS 中打开后另存为 .xlsx,再上传。", code="wrong_kind"
        )


def _read_xlsx(data: bytes) -> Workbook:
    package = check_package(data)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.data)) as workbook:
            sheets = [
                _xlsx_sheet(workbook.get_sheet_by_name(meta.name), meta, package.errors.get(meta.name, {}))
                for meta in workbook.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
    except python_calamine.CalamineError as exc:
        raise FileRefused(DAMAGED, code="damaged") from exc
    return Workbook(sheets=sheets, kind="xlsx", date1904=package.date1904)


def _xlsx_sheet(
    sheet: python_calamine.CalamineSheet, meta: python_calamine.SheetMetadata, errors: dict[tuple[int, int], str]
) -> Sheet:
    rows = [[_value(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), text in errors.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = text
    return Sheet(
        name=meta.name,
        rows=rows,
        merges=_clipped_merges(sheet.merged_cell_ranges or [], rows),
        hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
    )


def _value(cell: Cell) -> Cell:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < MAX_EXACT:
        return int(cell)
    return restore(cell) if isinstance(cell, str) else cell


def _clipped_merges(ranges: list, rows: list[list[Cell]]) -> list[Merge]:
    """Return merged ranges cut to the used area; ranges that overlap, as no program writes them, are refused."""
    height, width = len(rows), len(rows[0]) if rows else 0
    merges = [
        (top, left, min(bottom, height - 1), min(right, width - 1))
        for (top, left), (bottom, right) in ranges
        if top < height and left < width
    ]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merges) > height * width:
        raise FileRefused(DAMAGED, code="damaged")
    return sorted(merges)


def _read_csv(filename: str, data: bytes) -> Workbook:
    text = _decode(data)
    if "\0" in text:
        raise FileRefused("文件不是文本表格。请在 Excel 或 WPS 中打开后另存为 .xlsx,再上传。", code="wrong_kind")
    first_line = text.partition("\n")[0]
    delimiter = max(",\t;", key=first_line.count)
    try:
        rows = _bounded_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as exc:
        raise FileRefused(DAMAGED, code="damaged") from exc
    width = max((len(row) for row in rows), default=0)
    if len(rows) * width > limits.MAX_CELLS:
        raise FileRefused("单元格太多,不能读取。请删去不用的列,或分成几个文件上传。", code="too_many_cells")
    full = [_full_row(row, width) for row in rows]
    return Workbook(sheets=[Sheet(name=filename.rpartition(".")[0], rows=full)], kind="csv")


def _full_row(row: list[str], width: int) -> list[Cell]:
    return [*map(restore, row), *[""] * (width - len(row))]


def _bounded_rows(reader: Iterable[list[str]]) -> list[list[str]]:
    rows = list(itertools.islice(reader, limits.MAX_ROWS + 1))
    if len(rows) > limits.MAX_ROWS:
        raise FileRefused(
            f"表格超过 {limits.MAX_ROWS:,} 行,一次最多读取这么多。请分成几个文件上传。", code="too_many_rows"
        )
    if any(len(row) > limits.MAX_COLUMNS for row in rows):
        raise FileRefused(f"表格超过 {limits.MAX_COLUMNS} 列,一次最多读取这么多。", code="too_many_columns")
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _decode(data: bytes) -> str:
    """Return the text of a CSV file: a byte order mark decides, then UTF-8, then the Chinese encodings."""
    encodings = ["utf-16"] if data.startswith(UTF16_MARKS) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("文件的文字编码无法识别。请在 Excel 或 WPS 中另存为 .xlsx 后再上传。", code="encoding")
