"""Telephone numbers: several to a cell, with whose they are written beside them."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from office.identifiers.codes import is_unknown, plain, quote

COUNTRY_CODE = re.compile(r"^(?:\+86|0086|86(?=1[3-9][0-9]{9}$))")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(?:(0[0-9]{2,3})-?)?([0-9]{7,8})(?:-([0-9]{1,6}))?")
AREA_CODE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})-?([0-9]{7,8})(?:-([0-9]{1,6}))?")
HOTLINE = re.compile(r"[48]00-?[0-9]{3}-?[0-9]{4}")
SHORT = re.compile(r"[0-9]{6}")
BETWEEN = re.compile(r"[/、;,|\n]|或|和|及")
NOTE = re.compile(r"\(([^()]*)\)|([^0-9()+\-\s:]+):?")
KIND_WORDS = frozenset("电话 手机 座机 联系电话 手机号 固话 宅电".split())  # say nothing of whose number it is
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−~_", "-"))


class PhoneKind(TextChoices):
    """What a number is reached by."""

    MOBILE = "mobile", "手机"
    LANDLINE = "landline", "座机"
    HOTLINE = "hotline", "客服电话"
    SHORT = "short", "短号"


@dataclass(frozen=True)
class Phone:
    """A number without spaces, an area code parted by a hyphen; ``note`` is what stood beside it (女儿)."""

    number: str
    kind: PhoneKind
    note: str = ""
    warning: str = ""

    def __str__(self) -> str:
        return self.number


def parse_phones(value: object) -> list[Phone]:
    """Return the numbers in a cell in their order, none twice; a blank cell has none.

    Raises: ValidationError naming the part that is no number.
    """
    if is_unknown(value):
        return []
    text = re.sub(r"[:'’‘]\s*(?=[0-9+])", " ", plain(value).translate(DASHES))
    text = re.sub(r"\((0[0-9]{2,3})\)\s*", r"\1-", text)
    phones: dict[str, Phone] = {}
    for part in BETWEEN.split(text):
        for phone in _in_part(part):
            phones.setdefault(phone.number, phone)
    if not phones:
        raise _not_a_phone(value)
    return list(phones.values())


def parse_phone(value: object) -> Phone:
    """Return the one number in a text.

    Raises: ValidationError for none or several.
    """
    phones = parse_phones(value)
    if len(phones) != 1:
        raise ValidationError("这里只填一个电话号码。" if phones else "电话是空的,请填一个号码。", code="count")
    return phones[0]


def _in_part(part: str) -> list[Phone]:
    """Return the numbers of a part without separators: one with spaces inside, or several apart by spaces."""
    words = ((match[1] or match[2] or "").strip() for match in NOTE.finditer(part))
    note = " ".join(word for word in words if word and word not in KIND_WORDS)
    pieces = NOTE.sub(" ", part).split()
    if not pieces:
        return []
    phones, rest = [], pieces
    while rest:
        # As many pieces as make one number: 139 1234 5678 is one, 13912345678 4712345 are two.
        for count in range(len(rest), 0, -1):
            if phone := _recognise("".join(rest[:count]), note):
                phones.append(phone)
                rest = rest[count:]
                break
        else:
            raise _not_a_phone(part)
    return phones


def _recognise(text: str, note: str) -> Phone | None:
    text = COUNTRY_CODE.sub("", text)
    bare = text.replace("-", "")
    if MOBILE.fullmatch(bare):
        return Phone(bare, PhoneKind.MOBILE, note)
    if HOTLINE.fullmatch(text):
        return Phone(bare, PhoneKind.HOTLINE, note)
    if match := AREA_CODE.fullmatch(text) or LANDLINE.fullmatch(text):
        return Phone("-".join(filter(None, match.groups())), PhoneKind.LANDLINE, note)
    if SHORT.fullmatch(text):
        return Phone(text, PhoneKind.SHORT, note, f"{text} 只有6位,按单位短号保存,请核对是否写全。")
    return None


def _not_a_phone(value: object) -> ValidationError:
    return ValidationError(
        f"{quote(value)}不是电话号码。手机写11位,座机写成 0746-4712345,多个号码用“、”分开。", code="invalid"
    )
