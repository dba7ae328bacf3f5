"""A roster of a thousand people to import, the same for both programs, in the words each of them reads."""

from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any

import xlsxwriter

ROWS = 1000
CHECK_WEIGHTS, CHECK_DIGITS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
SURNAMES, GIVEN = "孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛", "文明永安春生秋菊国梁玉兰"
# our header and the stock's column
COLUMNS = [
    ("姓名", "name"),
    ("性别", "sex"),
    ("身份证号", "id_number"),
    ("出生日期", "birth_date"),
    ("人员类别", "kind"),
    ("参加工作时间", "worked_from"),
    ("离退休时间", "retired_on"),
    ("所在党支部", "branch"),
    ("联系电话", "phone"),
    ("家庭住址", "address"),
    ("居住情况", "living_arrangement"),
    ("自理能力", "self_care"),
    ("备注", "remarks"),
]
RETIREE = ("retiree", "退休")  # a code and its word
SEXES = [("male", "男"), ("female", "女")]
LIVING = [("with_spouse", "与配偶同住"), ("with_children", "与子女同住"), ("alone", "独居"), ("empty_nest", "空巢")]
SELF_CARE = [("independent", "自理"), ("limited_mobility", "行动不便"), ("dependent", "不能自理")]


def people(turn: int) -> list[dict[str, Any]]:
    """Return the rows of a turn: other people each time. Coded values are (code, word) pairs."""
    random = Random(turn)  # made-up people, the same each turn
    rows = []
    for number in range(ROWS):
        born = date(1930, 1, 1) + timedelta(days=number * 7)
        sex = random.choice(SEXES)
        body = f"431199{born:%Y%m%d}{turn * 2 + (sex[0] == 'male'):03}"
        check = CHECK_DIGITS[sum(int(c) * w for c, w in zip(body, CHECK_WEIGHTS, strict=True)) % 11]
        rows.append(
            {
                "public_id": f"r{turn:03}x{number:06}",
                "name": random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN),
                "sex": sex,
                "id_number": body + check,
                "birth_date": born.isoformat(),
                "kind": RETIREE,
                "worked_from": f"{born.year + 20}-03-01",
                "retired_on": f"{born.year + 60}-06-01",
                "branch": f"离退休第{number % 12 + 1}党支部",
                "phone": f"1990000{number:04}",
                "address": f"新山县人民路{number}号",
                "living_arrangement": random.choice(LIVING),
                "self_care": random.choice(SELF_CARE),
                "remarks": "无",
            }
        )
    return rows


def ours(turn: int) -> bytes:
    rows = people(turn)
    return workbook("花名册", [head for head, _ in COLUMNS], [[word(row[key]) for _, key in COLUMNS] for row in rows])


def stock(turn: int) -> bytes:
    """Return the roster with the stock's column of its key, its own headers and codes."""
    keys = ["public_id", *(key for _, key in COLUMNS)]
    heads = ["所在党支部" if key == "branch" else key for key in keys]
    return workbook("Sheet1", heads, [[code(row[key]) for key in keys] for row in people(turn)])


def code(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) else value


def word(value: Any) -> Any:
    return value[1] if isinstance(value, tuple) else value


def workbook(name: str, heads: list[str], rows: list[list[Any]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, heads)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
    return out.getvalue()
