"""Reading workbooks: what people upload, and what somebody might upload to do harm."""

import datetime
import io
import time
import tracemalloc
import zipfile

import openpyxl
import pytest
import xlsxwriter

from office.spreadsheets import FileRefused, limits, read_workbook

CELL = "<row r='{row}'><c r='{ref}'><v>1</v></c></row>"


def workbook_bytes(write=None, **options):
    """Return a workbook made by XlsxWriter; `write` fills its first sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        page = book.add_worksheet("花名册")
        page.write_row(0, 0, ["姓名", "性别"])
        if write:
            write(book, page)
    return out.getvalue()


def repacked(data, changes=None, extra=None, compression=zipfile.ZIP_DEFLATED):
    """Return the package with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", compression) as target:
        for entry in source.infolist():
            part = source.read(entry)
            target.writestr(entry.filename, (changes or {}).get(entry.filename, lambda same: same)(part))
        for name, part in (extra or {}).items():
            target.writestr(name, part)
    return out.getvalue()


def with_sheet_rows(rows):
    """Return a workbook whose first sheet holds these rows of raw XML."""

    def change(part):
        head, _, rest = part.partition(b"<sheetData>")
        return head + b"<sheetData>" + rows.encode() + rest[rest.index(b"</sheetData>") :]

    return repacked(workbook_bytes(), {"xl/worksheets/sheet1.xml": change})


def refusal(filename, data):
    with pytest.raises(FileRefused) as caught:
        read_workbook(filename, data)
    message = str(caught.value)
    assert message.endswith("。") and any("一" <= char <= "鿿" for char in message)
    return caught.value.code


def test_cells_come_as_python_values():
    def write(book, page):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(1, 0, ["王秀英", 12, 1948.1, True, "19900001234"])
        page.write_datetime(1, 5, datetime.date(2011, 12, 31), day)
        page.write_number(1, 6, 431199194610216990)

    row = read_workbook("a.xlsx", workbook_bytes(write)).sheets[0].rows[1]
    assert row[:6] == ["王秀英", 12, 1948.1, True, "19900001234", datetime.date(2011, 12, 31)]
    assert [type(value) for value in row[1:3]] == [int, float]
    assert isinstance(row[6], float), (
        "a number beyond fifteen digits has lost its end and must be told from a whole one"
    )


def test_rows_keep_their_numbers_when_the_first_ones_are_empty():
    sheet = read_workbook("a.xlsx", workbook_bytes(lambda book, page: page.write(5, 3, "丁"))).sheets[0]
    assert sheet.rows[5][3] == "丁"
    only_low = with_sheet_rows("<row r='4'><c r='C4' t='inlineStr'><is><t>x</t></is></c></row>")
    assert read_workbook("a.xlsx", only_low).sheets[0].rows == [["", "", ""]] * 3 + [["", "", "x"]]


def test_dates_of_a_1904_workbook_are_right():
    def write(book, page):
        page.write_datetime(1, 0, datetime.date(1948, 5, 23), book.add_format({"num_format": "yyyy-mm-dd"}))

    workbook = read_workbook("a.xlsx", workbook_bytes(write, date_1904=True))
    assert workbook.date1904
    assert workbook.sheets[0].rows[1][0] == datetime.date(1948, 5, 23)


def test_errors_and_uncalculated_formulas_are_not_blank():
    def write(book, page):
        page.write_formula(1, 0, "=1/0", None, "#DIV/0!")

    data = repacked(
        workbook_bytes(write),
        {
            "xl/worksheets/sheet1.xml": lambda part: part.replace(
                b"</row></sheetData>", b'<c r="B2"><f>TODAY()</f></c></row></sheetData>'
            )
        },
    )
    assert read_workbook("a.xlsx", data).sheets[0].rows[1] == ["#DIV/0!", "公式未计算"]


def test_calculated_formula_gives_its_value():
    data = workbook_bytes(lambda book, page: page.write_formula(1, 0, "=1+1", None, 2))
    assert read_workbook("a.xlsx", data).sheets[0].rows[1][0] == 2


def test_sheet_size_written_wrong_by_wps_is_ignored():
    data = repacked(
        workbook_bytes(),
        {"xl/worksheets/sheet1.xml": lambda part: part.replace(b'<dimension ref="A1:B1"/>', b'<dimension ref="A1"/>')},
    )
    assert read_workbook("a.xlsx", data).sheets[0].rows == [["姓名", "性别"]]


def test_a_million_blank_formatted_rows_are_read_as_none():
    rows = "<row r='1'><c r='A1'><v>1</v></c></row>" + "<row r='1048576'><c r='A1048576' s='1'/></row>"
    assert read_workbook("a.xlsx", with_sheet_rows(rows)).sheets[0].rows == [[1]]


def test_merged_and_hidden_are_told():
    def write(book, page):
        page.merge_range(1, 0, 3, 1, "并")
        page.write(4, 2, "末")
        book.add_worksheet("藏").hide()

    shown, hidden = read_workbook("a.xlsx", workbook_bytes(write)).sheets
    assert shown.merges == [(1, 0, 3, 1)]
    assert (shown.hidden, hidden.hidden) == (False, True)


def test_openpyxl_file_reads_the_same():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["姓名", "出生日期"])
    book.active.append(["李𬱖", datetime.date(1940, 2, 29)])
    book.save(out)
    assert read_workbook("A.XLSX", out.getvalue()).sheets[0].rows[1] == ["李𬱖", datetime.date(1940, 2, 29)]


@pytest.mark.parametrize(
    "data",
    [
        "姓名,性别\r\n王䶮,女\r\n".encode(),
        "\ufeff姓名,性别\n王䶮,女\n".encode(),
        "姓名,性别\r\n王䶮,女\r\n".encode("gb18030"),
        "姓名\t性别\r\n王䶮\t女\r\n".encode("utf-16"),
        "姓名;性别\n王䶮;女\n\n , \n".replace(",", ";").encode(),
    ],
    ids=["utf-8", "utf-8-mark", "gb18030", "utf-16-tabs", "semicolons-and-blank-end"],
)
def test_csv_in_the_usual_encodings(data):
    workbook = read_workbook("名册.csv", data)
    assert workbook.kind == "csv"
    assert workbook.sheets[0].name == "名册"
    assert workbook.sheets[0].rows == [["姓名", "性别"], ["王䶮", "女"]]


def test_csv_rows_are_made_equally_long():
    assert read_workbook("a.csv", b"a,b,c\n1\n").sheets[0].rows == [["a", "b", "c"], ["1", "", ""]]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("filename", "data", "code"),
    [
        ("a.xls", OLE + bytes(600), "old_format"),
        ("a.et", OLE + bytes(600), "old_format"),
        ("a.xlsx", OLE + bytes(600), "old_format"),
        ("a.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsm", workbook_bytes(), "macros"),
        ("a.xlsx", repacked(workbook_bytes(), extra={"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04 not a zip", "damaged"),
        ("a.xlsx", workbook_bytes()[:2000], "damaged"),
        ("a.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "markup"),
        ("a.csv", b"\xef\xbb\xbf  <TABLE><tr>", "markup"),
        ("a.csv", workbook_bytes(), "wrong_kind"),
        ("a.xlsx", "姓名,性别\n".encode(), "wrong_kind"),
        ("a.docx", workbook_bytes(), "wrong_kind"),
        ("a", b"x", "wrong_kind"),
        ("a.csv", b"a,b\n\0\1,2", "wrong_kind"),
        ("a.csv", b"\x81\x20\xff\xfe\xff", "encoding"),
        ("a.csv", b"\n \n", "empty"),
        ("a.xlsx", repacked(workbook_bytes(), extra={"../../etc/x": b"x"}), "damaged"),
        ("a.xlsx", repacked(workbook_bytes(), extra={"..\\x.xml": b"<x/>"}), "damaged"),
        ("a.xlsx", repacked(workbook_bytes(), extra={"/x.xml": b"<x/>"}), "damaged"),
        ("a.xlsx", repacked(workbook_bytes(), extra={"XL/workbook.xml": b"<x/>"}), "damaged"),
        ("a.xlsx", repacked(workbook_bytes(), {"xl/sharedStrings.xml": lambda part: part[:-20]}), "damaged"),
        ("a.xlsx", repacked(workbook_bytes(), extra={f"xl/x{n}.xml": b"<x/>" for n in range(1001)}), "too_big"),
        ("a.xlsx", bytes(limits.MAX_FILE_BYTES + 1), "too_big"),
    ],
)
def test_other_files_are_refused_with_a_sentence(filename, data, code):
    assert refusal(filename, data) == code


def test_a_document_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert refusal("a.xlsx", out.getvalue()) == "not_a_workbook"


def test_protected_entry_is_refused():
    data = bytearray(workbook_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    assert refusal("a.xlsx", bytes(data)) == "password"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_document_type_is_refused_in_any_part(part, encoding):
    hostile = "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>".encode(encoding)
    assert refusal("a.xlsx", repacked(workbook_bytes(), {part: lambda _: hostile})) == "doctype"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (CELL.format(row=1, ref="A1") + CELL.format(row=1048576, ref="XFD1048576"), "too_many_rows"),
        (CELL.format(row=2, ref="XFD2"), "too_many_columns"),
        (CELL.format(row=1, ref="A1048576"), "too_many_rows"),
        (CELL.format(row=50000, ref="A50000") + CELL.format(row=1, ref="KN1"), "too_many_cells"),
        ("<row>" + "<c><v>1</v></c>" * 301 + "</row>", "too_many_columns"),
        ("<row><c><v>1</v></c></row>" * 50001, "too_many_rows"),
        ("<x:row xmlns:x='y' r='60000'><x:c><x:v>1</x:v></x:c></x:row>", "too_many_rows"),
        (CELL.format(row=1, ref="٣1"), "damaged"),
    ],
    ids=["last-cell", "last-column", "cell-outside-its-row", "wide-and-high", "unnumbered", "rows", "prefix", "odd"],
)
def test_absurd_positions_are_refused_quickly_and_in_little_memory(rows, code):
    data = with_sheet_rows(rows)
    tracemalloc.start()
    started = time.perf_counter()
    assert refusal("a.xlsx", data) == code
    seconds, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 5
    assert peak < 50_000_000


def test_merge_over_the_whole_sheet_is_cut_to_what_is_used():
    data = repacked(
        workbook_bytes(),
        {
            "xl/worksheets/sheet1.xml": lambda part: part.replace(
                b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            )
        },
    )
    assert read_workbook("a.xlsx", data).sheets[0].merges == [(0, 0, 0, 1)]


@pytest.mark.parametrize(("count", "code"), [(3, "damaged"), (60_000, "too_many_merges")])
def test_overlapping_or_countless_merges_are_refused(count, code):
    merges = b'<mergeCell ref="A1:B1"/>' * count
    data = repacked(
        workbook_bytes(),
        {
            "xl/worksheets/sheet1.xml": lambda part: part.replace(
                b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
            )
        },
    )
    assert refusal("a.xlsx", data) == code


def test_zip_bombs_are_refused():
    big = b"<x>" + b" " * (20 * 1024 * 1024) + b"</x>"
    assert refusal("a.xlsx", repacked(workbook_bytes(), extra={"xl/big.xml": big})) == "too_big"
    many = {f"xl/big{number}.xml": big for number in range(6)}
    assert refusal("a.xlsx", repacked(workbook_bytes(), extra=many)) == "too_big"


def test_a_part_that_lies_about_its_size_is_not_unpacked_further():
    """The directory says 60 bytes; the stream holds 30 MB. Only the 60 that were looked at are handed on."""
    part = b"<x>" + b" " * (30 * 1024 * 1024) + b"</x>"
    data = bytearray(repacked(workbook_bytes(), {"xl/theme/theme1.xml": lambda _: part}))
    size = len(part).to_bytes(4, "little")
    for at in (data.find(size), data.rfind(size)):
        data[at : at + 4] = (60).to_bytes(4, "little")
    tracemalloc.start()
    assert refusal("a.xlsx", bytes(data)) == "damaged"
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_one_long_text_repeated_by_reference_is_refused():
    text = b"<si><t>" + b"x" * 32_000 + b"</t></si>"
    cells = "<row>" + "<c t='s'><v>0</v></c>" * 200 + "</row>"
    data = repacked(
        with_sheet_rows(cells * 100), {"xl/sharedStrings.xml": lambda part: part.replace(b"<si>", text + b"<si>", 1)}
    )
    assert refusal("a.xlsx", data) == "too_big"


def test_one_long_text_among_many_short_ones_is_no_harm():
    rows = [["长" * 30_000, "短"], *[["短", "短"]] * 3_000]
    data = workbook_bytes(lambda book, page: [page.write_row(number, 0, row) for number, row in enumerate(rows, 1)])
    assert len(read_workbook("a.xlsx", data).sheets[0].rows) == 3_002


def test_shared_texts_in_another_part_are_refused():
    data = repacked(
        workbook_bytes(),
        {"xl/_rels/workbook.xml.rels": lambda part: part.replace(b"sharedStrings.xml", b"worksheets/sheet9.xml")},
    )
    assert refusal("a.xlsx", data) == "damaged"


def test_sheet_in_a_part_with_another_ending_is_refused():
    data = repacked(
        workbook_bytes(), {"xl/_rels/workbook.xml.rels": lambda part: part.replace(b"sheet1.xml", b"sheet1.png")}
    )
    assert refusal("a.xlsx", data) == "damaged"


@pytest.mark.parametrize(
    ("line", "count", "code"), [(b"1\n", 50_001, "too_many_rows"), (b",".join([b"1"] * 301), 1, "too_many_columns")]
)
def test_large_csv_is_refused(line, count, code):
    assert refusal("a.csv", line * count) == code
