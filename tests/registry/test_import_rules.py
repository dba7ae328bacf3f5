"""What a cell may say, who a row means, and what is refused with which sentence."""

import io
import json

import pytest
import xlsxwriter
from django.core.management import call_command

from office.models import Branch, Bureau
from registry.models import FamilyMember, HospitalStay, Person
from tests.registry import rosters as r

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(bureau, tmp_path, capsys):
    """Import a workbook and return the answer; `accept`, `dry_run` and `as_of` as the command has them."""

    def call(data: bytes, *, accept=False, dry_run=False, as_of="", name="花名册.xlsx"):
        file = tmp_path / name
        file.write_bytes(data)
        arguments = [str(file), "--format", "json"]
        arguments += ["--accept-valid"] * accept + ["--dry-run"] * dry_run + (["--as-of", as_of] if as_of else [])
        try:
            call_command("import_roster", *arguments)
        except SystemExit as stopped:
            assert stopped.code == 1
        return json.loads(capsys.readouterr().out)

    return call


@pytest.mark.parametrize(
    ("header", "typed", "column", "stored"),
    [
        ("性别", "M", "sex", "male"),
        ("性别", "1", "sex", "male"),
        ("人员类别", "离休干部", "kind", "honoured"),
        ("人员类别", "退休职工", "kind", "retiree"),
        ("居住情况", " 独 居 ", "living_arrangement", "alone"),
        ("住房情况", "租房", "housing_tenure", "rented"),
        ("长期服药", "√", "long_term_medication", "yes"),
        ("长期服药", "无", "long_term_medication", "no"),
        ("主要疾病", "无", "illness_kind", "none"),
        ("主要疾病", "不详", "illness_kind", ""),
        ("配偶就业情况", "无业", "spouse_employment", "not_working"),
        ("联系电话", "13912345678/0746-4712345", "phone", "13912345678、0746-4712345"),
        ("联系电话", "139 1234 5678(女儿)", "phone", "13912345678(女儿)"),
        ("本年门诊次数", "9次", "outpatient_visits", 9),
        ("月收入(元)", "1.2万", "monthly_income", 12000),
        ("月收入(元)", "¥1,200.00元", "monthly_income", 1200),
        ("月收入(元)", 0, "monthly_income", 0),
        ("离退休时间", 36678, "retired_on", "2000-06-01"),
        ("姓名", "欧阳 ・ 娜娜", "name", "欧阳·娜娜"),
        ("姓名", "张 三(退休)", "name", "张三"),
    ],
)
def test_cell_is_understood(load, header, typed, column, stored):
    row = r.person(1, **({"参加工作时间": "1946-01-01", "出生日期": "", "身份证号": ""} if typed == "离休干部" else {}))

    result = load(r.roster([row | {header: typed}]))

    assert result["rejected"] == []
    value = getattr(Person.objects.get(), column)
    assert (value.isoformat() if column == "retired_on" else value) == stored


@pytest.mark.parametrize(
    ("header", "typed", "words"),
    [
        ("人员类别", "离退休", "请填:离休、退休、遗属"),
        ("人员类别", "", "人员类别是空的"),
        ("姓名", "", "姓名是空的"),
        ("居住情况", "随便住", "不认识“随便住”"),
        ("出生日期", 1948.1, "分不清是1月还是10月"),
        ("身份证号", 4.31128194805230e17, "Excel 已把最后三位变成 0"),
        ("身份证号", "439999194805230021", "校验位"),
        ("月收入(元)", "很多", "看不懂金额"),
        ("本年门诊次数", "经常", "次数"),
        ("联系电话", "12345", "不是电话号码"),
        ("离退休时间", "1955-01-01", "早于参加工作时间"),
        ("姓名", "张三(已故)", "登记去世"),
    ],
)
def test_cell_is_refused_with_place_and_reason(load, header, typed, words):
    result = load(r.roster([r.person(1), r.person(2) | {header: typed}]))

    assert Person.objects.count() == 0
    assert result["created"] == {"people": 0, "family": 0, "stays": 0}
    [fault] = result["rejected"]
    assert (fault["sheet"], fault["row"], fault["column"]) == ("花名册", 5, header)
    assert words in fault["reason"]


def test_refused_number_is_masked_wherever_it_was_typed(load):
    number = "439999194805230021"

    result = load(r.roster([r.person(1, 身份证号=number), r.person(2, 家庭住址=f"{number} " * 12)]))

    assert len(result["rejected"]) == 2
    assert number not in json.dumps(result, ensure_ascii=False)


def test_disagreement_with_the_id_number_is_a_warning(load):
    result = load(r.roster([r.person(1, 出生日期="1936-05-05", 性别="女")]))

    assert result["created"]["people"] == 1
    assert {warning["column"] for warning in result["warnings"]} == {"出生日期", "性别"}


def test_headers_and_sheets_by_synonyms_in_any_order(load):
    names = {"姓名": "人员姓名", "出生日期": "出生年月", "人员类别": "类别", "离退休时间": "退休时间"}
    names |= {"联系电话": "手机", "居住情况": "居住方式", "月收入(元)": "月收入(万元)"}
    row = {names.get(header, header): cell for header, cell in r.person(1, **{"月收入(元)": "0.2"}).items()}
    headers = list(reversed(row))
    child = {"本人姓名": row["人员姓名"], "称谓": "长女", "子女姓名": "赵小兰", "工作情况": "待业"}
    sheets = [
        r.sheet("子女情况", [child], list(child)),
        r.sheet("2011年离退休人员名册", [row], headers, title="名册", groups=[("基本", 5), ("其他", len(headers) - 5)]),
    ]

    result = load(r.write_workbook(sheets), as_of="2011-12-31")

    assert (result["rejected"], result["created"]) == ([], {"people": 1, "family": 1, "stays": 0})
    person, member = Person.objects.get(), FamilyMember.objects.get()
    assert (person.living_arrangement, person.monthly_income, person.kind) == ("alone", 2000, "retiree")
    assert (member.relation, member.employment) == ("daughter", "unemployed")


def test_unknown_columns_and_sheets_are_told(load):
    sheets = [
        r.sheet("花名册", [r.person(1, 血型="O")], [*r.PEOPLE, "血型"]),
        r.sheet("通讯录", [{"甲": "乙"}], ["甲"]),
    ]

    result = load(r.write_workbook(sheets))

    assert [warning["sheet"] for warning in result["warnings"]] == ["花名册", "通讯录"]
    assert result["warnings"][0]["column"] == "血型"


def test_columns_that_follow_from_others_say_so_and_a_group_is_written_in_full(load):
    row = r.person(1, 年龄="99岁", 政治面貌="中共党员", 民族="苗")
    result = load(r.write_workbook([r.sheet("花名册", [row], [*r.PEOPLE, "年龄", "政治面貌", "民族"])]))

    told = {warning["column"]: warning["reason"] for warning in result["warnings"]}
    assert "按出生日期计算" in told["年龄"] and "入党时间" in told["政治面貌"]
    assert Person.objects.get().ethnicity == "苗族"


def test_a_person_over_several_rows_is_refused_with_the_way_out(load):
    first, second = r.person(1), r.person(1, 联系电话="19900009999")
    headers = list(r.PEOPLE)
    merges = [(1, 0, 2, 0), (1, 2, 2, 2)]
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as file:
        page = file.add_worksheet("花名册")
        for down, cells in enumerate([headers, *([row[header] for header in headers] for row in (first, second))]):
            page.write_row(down, 0, cells)
        for top, left, bottom, right in merges:
            page.merge_range(top, left, bottom, right, first[headers[left]])

    result = load(book.getvalue())

    assert {fault["row"] for fault in result["rejected"]} >= {3}
    assert any("请填在“家庭成员”表里" in fault["reason"] for fault in result["rejected"] if fault["row"] == 3)


def test_a_remark_behind_a_name_that_contradicts_the_row_is_a_warning(load):
    result = load(r.roster([r.person(1, 姓名="张三(遗属)")]))

    assert (result["created"]["people"], result["warnings"][0]["column"]) == (1, "姓名")
    assert "与人员类别不一致" in result["warnings"][0]["reason"]


def test_a_bare_serial_of_a_1904_workbook_is_counted_from_1904(load):
    row, book = r.person(1, 身份证号="", 出生日期=16214), io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True, "date_1904": True}) as file:
        page = file.add_worksheet("花名册")
        page.write_row(0, 0, list(r.PEOPLE))
        page.write_row(1, 0, [row[header] for header in r.PEOPLE])

    assert load(book.getvalue())["rejected"] == []
    assert str(Person.objects.get().birth_date) == "1948-05-23"


def test_same_person_twice_in_the_file_names_both_rows(load):
    result = load(r.roster([r.person(1), r.person(2), r.person(1, 姓名="赵建国二")]))

    assert [fault["row"] for fault in result["rejected"]] == [4, 6]
    assert "第 4 行和第 6 行是同一个人" in result["rejected"][0]["reason"]


def test_valid_rows_alone_leave_out_the_family_of_a_refused_person(load):
    good, bad = r.person(1), r.person(2, 居住情况="随便住")
    data = r.roster([good, bad], [r.child(good, "赵一"), r.child(bad, "钱二")], [r.stay(bad, "2011-02-03")])

    result = load(data, accept=True)

    assert result["created"] == {"people": 1, "family": 1, "stays": 0}
    assert [(fault["sheet"], fault["row"]) for fault in result["rejected"]] == [
        ("花名册", 5),
        ("家庭成员", 3),
        ("住院记录", 2),
    ]
    assert "第 5 行" in result["rejected"][1]["reason"]
    assert list(FamilyMember.objects.values_list("name", flat=True)) == ["赵一"]


def test_owner_by_name_only_where_it_is_unique(load):
    first, twin, other = r.person(1), r.person(2, 姓名=r.person(1)["姓名"]), r.person(3)
    family = [
        r.child(first, "赵一", 退休人员身份证号=""),
        r.child(other, "李二", 退休人员身份证号=""),
        r.child(other, "李三", 退休人员姓名="没有这人"),
    ]

    result = load(r.roster([first, twin, other], family))

    assert [fault["row"] for fault in result["rejected"]] == [2, 4]
    assert "请填身份证号来区分" in result["rejected"][0]["reason"]
    assert "姓名却写着" in result["rejected"][1]["reason"]


def test_without_id_number_name_and_birth_decide(load, make_person):
    known = make_person("赵建国", birth_date=None, id_number="")

    result = load(r.roster([r.person(1, 姓名="赵建国", 身份证号="")]))

    assert Person.objects.get() == known
    assert "同名" in result["rejected"][0]["reason"] and "补上身份证号" in result["rejected"][0]["reason"]


def test_a_month_of_birth_does_not_make_somebody_new(load, make_person):
    known = make_person("赵建国", birth_date=r.date(1949, 5, 11), id_number="")
    rows = [r.person(1, 姓名="赵建国", 身份证号="", 出生日期="1949.05")]

    assert known.name in load(r.roster(rows))["rejected"][0]["reason"]
    assert Person.objects.get() == known


def test_a_relative_told_with_the_month_of_birth_stays_one(load):
    row = r.person(1)
    load(r.roster([row], [r.child(row, "赵一", 出生日期="1975-03-12")]))

    load(r.roster([row], [r.child(row, "赵一", 出生日期="1975.03")]))

    assert str(FamilyMember.objects.get().birth_date) == "1975-03-12"


def test_id_number_fills_the_one_person_of_that_name_and_birth(load, make_person):
    row = r.person(1)
    known = make_person(row["姓名"], birth_date=r.date.fromisoformat(row["出生日期"]), id_number="")

    result = load(r.roster([row]))

    assert result["updated"]["people"] == 1
    known.refresh_from_db()
    assert known.id_number == row["身份证号"]


def test_new_branch_is_made_and_told(load, branch):
    result = load(r.roster([r.person(1, 所在党支部="老干部支部")]))

    assert Branch.objects.filter(name="老干部支部").count() == 1
    assert "老干部支部" in result["warnings"][0]["reason"]


def test_stay_with_impossible_dates_is_refused(load):
    row = r.person(1)

    result = load(r.roster([row], (), [r.stay(row, "2011-03-10", 出院日期="2011-03-01"), r.stay(row, "2011年4月")]))

    assert [(fault["row"], fault["column"]) for fault in result["rejected"]] == [(2, "出院日期"), (3, "入院日期")]
    assert HospitalStay.objects.count() == 0


def test_date_of_the_roster_comes_from_its_head_and_may_not_lie_ahead(load):
    load(r.roster([r.person(1)], as_of="2012年6月"))
    ahead = load(r.roster([r.person(1)], as_of="2099-01-01"))

    assert Person.objects.get().listed_from.isoformat() == "2012-06-30"
    assert "今天之后" in ahead["rejected"][0]["reason"]


def test_csv_from_wps_in_gb18030(load):
    text = "姓名,类别,性别,出生年月\n赵建国,退休,男,1948年5月\n"

    result = load(text.encode("gb18030"), name="名册.csv")

    assert result["created"]["people"] == 1
    assert Person.objects.get().birth_precision == "month"


def test_bureau_is_asked_for_when_there_are_several(load, bureau):
    from django.core.management.base import CommandError

    Bureau.objects.create(code="431198", name="旧山县税务局")
    with pytest.raises(CommandError) as refused:
        load(r.roster([r.person(1)]))
    assert refused.value.returncode == 2


def test_full_membership_before_joining_is_refused(load):
    row = r.person(1, 转正时间="1969.7", 入党时间="1970.7")
    result = load(r.write_workbook([r.sheet("花名册", [row], [*r.PEOPLE, "入党时间", "转正时间"])]))
    assert "早于入党时间" in result["rejected"][0]["reason"]
