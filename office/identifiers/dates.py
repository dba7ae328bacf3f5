"""Dates as personnel files give them: a day, a month or only a year, in a dozen spellings."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from office.identifiers.codes import is_unknown, plain, quote

FIRST_YEAR, LAST_YEAR = 1850, 2150
OLDEST_TWO_DIGIT_YEAR = 30  # 30…99 can only mean 19xx in a retiree's file; 00…29 could be either century
EXAMPLE = "请写成 1948年5月 或 1948-05-23 这样的日期。"

EPOCH_1900 = date(1899, 12, 30)  # counts in the phantom 29 February 1900, right for every serial from March 1900
EPOCH_1904_DAYS = 1462
LARGEST_NUMBER = 100_000_000  # eight digits hold a whole date
FIRST_SERIAL, LAST_SERIAL = 2201, 73050  # smaller numbers are years, larger ones lie after 2099

NO_DATE = frozenset(["无", "没有"])
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000123456789123456789")
TIME_OF_DAY = re.compile(r"(?<=[0-9])[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?Z?$")
LUNAR_WORDS = re.compile(r"[农阴旧]历|正月|冬月|腊月|闰|初[一二三四五六七八九十]")
PARTED = re.compile(r"([0-9]{4}|[0-9]{2})[年.](?:([0-9]{1,2})(?:(?:月份?|[.])(?:([0-9]{1,2})[日号]?)?)?)?")
SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")


class Precision(TextChoices):
    """How much of a date is known."""

    DAY = "day", "年月日"
    MONTH = "month", "年月"
    YEAR = "year", "年"


ISO_LENGTH = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}  # characters


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date with what is known of it; unknown parts stand at 1 in ``value`` and are never printed.

    ``raw`` is the text it came from. ``assumed`` is a Chinese sentence when a guess was made that somebody should
    confirm, otherwise empty. Neither takes part in comparisons.
    """

    value: date
    precision: str = Precision.DAY
    raw: str = field(default="", compare=False)
    assumed: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        precision = Precision(self.precision)
        object.__setattr__(self, "precision", precision)
        object.__setattr__(self, "value", first_day_of(self.value, precision))

    def printed(self) -> str:
        """Return the date for a sentence: 2026年1月5日, 1948年5月 or 1948年. Rule: R-19."""
        text = f"{self.value.year}年"
        if self.precision != Precision.YEAR:
            text += f"{self.value.month}月"
        if self.precision == Precision.DAY:
            text += f"{self.value.day}日"
        return text

    def iso(self) -> str:
        """Return the date for a table: 2026-01-05, 1948-05 or 1948."""
        return self.value.isoformat()[: ISO_LENGTH[Precision(self.precision)]]

    def agrees(self, other: "PartialDate") -> bool:
        """Return whether both can be the same day, as far as each is known."""
        return self.iso().startswith(other.iso()) or other.iso().startswith(self.iso())

    def __str__(self) -> str:
        return self.printed()


def first_day_of(value: date, precision: str) -> date:
    """Return the first day a date of this precision can mean; ages count from it."""
    if precision == Precision.YEAR:
        return value.replace(month=1, day=1)
    if precision == Precision.MONTH:
        return value.replace(day=1)
    return value


def month_of(parsed: PartialDate) -> date:
    """Return the first of the month. Raises: ValidationError when the month is not known."""
    if parsed.precision == Precision.YEAR:
        raise ValidationError("这里要写到月,例如 1970-05。", code="month_missing")
    return parsed.value.replace(day=1)


def parse_partial_date(
    value: object, *, birth: bool = False, epoch_1904: bool = False, not_after: date | None = None
) -> PartialDate:
    """Return the date in a cell or text with its precision, the raw text kept.

    ``birth``: a two-digit year is always 19xx. ``epoch_1904``: the workbook counts its serial days from 1904.
    ``not_after``: refuse a later date as lying in the future.
    Raises: ValidationError; its ``code`` is blank, unknown, ambiguous, lunar, future or invalid.
    """
    if isinstance(value, PartialDate):
        parsed = value
    elif isinstance(value, datetime):
        parsed = PartialDate(value.date(), Precision.DAY, raw=str(value))
    elif isinstance(value, date):
        parsed = PartialDate(value, Precision.DAY, raw=value.isoformat())
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        parsed = _parse_number(value, birth=birth, epoch_1904=epoch_1904)
    else:
        parsed = _parse_text("" if value is None else str(value), birth=birth, epoch_1904=epoch_1904)
    if not FIRST_YEAR <= parsed.value.year <= LAST_YEAR:
        raise _not_a_date(value)
    if not_after is not None and parsed.value > not_after:
        raise ValidationError(f"{parsed}晚于{PartialDate(not_after)},日期还没有到,请核对。", code="future")
    return parsed


def completed_years(birth: PartialDate | date, on: date) -> int:
    """Return the age in completed years; below zero before the birth.

    Rule: R-27. Counted on the birthday; one on 29 February is reached on 1 March; a month counts from its first day.
    """
    born = birth.value if isinstance(birth, PartialDate) else birth
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def describe_age(birth: PartialDate | date | None, on: date) -> str:
    """Return the age for a page: 77岁, 约77岁 when only the year is known, 未登记 when nothing is."""
    if birth is None:
        return "未登记"
    years = completed_years(birth, on)
    if years < 0:
        return "未出生"
    about = "约" if isinstance(birth, PartialDate) and birth.precision == Precision.YEAR else ""
    return f"{about}{years}岁"


def from_serial(serial: int, *, epoch_1904: bool = False) -> date:
    """Return the day a spreadsheet's serial number stands for."""
    return EPOCH_1900 + timedelta(days=serial + (EPOCH_1904_DAYS if epoch_1904 else 0))


def _parse_number(number: int | float, *, birth: bool, epoch_1904: bool) -> PartialDate:
    """Read a numeric cell: a year, 年.月 with its zeros lost, 194805, 19480523 or a serial day."""
    if not 0 <= number < LARGEST_NUMBER:  # refuses NaN too
        raise _not_a_date(number)
    raw = f"{number:.15g}"
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return PartialDate(from_serial(int(number), epoch_1904=epoch_1904), Precision.DAY, raw=raw)
    whole, _, decimals = raw.partition(".")
    if decimals == "1" and len(whole) in (2, 4):
        raise ValidationError(
            f"单元格是数字 {raw},表格会把 {whole}.10 存成 {raw},分不清是1月还是10月。"
            f"请改成文本,写成 {whole}年1月 或 {whole}年10月。",
            code="ambiguous",
        )
    if not decimals and len(whole) < 4:
        raise _not_a_date(raw)
    return _parse_text(raw, birth=birth, epoch_1904=epoch_1904)


def _parse_text(raw: str, *, birth: bool, epoch_1904: bool) -> PartialDate:
    if not plain(raw):
        raise ValidationError("日期是空的。" + EXAMPLE, code="blank")
    if is_unknown(raw) or plain(raw) in NO_DATE:
        raise ValidationError(f"{quote(raw)}不是日期;没有或不知道就留空。", code="unknown")
    text = _tidy(raw)
    if LUNAR_WORDS.search(text):
        raise ValidationError(f"{quote(raw)}像是农历日期,请查出对应的公历日期再填。", code="lunar")
    if re.fullmatch(r"[0-9]{4}年?", text):
        return _build(text[:4], None, None, raw=raw)
    if match := PARTED.fullmatch(text) or SOLID.fullmatch(text):
        year, month, day = match.groups()
        if len(year) == 4:
            return _build(year, month, day, raw=raw, assumed=_lost_zero(text))
        return _two_digit_year(year, month, day, raw=raw, birth=birth)
    if re.fullmatch(r"[0-9]{5}", text) and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        on = from_serial(int(text), epoch_1904=epoch_1904)
        return PartialDate(on, Precision.DAY, raw, f"{text} 按表格的日期序号读作{PartialDate(on)},请核对。")
    raise _not_a_date(raw)


def _tidy(raw: str) -> str:
    """Return the text with western digits, one kind of separator (a full stop) and no spaces."""
    text = TIME_OF_DAY.sub("", plain(raw)).lstrip("'’‘`")
    text = re.sub(r"[-/\\,、。·‐‑‒–—−]", ".", text)
    text = re.sub(r"元月", "1月", text)
    text = re.sub(r"(?:[二三]?十|廿|卅)[一二三四五六七八九]?", _tens, text)
    text = text.translate(CHINESE_DIGITS)
    text = re.sub(r"(?<=[0-9])\s+(?=[0-9])", ".", text)
    text = re.sub(r"\s", "", text)
    return re.sub(r"(?:出?生)?\.?$", "", text)


def _tens(match: re.Match[str]) -> str:
    """Return 十二, 二十三, 廿三 as digits; a year's characters have no 十 and pass by."""
    text = match.group().replace("廿", "二十").replace("卅", "三十")
    tens, _, units = text.partition("十")
    return (tens or "一") + (units or "〇")


def _two_digit_year(year: str, month: str | None, day: str | None, *, raw: str, birth: bool) -> PartialDate:
    if not birth and int(year) < OLDEST_TWO_DIGIT_YEAR:
        raise ValidationError(
            f"{quote(raw)}的年份只有两位,分不清是19{year}年还是20{year}年,请写全四位。", code="ambiguous"
        )
    return _build(f"19{year}", month, day, raw=raw, assumed=f"{quote(raw)}的年份只有两位,按19{year}年读取,请核对。")


def _lost_zero(text: str) -> str:
    """Return the note for 1948.1 typed as text: January as written, though a lost zero would make it October."""
    return f"“{text}”按1月读取;如果是10月,请写成 {text[:4]}年10月。" if re.fullmatch(r"[0-9]{4}\.1", text) else ""


def _build(year: str, month: str | None, day: str | None, *, raw: str, assumed: str = "") -> PartialDate:
    """Return the date; a month or day written as 00 is one nobody knew."""
    number = int(month or 0)
    precision = Precision.YEAR if not number else Precision.DAY if int(day or 0) else Precision.MONTH
    if not number and int(day or 0):
        raise _not_a_date(raw)
    try:
        return PartialDate(date(int(year), number or 1, int(day or 0) or 1), precision, raw, assumed)
    except ValueError:
        raise ValidationError(f"{quote(raw)}里没有这一天或这个月,请核对。", code="invalid") from None


def _not_a_date(value: object) -> ValidationError:
    return ValidationError(f"看不懂日期{quote(value)}。{EXAMPLE}", code="invalid")
