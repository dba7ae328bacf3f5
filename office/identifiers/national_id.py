"""Citizen identity numbers (GB 11643-1999) and their older form of fifteen digits."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from office import clock
from office.identifiers.codes import digits, lost_digits
from office.identifiers.dates import PartialDate, completed_years

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# Counties are renamed and merged, so only the province is checked; it says where somebody was registered, not where
# they live.
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
MAX_AGE_YEARS = 130
LOOKS_LIKE_X = str.maketrans("x×✕✖Хх", "XXXXXX")  # the last two are Cyrillic


class Sex(TextChoices):
    """Sex as the number's last sequence digit tells it."""

    MALE = "male", "男"
    FEMALE = "female", "女"


@dataclass(frozen=True)
class NationalId:
    """A valid number of eighteen characters and what it says. The personnel file prevails where the two differ."""

    number: str
    birth_date: date
    sex: Sex
    upgraded: bool = False  # came as fifteen digits

    @property
    def region(self) -> str:
        """Return the six-digit code of the county of registration at the time it was issued."""
        return self.number[:6]

    @property
    def tail(self) -> str:
        """Return the last four characters, by which people look somebody up."""
        return self.number[-4:]

    def __repr__(self) -> str:
        return f"NationalId(…{self.number[-3:]})"  # a full number must not reach a log through a traceback


def parse(value: object, *, as_of: date | None = None) -> NationalId:
    """Return the identity number in a cell or text.

    ``as_of``: the day against which a birth in the future and the age are judged, today by default.
    Raises: ValidationError; its ``code`` is blank, lost_digits, length, character, sequence, region, birth_date,
    future, age or checksum.

    Rule: R-18.
    """
    if lost_digits(value):
        raise ValidationError(
            "身份证号在表格里被存成了数字,Excel 已把最后三位变成 0,无法恢复。请把这一列设为文本格式,重新填写完整号码。",
            code="lost_digits",
        )
    text = digits(value).translate(LOOKS_LIKE_X)
    if not text:
        raise ValidationError("身份证号是空的,请填18位号码。", code="blank")
    if len(text) not in (15, 18):
        raise ValidationError(f"身份证号应为18位(老证15位),现在是{len(text)}位,请核对。", code="length")
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", text):
        raise ValidationError("身份证号只能有数字,最后一位可以是 X,请核对。", code="character")
    if text[:2] not in PROVINCES:
        raise ValidationError(f"身份证号开头两位“{text[:2]}”不是任何省份的代码,请核对。", code="region")
    number = text if len(text) == 18 else upgrade(text)
    born = _birth_date(number, as_of or clock.today())
    if check_character(number[:17]) != number[17]:
        raise _wrong_checksum(number)
    return NationalId(number, born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE, upgraded=len(text) == 15)


def upgrade(old: str) -> str:
    """Return the eighteen characters of a number of fifteen digits.

    Raises: ValidationError for the sequences 996–999, which marked centenarians, so the century is not known.
    """
    if old[12:] in ("996", "997", "998", "999"):
        raise ValidationError(
            "这个15位身份证号的顺序码在老规则里留给百岁老人,分不清出生在哪个世纪,请填18位号码。", code="sequence"
        )
    body = f"{old[:6]}19{old[6:]}"
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the check character of the first seventeen digits."""
    return CHECK_CHARACTERS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]


def _birth_date(number: str, as_of: date) -> date:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        born = date(year, month, day)
    except ValueError:
        raise ValidationError(
            f"身份证号里的出生日期 {year}年{month}月{day}日 不存在,请核对第7到14位。", code="birth_date"
        ) from None
    if born > as_of:
        raise ValidationError(f"身份证号里的出生日期 {PartialDate(born)} 还没有到,请核对第7到14位。", code="future")
    if completed_years(born, as_of) > MAX_AGE_YEARS:
        raise ValidationError(
            f"身份证号里的出生日期 {PartialDate(born)} 距今超过{MAX_AGE_YEARS}岁,请核对第7到14位。", code="age"
        )
    return born


def _wrong_checksum(number: str) -> ValidationError:
    if number.endswith("000"):
        return ValidationError(
            "身份证号最后三位是 000 而且校验位不对,多半是 Excel 丢掉了最后三位。"
            "请按证件重新填写,并把这一列设为文本格式。",
            code="lost_digits",
        )
    return ValidationError("身份证号的校验位(最后一位)对不上,号码里有一位写错了,请按证件核对。", code="checksum")
