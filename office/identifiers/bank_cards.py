"""Bank card and passbook numbers: text, never numbers."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError

from office.identifiers.codes import digits, lost_digits

FEWEST_DIGITS, MOST_DIGITS = 12, 19


class BankCard(NamedTuple):
    """A number and, if its check digit is wrong (old passbooks have none), a warning in Chinese."""

    number: str
    warning: str = ""


def parse_bank_card(value: object) -> BankCard:
    """Return a card number as digits.

    Raises: ValidationError; its ``code`` is blank, lost_digits or invalid.
    """
    if lost_digits(value):
        raise ValidationError(
            "银行卡号在表格里被存成了数字,Excel 已把15位以后的数字变成 0,无法恢复。请把这一列设为文本格式后重填。",
            code="lost_digits",
        )
    number = digits(value)
    if not number:
        raise ValidationError("银行卡号是空的,请填写。", code="blank")
    if not re.fullmatch(rf"[0-9]{{{FEWEST_DIGITS},{MOST_DIGITS}}}", number):
        raise ValidationError(
            f"银行卡号应是{FEWEST_DIGITS}到{MOST_DIGITS}位数字,现在是{len(number)}位,请核对。", code="invalid"
        )
    warning = "" if luhn(number) else "银行卡号的校验位对不上,请按卡面核对;老存折可以忽略。"
    return BankCard(number, warning)


def luhn(number: str) -> bool:
    """Return whether the last digit is the Luhn check digit of the others."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * 2 if place % 2 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
