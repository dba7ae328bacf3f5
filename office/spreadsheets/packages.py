"""Look through an .xlsx package before anything parses it, and hand on only what was looked at.

An .xlsx is a zip of XML parts, and every number in it may lie: declared sizes, the sheet's dimension, what the
central directory says of a part. So each XML part is unpacked once, in pieces, counted as it really comes, read by
a conforming parser that refuses document types and measures the cells, and packed again. The workbook reader then
gets the new package, and what it reads is what was measured.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from office.spreadsheets import limits
from office.spreadsheets.errors import FileRefused

PIECE_BYTES = 256 * 1024
DAMAGED = "文件已损坏,打不开。请在 Excel 或 WPS 中打开后另存为 .xlsx,再上传。"
TOO_BIG = "文件展开后内容过大,不能读取。请只保留要导入的工作表,另存为 .xlsx 后再上传。"
MACROS = "文件带有宏。请在 Excel 或 WPS 中另存为不带宏的 .xlsx 后再上传。"
PASSWORD = "文件设有打开密码。请取消密码后再上传。"
DOCTYPE = "文件里有不应有的文档类型声明,可能被改动过,已拒绝读取。"
UNCALCULATED = "公式未计算"
SHARED_STRINGS = "xl/sharedstrings.xml"


@dataclass
class SheetMeasure:
    """What one sheet part really holds. Rows and columns count from 1."""

    height: int = 0
    width: int = 0
    text_cells: int = 0
    merges: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass
class Package:
    """A package that was looked through: the bytes to read and what stands in cells the reader would show empty."""

    data: bytes
    date1904: bool
    errors: dict[str, dict[tuple[int, int], str]]


class _PartReader:
    """Feed one XML part to a conforming parser; subclasses look at its elements by local name."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self.start

    def _refuse_doctype(self, *_: object) -> None:
        raise FileRefused(DOCTYPE, code="doctype")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an opening tag."""

    def feed(self, piece: bytes, last: bool) -> None:
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as exc:
            raise FileRefused(DAMAGED, code="damaged") from exc


class _WorkbookReader(_PartReader):
    """The workbook part: sheet names in order and the date system."""

    def __init__(self) -> None:
        super().__init__()
        self.date1904 = False
        self.sheets: dict[str, str] = {}  # relationship id → name

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "workbookPr":
            self.date1904 = attributes.get("date1904", "0") in ("1", "true")
        elif local == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets[relation] = attributes.get("name", "")


class _RelationsReader(_PartReader):
    """The workbook's relationships: which part is which sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("xl", attributes.get("Target", ""))).lstrip("/")
        # A sheet or the shared texts in a part that is not looked at as such.
        if kind == "worksheet" and not target.lower().endswith(".xml"):
            raise FileRefused(DAMAGED, code="damaged")
        if kind == "sharedStrings" and target.lower() != SHARED_STRINGS:
            raise FileRefused(DAMAGED, code="damaged")
        self.targets[attributes.get("Id", "")] = target


class _StringsReader(_PartReader):
    """The shared texts: how long each one is."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []
        self.parser.CharacterDataHandler = self._text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self.lengths.append(0)

    def _text(self, text: str) -> None:
        if not self.lengths:
            return
        self.lengths[-1] += len(text)
        if self.lengths[-1] > limits.MAX_TEXT_CHARS:
            raise FileRefused(TOO_BIG, code="too_big")


class _TextTotal(_PartReader):
    """How much text the cells of a sheet come to, each shared text counted as often as it is used."""

    def __init__(self, lengths: list[int]) -> None:
        super().__init__()
        self.lengths = lengths
        self.total = 0
        self.shared = False
        self.index: list[str] = []
        self.parser.EndElementHandler = self._end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self.shared = attributes.get("t") == "s"
        elif local == "v" and self.shared:
            self.index = []
            self.parser.CharacterDataHandler = self.index.append

    def _end(self, name: str) -> None:
        if self.shared and name.rpartition(":")[2] == "v":
            self.parser.CharacterDataHandler = None
            index = "".join(self.index).strip()
            if index.isdecimal() and int(index) < len(self.lengths):
                self.total += self.lengths[int(index)]


class _SheetReader(_PartReader):
    """A sheet part: how far cells that hold something reach, whatever the sheet says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.measure = SheetMeasure()
        self.row = self.column = 0
        self.kind = ""
        self.formula = False
        self.text: list[str] | None = None
        self.parser.EndElementHandler = self._end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._start_cell(attributes)
        elif local in ("v", "is", "f"):
            self._start_content(local)
        elif local == "row":
            self.row = _positive(attributes.get("r")) or self.row + 1
            self.column = 0
        elif local == "mergeCell":
            self.measure.merges += 1
            if self.measure.merges > limits.MAX_MERGES:
                raise FileRefused("合并单元格太多,不能读取。请取消合并后再上传。", code="too_many_merges")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self.row, self.column = _position(reference)
        else:
            self.column += 1
        self.kind = attributes.get("t", "")
        self.formula = False

    def _start_content(self, local: str) -> None:
        if self.row > limits.MAX_ROWS:
            raise FileRefused(_too_many_rows(self.row), code="too_many_rows")
        if self.column > limits.MAX_COLUMNS:
            raise FileRefused(_too_many_columns(self.column), code="too_many_columns")
        measure = self.measure
        measure.height = max(measure.height, self.row)
        measure.width = max(measure.width, self.column)
        if local == "f":
            self.formula = True
            return
        self.formula = False
        measure.text_cells += self.kind == "s"
        if self.kind == "e":
            self.text = []
            self.parser.CharacterDataHandler = self.text.append

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "v" and self.text is not None:
            self.measure.errors[self.row - 1, self.column - 1] = "".join(self.text)
            self.text = self.parser.CharacterDataHandler = None
        elif local == "c" and self.formula:
            self.measure.errors[self.row - 1, self.column - 1] = UNCALCULATED


def check_package(data: bytes) -> Package:
    """Look through a zip package and return what may be read of it.

    Raises: FileRefused for what is damaged, protected, carries macros, lies about its size or is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            _check_entries(source.infolist())
            return _repack(source)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, ValueError) as exc:
        raise FileRefused(DAMAGED, code="damaged") from exc


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by the directory alone, before anything is unpacked."""
    names = [entry.filename.replace("\\", "/").lower() for entry in entries]
    if len(entries) > limits.MAX_ENTRIES or sum(entry.file_size for entry in entries) > limits.MAX_UNPACKED_BYTES:
        raise FileRefused(TOO_BIG, code="too_big")
    if any(".." in name.split("/") or name.startswith("/") or ":" in name for name in names):
        raise FileRefused(DAMAGED, code="damaged")
    if len(set(names)) < len(names):
        raise FileRefused(DAMAGED, code="damaged")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused(PASSWORD, code="password")
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise FileRefused(MACROS, code="macros")
    if "xl/workbook.xml" not in names:
        raise FileRefused("这不是 Excel 工作簿。请上传 .xlsx 或 .csv 文件。", code="not_a_workbook")
    for entry in entries:
        if entry.file_size > limits.RATIO_FROM_BYTES and entry.file_size > limits.MAX_RATIO * entry.compress_size:
            raise FileRefused(TOO_BIG, code="too_big")


def _repack(source: zipfile.ZipFile) -> Package:
    """Copy the XML parts into a new package, looking at each piece as it really unpacks."""
    workbook, relations, strings = _WorkbookReader(), _RelationsReader(), _StringsReader()
    sheets: dict[str, SheetMeasure] = {}
    left = limits.MAX_UNPACKED_BYTES
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            name = entry.filename.replace("\\", "/")
            reader = _reader_for(name, {"workbook": workbook, "relations": relations, "strings": strings})
            if reader is None:
                continue  # pictures, printer settings, the author's name: never unpacked, never handed on
            with target.open(name, "w") as out:
                for piece in _pieces(source, entry):
                    left -= len(piece)
                    if left < 0:
                        raise FileRefused(TOO_BIG, code="too_big")
                    reader.feed(piece, False)
                    out.write(piece)
            reader.feed(b"", True)
            if isinstance(reader, _SheetReader):
                sheets[name] = reader.measure
    _check_measures(sheets)
    _check_text(copy, sheets, strings.lengths)
    names = {relations.targets.get(relation, ""): name for relation, name in workbook.sheets.items()}
    errors = {names[part]: measure.errors for part, measure in sheets.items() if part in names}
    return Package(data=copy.getvalue(), date1904=workbook.date1904, errors=errors)


def _reader_for(name: str, known: dict[str, _PartReader]) -> _PartReader | None:
    """Return the parser for a part by its name, or None for a part the reader has no use for."""
    lower = name.lower()
    if not lower.endswith((".xml", ".rels")) or not lower.startswith(("xl/", "_rels/", "[content_types]")):
        return None
    if lower == "xl/workbook.xml":
        return known["workbook"]
    if lower == "xl/_rels/workbook.xml.rels":
        return known["relations"]
    if lower == SHARED_STRINGS:
        return known["strings"]
    # Any other part may be named as a sheet by the relationships, so all are measured as sheets.
    return _SheetReader()


def _pieces(source: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with source.open(entry) as part:
        while piece := part.read(PIECE_BYTES):
            yield piece


def _check_measures(sheets: dict[str, SheetMeasure]) -> None:
    """Refuse sheets that together would fill memory once laid out."""
    if sum(sheet.height * sheet.width for sheet in sheets.values()) > limits.MAX_CELLS:
        raise FileRefused(
            f"单元格太多,一次最多读取 {limits.MAX_CELLS // 10_000} 万个。请删去不用的工作表和列,或分成几个文件上传。",
            code="too_many_cells",
        )


def _check_text(copy: io.BytesIO, sheets: dict[str, SheetMeasure], lengths: list[int]) -> None:
    """Refuse one long text used by thousands of cells; the exact sum is made only where the bound is passed."""
    if sum(sheet.text_cells for sheet in sheets.values()) * max(lengths, default=0) <= limits.MAX_TEXT_TOTAL:
        return
    total = 0
    with zipfile.ZipFile(copy) as package:
        for name in sheets:
            counter = _TextTotal(lengths)
            for piece in _pieces(package, package.getinfo(name)):
                counter.feed(piece, False)
            total += counter.total
    if total > limits.MAX_TEXT_TOTAL:
        raise FileRefused(TOO_BIG, code="too_big")


def _positive(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _position(reference: str) -> tuple[int, int]:
    """Return row and column of a reference like AB12, both from 1."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters[:8].upper():
        column = column * 26 + ord(letter) - 64
    row = _positive(reference[len(letters) :])
    if not row or column < 1 or not letters.isascii() or not letters.isalpha():
        raise FileRefused(DAMAGED, code="damaged")
    return row, column


def _too_many_rows(row: int) -> str:
    return f"表格延伸到第 {row:,} 行,一次最多读取 {limits.MAX_ROWS:,} 行。请删去多余的行,或分成几个文件上传。"


def _too_many_columns(column: int) -> str:
    return f"表格延伸到第 {column:,} 列,一次最多读取 {limits.MAX_COLUMNS} 列。请删去多余的列后再上传。"
