"""Pinyin of names for search and order: with the readings surnames have, which dictionaries of words get wrong."""

import os
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from office.identifiers.names import HAN

# A surname, its reading as one, and the reading the dictionary of common words gives, which people type too.
READINGS = (
    "万俟:mo qi/wan qi|尉迟:yu chi/wei chi|长孙:zhang sun/chang sun|单于:chan yu/shan yu|澹台:tan tai/dan tai|"
    "单:shan/dan|解:xie/jie|仇:qiu/chou|曾:zeng/ceng|朴:piao/pu|区:ou/qu|盖:ge/gai|缪:miao/mou|种:chong/zhong|"
    "员:yun/yuan|召:shao/zhao|折:she/zhe|乐:yue/le|翟:zhai/di|查:zha/cha|佴:nai/er|覃:qin/tan|黑:he/hei|秘:bi/mi|"
    "繁:po/fan|会:gui/hui|隗:wei/kui|牟:mou/mu|祭:zhai/ji|郇:xun/huan|卜:bu/bo|谌:chen/shen|阚:kan/han|宓:mi/fu"
)
SURNAMES = {surname: both.split("/") for surname, both in (entry.split(":") for entry in READINGS.split("|"))}


class Spelling(NamedTuple):
    """A name in letters without tones: ``zhang san``'s full is zhangsan, initials zs.

    ``alternates`` are further full spellings and initials by which somebody may look for it.
    """

    full: str
    initials: str
    alternates: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def spell(name: str) -> Spelling:
    """Return how a name is spelled; Latin letters stand for themselves, what has no reading is left out.

    The first reading is the surname's, the other one stands for people who type the common word.
    """
    surname = next((name[:length] for length in (2, 1) if name[:length] in SURNAMES), "")
    given = _syllables(name[len(surname) :])
    return _spelling([reading.split() + given for reading in SURNAMES.get(surname, [""])])


def _spelling(spellings: list[list[str]]) -> Spelling:
    words = [("".join(syllables), "".join(syllable[0] for syllable in syllables)) for syllables in spellings]
    full, initials = words[0] if words else ("", "")
    others = dict.fromkeys(word for pair in words[1:] for word in pair if word not in (full, initials))
    return Spelling(full, initials, tuple(others))


def _syllables(text: str) -> list[str]:
    """Return the toneless reading of each Chinese character and each Latin word."""
    readings = _dictionary()
    syllables = []
    for part in re.findall(rf"[{HAN}]|[A-Za-z]+", unicodedata.normalize("NFKC", text)):
        reading = part.lower() if part.isascii() else readings(part)
        if reading:
            syllables.append(reading)
    return syllables


@lru_cache(maxsize=1)
def _dictionary() -> Callable[[str], str]:
    """Load the dictionary on first use, without its table of phrases: 44 MB, and names are no phrases."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, lazy_pinyin

    def reading(character: str) -> str:
        return "".join(lazy_pinyin(character, style=Style.NORMAL, errors="ignore", v_to_u=False))

    return reading
