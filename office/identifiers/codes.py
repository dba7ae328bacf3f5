"""Normalise codes, digits and the small vocabularies of spreadsheets. Never use this on names."""

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError

T = TypeVar("T")

LONGEST_QUOTE = 30  # characters of the user's own text repeated in an error sentence
MAX_EXACT_DIGITS = 15  # a spreadsheet number keeps no more significant digits

SCIENTIFIC = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+")

YES = frozenset("是 有 √ ✓ ✔ ☑ 对 y yes true 1".split())
NO = frozenset("否 无 没有 不是 × x ✗ ✘ 错 n no false 0".split())
UNKNOWN = frozenset(["", "-", "--", "—", "——", "/", "不详", "未知", "不明", "不清楚", "待查", "未登记"])


def strip_invisible(text: str) -> str:
    """Drop zero-width and direction marks and the byte order mark: unseen, and every comparison trips over them."""
    if text.isprintable():  # as nearly every cell is; a mark of that kind is not
        return text
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def plain(value: object) -> str:
    """Return a code, number or date as narrow characters without padding (NFKC; not for names)."""
    text = "" if value is None else cell_text(value)
    return strip_invisible(unicodedata.normalize("NFKC", text)).strip()


def cell_text(value: object) -> str:
    """Return a cell as the text a person saw: spreadsheet readers give 12 as 12.0."""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer() and abs(value) < 10**MAX_EXACT_DIGITS:
        return str(int(value))
    return str(value)


def digits(value: object) -> str:
    """Return a code of digits and letters without spaces, hyphens or a leading apostrophe."""
    return re.sub(r"[\s'’‘`\-‐‑‒–—−_]", "", plain(value))


def lost_digits(value: object) -> bool:
    """Return whether a long number went through a spreadsheet's number format, which keeps 15 digits."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return not math.isfinite(value) or abs(value) >= 10**MAX_EXACT_DIGITS
    return bool(SCIENTIFIC.fullmatch(plain(value)))


def quote(value: object) -> str:
    """Return the user's own text in Chinese quotation marks, shortened, for use in a sentence."""
    text = " ".join(plain(value).split())
    return f"“{text[:LONGEST_QUOTE]}…”" if len(text) > LONGEST_QUOTE else f"“{text}”"


def is_unknown(value: object) -> bool:
    """Return whether a cell says that nothing is known: blank, a dash, 不详. Unknown is not the same as none (无)."""
    return plain(value) in UNKNOWN


def parse_yes_no(value: object) -> bool | None:
    """Return True, False, or None for unknown.

    Raises: ValidationError for anything else; an unknown word never becomes a silent default.
    """
    if isinstance(value, bool):
        return value
    word = plain(value).casefold()
    if word in UNKNOWN:
        return None
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValidationError(f"{quote(value)}看不出是还是否,请填“是”或“否”。", code="unknown_value")


def look_up(value: object, synonyms: Mapping[str, T], *, expected: str) -> T | None:
    """Return the value a word stands for, None when the cell is blank or says unknown.

    ``expected`` is the list of accepted words as the error sentence shows it (“男、女”).
    Raises: ValidationError for a word outside the table.
    Rule: R-41.
    """
    word = re.sub(r"\s", "", plain(value)).casefold()
    if word in synonyms:
        return synonyms[word]
    if word in UNKNOWN:
        return None
    raise ValidationError(f"不认识{quote(value)},请填:{expected}。", code="unknown_value")
