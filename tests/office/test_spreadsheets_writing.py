"""Writing workbooks: read back what was written, by our reader and by another program's."""

import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.spreadsheets import (
    Column,
    ColumnOut,
    SheetOut,
    Subtotal,
    find_table,
    read_workbook,
    write_workbook,
)
from office.spreadsheets.texts import neutralise, restore

COLUMNS = [
    ColumnOut("姓名", 10),
    ColumnOut("身份证号", 22),
    ColumnOut("出生日期", 12, "date"),
    ColumnOut("金额(元)", 12, "money"),
    ColumnOut("次数", 6, "number"),
]
ROWS = [
    ["王秀英", "431199194408280306", datetime.date(1944, 8, 28), Decimal("1234.50"), 2],
    ["=HYPERLINK(1)", "43119919461021699X", "1946.10", None, ""],
    Subtotal(["合计", None, None, Decimal("1234.50"), 2]),
]


def written(**changes):
    sheet = {
        "name": "花名册",
        "columns": COLUMNS,
        "rows": ROWS,
        "title": "名单",
        "subtitle": ("填报单位:新山县税务局", "填报日期:2011年12月31日"),
        "groups": [("基本信息", 3), ("帮扶", 2)],
        "footer": ("填表人:", "审核人:"),
    }
    options = {"properties": {"title": "名单", "created": datetime.datetime(2011, 12, 31, tzinfo=datetime.UTC)}}
    constant = changes.pop("constant_memory", False)
    return write_workbook([SheetOut(**{**sheet, **changes})], constant_memory=constant, **options)


@pytest.mark.parametrize("constant_memory", [False, True])
def test_what_was_written_is_read_back_and_found_as_a_table(constant_memory):
    sheet = read_workbook("a.xlsx", written(constant_memory=constant_memory)).sheets[0]
    table = find_table(
        sheet,
        [
            Column("name", ("姓名",)),
            Column("id", ("身份证号",)),
            Column("birth", ("出生日期",)),
            Column("sum", ("金额",)),
        ],
    )
    assert [row.cells for row in table.rows] == [
        {"name": "王秀英", "id": "431199194408280306", "birth": datetime.date(1944, 8, 28), "sum": 1234.5},
        {"name": "=HYPERLINK(1)", "id": "43119919461021699X", "birth": "1946.10", "sum": ""},
    ]
    assert table.noted("填报日期") == "2011年12月31日"
    assert table.header_row == 4


def test_no_cell_begins_like_a_formula_in_the_file():
    page = openpyxl.load_workbook(io.BytesIO(written(title="=1+1", subtitle="@x", footer="-a")))["花名册"]
    texts = [cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "'=HYPERLINK(1)" in texts
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]


def test_numbers_are_numbers_and_id_numbers_are_text():
    page = openpyxl.load_workbook(io.BytesIO(written()))["花名册"]
    assert [page.cell(5, column).data_type for column in range(1, 6)] == ["s", "s", "d", "n", "n"]
    assert page["D5"].number_format == "#,##0.00"
    assert page["B5"].number_format == "@"
    assert page["D7"].font.b and not page["D5"].font.b


def test_negative_amounts_stay_numbers():
    data = write_workbook([SheetOut("a", [ColumnOut("金额", kind="money")], [[Decimal("-3.10")]])])
    assert read_workbook("a.xlsx", data).sheets[0].rows[1] == [-3.1]


def test_page_is_set_up_for_printing():
    page = openpyxl.load_workbook(io.BytesIO(written()))["花名册"]
    assert page.freeze_panes == "A5"
    assert page.print_title_rows == "$4:$4"
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0, "as many pages high as it needs, one wide"


def test_the_same_sheets_give_the_same_bytes():
    assert written() == written()


def test_file_names_no_person():
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        core = package.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in core and "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    with pytest.raises(ValueError, match="author"):
        write_workbook([], properties={"author": "王秀英"})


def test_a_value_of_the_wrong_kind_is_an_error():
    for value in (True, object()):
        with pytest.raises(ValueError, match="Row 2"):
            write_workbook([SheetOut("a", [ColumnOut("次数", kind="number")], [[value]])])
    with pytest.raises(ValueError, match="longer"):
        written(rows=[["只有一格"]])
    with pytest.raises(ValueError, match="does not fit"):
        written(rows=[["长" * 32_768, "", "", "", ""]])


def test_sheet_names_excel_refuses_are_mended():
    data = write_workbook([SheetOut("2011/12:名单[一]" + "长" * 40, [ColumnOut("a")], [["b"]])])
    name = read_workbook("a.xlsx", data).sheets[0].name
    assert len(name) == 31 and name.startswith("2011 12 名单 一")


@pytest.mark.parametrize("text", ["=1", "'=1", "''+86", "-", "＝1", "\t=1", "'", "''", "'王", "王=1", "@王"])
def test_neutralised_text_comes_back(text):
    assert restore(neutralise(text)) == text
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "＝"))


@given(st.text(alphabet="'=+-@a王 _x0041\t", max_size=12))
def test_any_text_survives_a_file(text):
    data = write_workbook([SheetOut("a", [ColumnOut("文本"), ColumnOut("末")], [[text, "末"]])])
    assert read_workbook("a.xlsx", data).sheets[0].rows[1][0] == text
