"""Finding the table in a sheet as offices keep it."""

import datetime

import pytest

from office.spreadsheets import Column, Sheet, column_letter, find_table

ROSTER = [
    Column("name", ("姓名",), required=True),
    Column("id_number", ("身份证号", "身份证号码", "公民身份号码"), required=True),
    Column("birth_date", ("出生日期", "出生年月", "生日")),
    Column("phone", ("联系电话", "手机", "电话")),
    Column("income", ("月收入",)),
]


def sheet(*rows, merges=()):
    width = max(len(row) for row in rows)
    return Sheet("花名册", [list(row) + [""] * (width - len(row)) for row in rows], sorted(merges))


def values(table, key):
    return [row.cells.get(key) for row in table.rows]


OFFICE = sheet(
    ["新山县税务局离退休人员登记表(2011年度)"],
    ["填报单位:新山县税务局人事教育科", "", "", "", "填报日期:2011年12月31日"],
    ["基本信息", "", "", "联系", "收入"],
    ["序号", " 姓 名", "身份证号", "手机", "月收入(元)", "备注"],
    [1, "吕良才", "43119919461021699X", "19900006200", 2635],
    ["", "", "", "", "", ""],
    ["序号", "姓名", "身份证号", "手机", "月收入(元)", "备注"],
    [2, "柳光荣", "431199194409108153", "", 0],
    [3, "", "", "", ""],
    ["填表人:", "", "审核人:", ""],
    merges=[(0, 0, 0, 5), (2, 0, 2, 2)],
)


def test_the_usual_office_sheet():
    table = find_table(OFFICE, ROSTER)
    assert table.header_row == 4
    assert table.columns == {"name": 2, "id_number": 3, "phone": 4, "income": 5}
    assert values(table, "name") == ["吕良才", "柳光荣"]
    assert [row.number for row in table.rows] == [5, 8]
    assert table.unknown == [(6, "备注")]
    assert (table.missing, table.duplicates, table.left_over) == ([], [], [])
    assert table.headers["income"] == "月收入(元)"


@pytest.mark.parametrize(
    ("row", "label", "value"),
    [
        (["填报单位:新山县税务局", "", "填报日期:2011年12月31日"], "填报日期", "2011年12月31日"),
        (["填报单位:新山县税务局   填报日期:2011年12月31日"], "填报单位", "新山县税务局"),
        (["填报单位:新山县税务局   填报日期:2011年12月31日"], "填报日期", "2011年12月31日"),
        (["填报日期:", "", datetime.date(2011, 12, 31)], "填报日期", datetime.date(2011, 12, 31)),
        (["填报单位:新山县税务局   单位:元"], "单位", "元"),
        (["填报单位:新山县税务局"], "填报日期", None),
        (["填报日期:"], "填报日期", None),
    ],
)
def test_what_stands_above_the_header(row, label, value):
    table = find_table(sheet(row, ["姓名", "身份证号", "电话"], ["王秀英", "1", "2"]), ROSTER)
    assert table.noted(label) == value


def test_columns_in_another_order_under_other_names():
    table = find_table(sheet(["电话", "公民身份号码", "＊姓名：", "生\n日"], ["1", "2", "王秀英", "1948.5"]), ROSTER)
    assert table.columns == {"phone": 1, "id_number": 2, "name": 3, "birth_date": 4}
    assert table.rows[0].cells == {"phone": "1", "id_number": "2", "name": "王秀英", "birth_date": "1948.5"}


@pytest.mark.parametrize("merges", [[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)], []], ids=["merged", "left-blank"])
def test_header_of_two_rows(merges):
    table = find_table(
        sheet(
            ["姓名", "身份证号", "联系方式", ""],
            ["", "", "电话", "住址"],
            ["王秀英", "431199194408280306", "19900001111", "新山县"],
            merges=merges,
        ),
        ROSTER,
    )
    assert table.columns == {"name": 1, "id_number": 2, "phone": 3}
    assert values(table, "name") == ["王秀英"]


def test_group_name_is_joined_where_the_joined_name_is_known():
    columns = [*ROSTER, Column("child_name", ("子女姓名",)), Column("child_phone", ("子女电话",))]
    table = find_table(
        sheet(
            ["姓名", "身份证号", "电话", "子女", "", ""],
            ["", "", "", "姓名", "电话", "单位"],
            ["王秀英", "1", "2", "王强", "3", "供销社"],
            merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 5)],
        ),
        columns,
    )
    assert table.rows[0].cells == {
        "name": "王秀英",
        "id_number": "1",
        "phone": "2",
        "child_name": "王强",
        "child_phone": "3",
    }
    assert table.unknown == [(6, "单位")]


def test_a_name_with_brackets_of_its_own_is_told_from_one_with_a_unit():
    columns = [Column("helper", ("联系人(结对)",)), Column("contact", ("联系人",)), Column("name", ("姓名",))]
    table = find_table(sheet(["姓名", "联系人", "联系人（结对）"], ["甲", "乙", "丙"]), columns)
    assert table.columns == {"name": 1, "contact": 2, "helper": 3}


def test_missing_and_doubled_columns_are_reported():
    table = find_table(sheet(["姓名", "电话", "手机"], ["王秀英", "1", "2"]), ROSTER)
    assert table.missing == ["id_number"]
    assert table.duplicates == [(3, "手机")]
    assert values(table, "phone") == ["1"]


@pytest.mark.parametrize("word", ["合计", "合  计:", "总计"])
def test_rows_end_at_the_total_and_say_what_follows(word):
    table = find_table(
        sheet(
            ["序号", "姓名", "身份证号", "月收入"],
            [1, "甲", "1", 5],
            ["", "小计", "", 5],
            [2, "乙", "2", 6],
            [word, "", "", 11],
            [3, "丙", "3", 7],
        ),
        ROSTER,
    )
    assert values(table, "name") == ["甲", "乙"]
    assert table.left_over == [6], "a record after the total must not vanish in silence"


def test_total_after_a_number_in_the_first_column():
    table = find_table(sheet(["序号", "姓名", "身份证号"], [1, "甲", "1"], [2, "合计", ""]), ROSTER)
    assert values(table, "name") == ["甲"]


def test_merged_cells_carry_their_value_down():
    table = find_table(
        sheet(
            ["姓名", "身份证号", "电话"],
            ["王秀英", "1", "a"],
            ["", "", "b"],
            ["李强", "2", "c"],
            merges=[(1, 0, 2, 0), (1, 1, 2, 1)],
        ),
        ROSTER,
    )
    assert values(table, "name") == ["王秀英", "王秀英", "李强"]
    assert [sorted(row.merged) for row in table.rows] == [[], ["id_number", "name"], []]


def test_title_printed_again_is_skipped():
    title = ["退休人员花名册", "", ""]
    table = find_table(sheet(title, ["姓名", "身份证号", "电话"], ["甲", "1", "2"], title, ["乙", "2", "3"]), ROSTER)
    assert values(table, "name") == ["甲", "乙"]


def test_no_table_is_none():
    assert find_table(sheet(["通知"], ["请各科室于月底前上报姓名"]), ROSTER) is None
    assert find_table(Sheet("空", []), ROSTER) is None
    assert find_table(sheet(*[["x", ""]] * 15, ["姓名", "身份证号"]), ROSTER) is None


@pytest.mark.parametrize(("number", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (300, "KN"), (16384, "XFD")])
def test_column_letters(number, letter):
    assert column_letter(number) == letter
