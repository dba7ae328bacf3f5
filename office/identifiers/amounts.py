"""Sums of money as people and workbooks write them, and 人民币大写."""

import math
import re
from decimal import Decimal
from typing import TypeGuard

from django.core.exceptions import ValidationError

from office.identifiers.codes import plain, quote

EXAMPLE = "请写成 1200.00 这样的数。"
UNITS = {"百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
WRITTEN = re.compile(
    r"(?:人民币|RMB|CNY|¥)*(?P<sign>[+-]?)(?:¥)?(?P<number>[0-9]+(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?P<unit>百万|千万|百|千|万|亿)?(?:元|圆|块)?(?:整|正)?"
)

CAPITALS = "零壹贰叁肆伍陆柒捌玖"
READ_DIGITS = str.maketrans("〇○一二两三四五六七八九貳參叄肆陸弌弍弎", "零零壹贰贰叁肆伍陆柒捌玖贰叁叁肆陆壹贰叁")
READ_UNITS = str.maketrans("十百千圆園圓萬億", "拾佰仟元元元万亿")
DIGIT = "([壹贰叁肆伍陆柒捌玖])"
SECTION = re.compile(f"(?:{DIGIT}仟)?零?(?:{DIGIT}佰)?零?(?:{DIGIT}?(拾))?零?{DIGIT}?零?")
CAPITAL_SUM = re.compile(
    r"(?P<sign>负)?(?:(?P<yi>[^亿万元角分]+)亿)?(?:(?P<wan>[^亿万元角分]+)万)?(?P<rest>[^亿万元角分]*)(?:元零?)?"
    r"(?:(?P<jiao>[零壹贰叁肆伍陆柒捌玖])角)?零?(?:(?P<fen>[零壹贰叁肆伍陆柒捌玖])分)?(?:整|正)?"
)
CAPITALS_LIMIT = Decimal(10**12)


def parse_yuan(value: object, *, allow_negative: bool = False) -> Decimal:
    """Return a sum in yuan with two places: 1.2万, 1,200.00元, ￥1200, (1,200.00), 壹仟贰佰元整, a numeric cell.

    Raises: ValidationError; its ``code`` is blank, invalid, negative or places.
    """
    amount = _from_number(value) if _is_number(value) else _from_text(value)
    if amount < 0 and not allow_negative:
        raise ValidationError(f"金额{quote(value)}是负数,这里只能填 0 或正数。", code="negative")
    if amount.copy_abs() >= CAPITALS_LIMIT:
        raise ValidationError(f"金额{quote(value)}太大,请核对单位是不是元。", code="invalid")
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount:
        raise ValidationError(f"金额{quote(value)}的小数超过两位,最小单位是分,请核对。", code="places")
    return exact + 0  # turns -0.00 into 0.00


def to_capitals(amount: Decimal) -> str:
    """Return a sum in yuan in the capitals of payment papers: 壹万贰仟元整, 叁佰贰拾伍元零肆分.

    Raises: ValueError beyond fen or from a million million yuan.
    """
    if amount != amount.quantize(Decimal("0.01")) or amount.copy_abs() >= CAPITALS_LIMIT:
        raise ValueError(f"no capitals for {amount}")
    fen_in_all = int(amount.copy_abs() * 100)
    yuan, (jiao, fen) = fen_in_all // 100, divmod(fen_in_all % 100, 10)
    text = _integer_in_capitals(yuan) + "元" if yuan or not fen_in_all else ""
    if jiao:
        text += CAPITALS[jiao] + "角"
    if fen:
        text += ("零" if yuan and not jiao else "") + CAPITALS[fen] + "分"
    # 整 closes the sum so that nothing can be written behind it; after 分 nothing could.
    return ("负" if amount < 0 else "") + text + ("" if fen else "整")


def _is_number(value: object) -> TypeGuard[int | float | Decimal]:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _from_number(value: int | float | Decimal) -> Decimal:
    """Return a numeric cell; fifteen digits are what a spreadsheet keeps, the rest of a float is binary noise."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _not_a_sum(value)
        return Decimal(f"{value:.15g}")
    amount = Decimal(value)
    if not amount.is_finite():
        raise _not_a_sum(value)
    return amount


def _from_text(value: object) -> Decimal:
    text = re.sub(r"[\s'’‘`]", "", plain(value)).upper().translate(str.maketrans("￥−–—", "¥---"))
    if not text:
        raise ValidationError("金额是空的。" + EXAMPLE, code="blank")
    if match := re.fullmatch(r"\((.+)\)", text):  # the accountant's negative
        text = "-" + match[1]
    if match := WRITTEN.fullmatch(text):
        number = Decimal(match["number"].replace(",", "")) * UNITS.get(match["unit"] or "", 1)
        return -number if match["sign"] == "-" else number
    return _from_capitals(text, value)


def _from_capitals(text: str, value: object) -> Decimal:
    text = text.removeprefix("人民币").lstrip(":").translate(READ_DIGITS).translate(READ_UNITS)
    match = CAPITAL_SUM.fullmatch(text)
    if not match or not re.search(f"[{CAPITALS}拾]", text):
        raise _not_a_sum(value)
    sections = [_section(match[name] or "", value) for name in ("yi", "wan", "rest")]
    jiao, fen = (max(CAPITALS.find(match[name] or "零"), 0) for name in ("jiao", "fen"))
    amount = Decimal(sections[0] * 10**8 + sections[1] * 10**4 + sections[2]) + Decimal(jiao * 10 + fen) / 100
    return -amount if match["sign"] else amount


def _section(text: str, value: object) -> int:
    """Return up to four digits in capitals as a number."""
    text = text.lstrip("零")
    if not text:
        return 0
    match = SECTION.fullmatch(text)
    if not match:
        raise _not_a_sum(value)
    thousands, hundreds, tens, ten, units = match.groups()
    parts = [thousands, hundreds, tens or ("壹" if ten else None), units]
    return sum(CAPITALS.index(part) * 10**power for part, power in zip(parts, (3, 2, 1, 0), strict=True) if part)


def _integer_in_capitals(number: int) -> str:
    """Return a whole number below a million million in capitals, zeros run together."""
    if not number:
        return "零"
    text = ""
    for power, unit in ((8, "亿"), (4, "万"), (0, "")):
        section = number // 10**power % 10_000
        if section:
            text += ("零" if text and section < 1000 else "") + _section_in_capitals(section) + unit
        elif text and number % 10**power and not text.endswith("零"):
            text += "零"
    return text.replace("零零", "零")


def _section_in_capitals(section: int) -> str:
    text = ""
    for power, unit in ((3, "仟"), (2, "佰"), (1, "拾"), (0, "")):
        digit = section // 10**power % 10
        if digit:
            text += CAPITALS[digit] + unit
        elif text and section % 10**power and not text.endswith("零"):
            text += "零"
    return text


def _not_a_sum(value: object) -> ValidationError:
    return ValidationError(f"看不懂金额{quote(value)}。{EXAMPLE}", code="invalid")
