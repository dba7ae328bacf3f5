"""Makes roster workbooks for the tests: fictitious people, any headers, any cells."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from office.identifiers.national_id import check_character
from office.spreadsheets import ColumnOut, SheetOut, write_workbook

PEOPLE = (
    *("姓名", "性别", "身份证号", "出生日期", "人员类别", "参加工作时间", "离退休时间"),
    *("所在党支部", "联系电话", "居住情况", "住房情况", "月收入(元)"),
)
FAMILY = ("退休人员身份证号", "退休人员姓名", "关系", "姓名", "出生日期", "就业状况", "月收入(元)", "是否同住")
STAYS = ("退休人员身份证号", "退休人员姓名", "入院日期", "出院日期", "医院", "医疗费用(元)", "自付金额(元)")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "建国秀英桂兰德明玉珍淑芳志强素梅春桃文彬长庚"


def id_number(born: date, sequence: int) -> str:
    body = f"439999{born:%Y%m%d}{sequence:03}"
    return body + check_character(body)


def person(number: int, **cells: Any) -> dict[str, Any]:
    """Return a plain row of 花名册; a cell given by its header takes the place of the usual one."""
    born = date(1935, 1, 1) + timedelta(days=number * 7)
    return {
        "姓名": SURNAMES[number % 20] + GIVEN[number % 22] + GIVEN[number // 22 % 22],
        "性别": "女" if number % 2 == 0 else "男",
        "身份证号": id_number(born, number % 1000),
        "出生日期": born.isoformat(),
        "人员类别": "退休",
        "参加工作时间": "1960-03-01",
        "离退休时间": "2000-06-01",
        "所在党支部": "机关党支部",
        "联系电话": f"1990000{number % 10000:04}",
        "居住情况": "独居",
        "住房情况": "自有",
        "月收入(元)": 2000 + number,
    } | cells


def child(owner: dict[str, Any], name: str, **cells: Any) -> dict[str, Any]:
    return {
        "退休人员身份证号": owner["身份证号"],
        "退休人员姓名": owner["姓名"],
        "关系": "儿子",
        "姓名": name,
        "出生日期": "1970-02-03",
        "就业状况": "在职",
        "月收入(元)": 3000,
        "是否同住": "否",
    } | cells


def stay(owner: dict[str, Any], admitted: str, **cells: Any) -> dict[str, Any]:
    return {
        "退休人员身份证号": owner["身份证号"],
        "退休人员姓名": owner["姓名"],
        "入院日期": admitted,
        "出院日期": "",
        "医院": "县人民医院",
        "医疗费用(元)": 5000,
        "自付金额(元)": 800,
    } | cells


def sheet(name: str, rows: Sequence[dict[str, Any]], headers: Sequence[str], **more: Any) -> SheetOut:
    """Return a sheet with the headers given; numbers stay numbers, everything else is text."""
    columns = [ColumnOut(header, kind="number") for header in headers]
    return SheetOut(name, columns, [[row.get(header, "") for header in headers] for row in rows], **more)


def roster(
    people: Sequence[dict[str, Any]],
    family: Sequence[dict[str, Any]] = (),
    stays: Sequence[dict[str, Any]] = (),
    *,
    as_of: str = "2011年12月31日",
    headers: Sequence[str] = (),
) -> bytes:
    """Return a workbook of the three sheets; extra headers of the rows are columns too."""
    known = list(headers or PEOPLE)
    known += [header for row in people for header in row if header not in known]
    unique = list(dict.fromkeys(known)) if not headers else list(headers)
    head = (
        {"title": "离退休人员情况表", "subtitle": ("填报单位:新山县税务局人事股", f"填报日期:{as_of}")} if as_of else {}
    )
    sheets = [sheet("花名册", people, unique, **head)]
    if family:
        sheets.append(sheet("家庭成员", family, FAMILY))
    if stays:
        sheets.append(sheet("住院记录", stays, STAYS))
    return write_workbook(sheets)
