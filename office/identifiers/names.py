"""Personal names: cleaned as little as possible, because a name is what is on the identity card.

The stored name is never Unicode-normalised: even NFC rewrites compatibility ideographs. Only ``name_key``, the search
key, is.
"""

import re
import unicodedata
from typing import NamedTuple

from django.core.exceptions import ValidationError

from office.identifiers.codes import strip_invisible

MAX_NAME_LENGTH = 100  # code points; the rule asks for room for at least fifty characters
MIDDLE_DOT = "·"
OTHER_DOTS = "•‧・･∙⋅．"
HAN = "〇㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U0003ffff"
VARIATION_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U0010fffd"

DOT_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}{VARIATION_SELECTORS}])\.(?=[{HAN}])")
PADDING = re.compile(
    rf"(?<=[{HAN}{PRIVATE_USE}{VARIATION_SELECTORS}{MIDDLE_DOT}])\s+|\s+(?=[{HAN}{PRIVATE_USE}{MIDDLE_DOT}])"
)
SUFFIX = re.compile(r"[(（\[【〔]\s*([^()（）\[\]【】〔〕]*?)\s*[)）\]】〕]?\s*$")
BARE_SUFFIX = re.compile(rf"(?<=[{HAN}])\s*(已故|已去世|已病故)$")


class SplitName(NamedTuple):
    """A name and the remarks that stood behind it in brackets, in their order."""

    name: str
    suffixes: tuple[str, ...]


def clean_name(value: object) -> str:
    """Return a name with the one permitted middle dot and without padding spaces; spaces between Latin words stay.

    Raises: ValidationError for a blank, a control character, or more than MAX_NAME_LENGTH characters.
    """
    text = strip_invisible("" if value is None else str(value))
    name = re.sub(rf"\s*[{OTHER_DOTS}]\s*", MIDDLE_DOT, text)
    name = re.sub(r"\s+", " ", PADDING.sub("", name)).strip(" '’‘")
    name = DOT_BETWEEN_HAN.sub(MIDDLE_DOT, name)
    if not name:
        raise ValidationError("姓名是空的,请填写。", code="blank")
    if len(name) > MAX_NAME_LENGTH:
        raise ValidationError(
            f"姓名有{len(name)}个字,最多{MAX_NAME_LENGTH}个,请核对这一格是不是姓名。", code="too_long"
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise ValidationError("姓名里有看不见的控制字符,请删掉后重新输入。", code="control_character")
    return name


def name_warnings(name: str) -> list[str]:
    """Return a Chinese sentence for each sign that a character of the name could not be encoded."""
    warnings = []
    if re.search(f"[{PRIVATE_USE}]", name):
        warnings.append("姓名里有自造字(电脑之间不通用),请换成国家标准里的正式汉字。")
    if re.search(r"[?？\ufffd□■]", name):
        warnings.append("姓名里有问号或方框,可能是生僻字没有保存下来,请按身份证补上。")
    if re.search(f"[{HAN}]", name) and re.search(r"[A-Za-zＡ-Ｚａ-ｚ]", name):
        warnings.append("姓名里汉字和字母混在一起,可能是用拼音代替了生僻字,请按身份证核对。")
    if re.search(r"[0-9０-９]", name):
        warnings.append("姓名里有数字,请核对。")
    return warnings


def split_name_suffix(value: object) -> SplitName:
    """Return the name and what rosters write behind it: 王某(离休)(已故) → 王某, (离休, 已故).

    The name is not cleaned yet; nothing is dropped, an unknown remark comes back too.
    """
    name = strip_invisible("" if value is None else str(value)).strip()
    suffixes: list[str] = []
    while (match := SUFFIX.search(name)) and name[: match.start()].strip():
        suffixes.insert(0, match[1])
        name = name[: match.start()].strip()
    if match := BARE_SUFFIX.search(name):
        suffixes.insert(0, match[1])
        name = name[: match.start()]
    return SplitName(name, tuple(suffix for suffix in suffixes if suffix))


def name_key(name: str) -> str:
    """Return the search key of a name: compatible forms folded (NFKC), lower case, no dots and no spaces."""
    folded = strip_invisible(unicodedata.normalize("NFKC", name)).casefold()
    return re.sub(rf"[\s.{MIDDLE_DOT}{OTHER_DOTS}]", "", folded)
