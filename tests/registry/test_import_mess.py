"""The mess of real files, row by row as the trade knows it, through the whole import; and cells nobody thought of."""

import json

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from office.identifiers.dates import PartialDate, Precision
from office.resources import CleanRow
from office.spreadsheets import FileRefused, read_workbook
from registry.imports import cells
from registry.models import Person
from tests.registry import rosters as r


@pytest.fixture
def load(bureau, tmp_path, capsys):
    def call(data: bytes, name: str = "花名册.xlsx"):
        file = tmp_path / name
        file.write_bytes(data)
        try:
            call_command("import_roster", str(file), "--format", "json")
        except SystemExit as stopped:
            assert stopped.code == 1
        return json.loads(capsys.readouterr().out)

    return call


def bare(**cells_given):
    """Return a row whose other cells say nothing against the one that is tried."""
    return r.person(1) | {"身份证号": "", "出生日期": "", "参加工作时间": "", "离退休时间": ""} | cells_given


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "born", "precision"),
    [
        ("1948.5", "1948-05-01", "month"),
        ("1948.05", "1948-05-01", "month"),
        ("1948年5月", "1948-05-01", "month"),
        ("1948-5", "1948-05-01", "month"),
        ("48.5", "1948-05-01", "month"),
        ("194805", "1948-05-01", "month"),
        (194805, "1948-05-01", "month"),
        ("19480523", "1948-05-23", "day"),
        ("一九四八年五月", "1948-05-01", "month"),
        ("１９４８．５．２３", "1948-05-23", "day"),
        ("1948\u00a05\u300023", "1948-05-23", "day"),
        ("1948", "1948-01-01", "year"),
        (17676, "1948-05-23", "day"),
        ("不详", None, "day"),
        ("——", None, "day"),
    ],
)
def test_a_birth_is_understood_as_people_write_it(load, typed, born, precision):
    result = load(r.roster([bare(出生日期=typed)]))

    assert result["rejected"] == []
    person = Person.objects.get()
    assert (person.birth_date and person.birth_date.isoformat(), person.birth_precision) == (born, precision)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "typed", "words"),
    [
        ("出生日期", "1948.5.1(农历)", "农历"),
        ("出生日期", "1948.5 去世2019.3", "看不懂日期"),
        ("出生日期", 1948.1, "分不清是1月还是10月"),
        ("离退休时间", "08.5", "分不清"),
        ("身份证号", "4.31128E+17", "Excel 已把最后三位变成 0"),
        ("身份证号", "439999195302290018", "不存在"),
        ("身份证号", "99999919480523001X", "不是任何省份"),
        ("长期服药", "有时", "看不出是还是否"),
        ("月收入(元)", "两千多", "看不懂金额"),
        ("联系电话", "问他儿子", "不是电话号码"),
    ],
)
def test_a_cell_nobody_can_be_sure_of_is_asked_about(load, header, typed, words):
    result = load(r.roster([bare(**{header: typed})]))

    assert Person.objects.count() == 0
    assert [fault["column"] for fault in result["rejected"]] == [header]
    assert words in result["rejected"][0]["reason"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "typed", "column", "stored"),
    [
        ("身份证号", "43999919290310011６", "id_number", "439999192903100116"),
        ("身份证号", " 439999 19290310 0116", "id_number", "439999192903100116"),
        ("身份证号", "'439999192903100116", "id_number", "439999192903100116"),
        ("身份证号", "11010519491231002×", "id_number", "11010519491231002X"),
        ("身份证号", "11010519491231002Х", "id_number", "11010519491231002X"),
        ("身份证号", "110105491231002", "id_number", "11010519491231002X"),
        ("月收入(元)", "叁仟元整", "monthly_income", 3000),
        ("月收入(元)", "￥１，２００．００", "monthly_income", 1200),
        ("联系电话", "13912345678，0746-4712345；19900000001", "phone", "13912345678、0746-4712345、19900000001"),
        ("退役军人", "√", "is_veteran", "yes"),
        ("退役军人", "—", "is_veteran", ""),
        ("姓名", "阿依古丽·买买提", "name", "阿依古丽·买买提"),
        ("姓名", "\ufeff王\u200b秀英", "name", "王秀英"),
        ("家庭住址", "新山县\n人民路1号", "address", "新山县\n人民路1号"),
        ("备注", "=1+1", "remarks", "=1+1"),
    ],
)
def test_a_cell_comes_out_as_it_was_meant(load, header, typed, column, stored):
    result = load(r.roster([bare(性别="", **{header: typed})]))

    assert result["rejected"] == []
    assert getattr(Person.objects.get(), column) == stored


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";")],
)
def test_a_csv_in_any_of_the_usual_encodings(load, encoding, separator):
    rows = [["姓名", "类别", "出生年月"], ["王秀英", "退休", "1948年5月"], ["㛃䶮", "离休", "1928年5月"]]
    text = "\n".join(separator.join(row) for row in rows)

    result = load(text.encode(encoding), "名册.csv")

    assert result["created"]["people"] == 2
    assert set(Person.objects.values_list("name", flat=True)) == {"王秀英", "㛃䶮"}


VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.dates(),
    st.builds(PartialDate, st.dates(), st.sampled_from(Precision)),
)


@given(st.dictionaries(st.text("abc_", min_size=1), VALUES))
def test_a_staged_row_reads_back_as_it_was(values):
    row = CleanRow(
        "花名册", 7, values, {}, {}, faults=[{"column": "姓名", "value": "", "reason": "空"}], faulty={"name"}
    )

    back = cells.from_text(cells.to_text(row), sheet="花名册", number=7, headers={})

    assert back == row
    assert {key: type(value) for key, value in back.values.items()} == {k: type(v) for k, v in values.items()}


@given(st.binary(max_size=400), st.sampled_from(["名册.csv", "名册.xlsx", "名册.xls", "名册.et", "名册"]))
def test_no_bytes_break_the_reader(data, name):
    try:
        workbook = read_workbook(name, data)
    except FileRefused as refused:
        assert str(refused)
    else:
        assert all(len(row) == len(sheet.rows[0]) for sheet in workbook.sheets for row in sheet.rows)
