"""Filling somebody else's workbook: what it looked like stays, what is put in is what was asked for."""

import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from office.spreadsheets import FileRefused, filling


def made() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表一"
    sheet.merge_cells("A1:C1")
    sheet["A1"], sheet["A1"].font = "统计表", Font(name="宋体", size=18, bold=True)
    sheet["A2"], sheet["B2"] = "人数", None
    sheet["B2"].number_format, sheet["B2"].fill = "#,##0", PatternFill("solid", fgColor="FFFF00")
    sheet["C2"] = "=B2*2"
    sheet["A4"], sheet["A8"] = "姓名", "填表人"
    sheet["B5"].font = Font(bold=True)
    sheet.column_dimensions["A"].width = 33
    sheet.conditional_formatting.add(
        "B2", openpyxl.formatting.rule.CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FF0000"))
    )
    return book


def data_of(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(values, columns) -> openpyxl.Workbook:
    book = filling.open_template("表.xlsx", data_of(made()))
    return openpyxl.load_workbook(io.BytesIO(filling.fill(book, values, columns)))


def test_looks_merges_and_formulas_stay():
    sheet = filled({("表一", "B2"): 46}, {("表一", "A5"): ["王秀英", "李国栋"]})["表一"]
    assert (sheet["B2"].value, sheet["B2"].number_format, sheet["B2"].fill.fgColor.rgb) == (46, "#,##0", "00FFFF00")
    assert sheet["C2"].value == "=B2*2" and str(sheet.merged_cells) == "A1:C1"
    assert (sheet["A1"].value, sheet["A1"].font.size, sheet.column_dimensions["A"].width) == ("统计表", 18, 33)
    assert [sheet[f"A{row}"].value for row in range(4, 9)] == ["姓名", "王秀英", "李国栋", None, "填表人"]
    assert len(sheet.conditional_formatting) == 1


def test_numbers_stay_numbers_and_text_is_never_run():
    sheet = filled({("表一", "B2"): Decimal("12.50"), ("表一", "B3"): "=1+1"}, {})["表一"]
    assert sheet["B2"].value == 12.5 and (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")


def test_rows_below_the_first_take_its_looks():
    sheet = filled({}, {("表一", "B5"): [1, 2]})["表一"]
    assert sheet["B6"].font.bold


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (("表一", "B2"), ""),
        (("表二", "B2"), "没有工作表“表二”"),
        (("表一", "B1"), "请改填 A1"),
        (("表一", "C2"), "是公式"),
        (("表一", "Z90"), "在表格以外"),
    ],
)
def test_a_cell_that_takes_nothing_says_why(place, says):
    told = filling.obstacle(filling.open_template("表.xlsx", data_of(made())), place)
    assert says in told and bool(told) == bool(says)


def test_a_list_has_the_room_down_to_the_next_content():
    book = filling.open_template("表.xlsx", data_of(made()))
    assert filling.room(book, ("表一", "A5")) == 3  # 填表人 stands in A8
    assert filling.room(book, ("表一", "B5")) > 1000


@pytest.mark.parametrize("text", ["b5", "$B$5", " B5 "])
def test_an_address_has_one_form(text):
    assert filling.clean_address(text) == "B5"


@pytest.mark.parametrize("text", ["", "5B", "B", "人", "B0", "ZZZZ5", "A999999", "A1:B2"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError):
        filling.clean_address(text)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("表.xls", b"x", "另存为 .xlsx"),
        ("表.xlsx", b"PK not a zip", "损坏"),
        ("表.xlsx", b"x" * (filling.MAX_TEMPLATE_BYTES + 1), "2 MB"),
    ],
)
def test_what_is_no_template_is_refused_with_a_sentence(name, data, says):
    with pytest.raises(FileRefused, match=says):
        filling.open_template(name, data)


def test_a_grid_shows_a_merge_as_one_cell():
    grid = filling.grid(filling.open_template("表.xlsx", data_of(made()))["表一"])
    assert grid.letters == ["A", "B", "C"] and not grid.cut
    (_, first), (_, second) = grid.rows[0], grid.rows[1]
    assert [(cell.address, cell.columns) for cell in first] == [("A1", 3)]
    assert [(cell.text, cell.formula) for cell in second] == [("人数", False), ("", False), ("=B2*2", True)]
