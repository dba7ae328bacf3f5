"""Pinyin of names for search and order: with the readings surnames have, which dictionaries of words get wrong."""

import os
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from office.identifiers.names import HAN


def _table(entries: str) -> dict[str, list[str]]:
    return {
        character: readings.split("/") for character, readings in (entry.split(":") for entry in entries.split("|"))
    }


# The reading as a surname, and the one the dictionary of common words gives, which people type too.
SURNAMES = _table(
    "万俟:mo qi/wan qi|尉迟:yu chi/wei chi|长孙:zhang sun/chang sun|单于:chan yu/shan yu|澹台:tan tai/dan tai|"
    "单:shan/dan|解:xie/jie|仇:qiu/chou|曾:zeng/ceng|朴:piao/pu|区:ou/qu|盖:ge/gai|缪:miao/mou|种:chong/zhong|"
    "员:yun/yuan|召:shao/zhao|折:she/zhe|乐:yue/le|翟:zhai/di|查:zha/cha|佴:nai/er|覃:qin/tan|黑:he/hei|秘:bi/mi|"
    "繁:po/fan|会:gui/hui|隗:wei/kui|牟:mou/mu|祭:zhai/ji|郇:xun/huan|卜:bu/bo|谌:chen/shen|阚:kan/han|宓:mi/fu"
)
# Characters of given names that have two readings, the one names have first.
GIVEN = _table(
    "长:chang/zhang|晟:sheng/cheng|焘:tao/dao|柏:bai/bo|茜:qian/xi|薄:bo/bao|藏:zang/cang|都:du/dou|什:shi/shen|"
    "颉:jie/xie|盛:sheng/cheng|重:zhong/chong|乐:le/yue|行:xing/hang|娜:na/nuo|莎:sha/suo|单:dan/shan"
)
MOST_SPELLINGS = 8
MOST_SYLLABLES = 30
LONG_NAME_SYLLABLES = 7  # from here on a name is a transcription, whose characters have one reading
LONGEST_WORD = 180  # letters; columns that hold a spelling are wider


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

    The first reading is the one names have, the others stand for people who type the common word. Bounded, so that the
    longest name fits its columns: MOST_SYLLABLES, LONGEST_WORD, MOST_SPELLINGS of short names and one of long ones.
    """
    surname = next((name[:length] for length in (2, 1) if name[:length] in SURNAMES), "")
    heads = [reading.split() for reading in SURNAMES.get(surname, [""])]
    readings = _readings(name[len(surname) :])[: MOST_SYLLABLES - len(surname)]
    if len(readings) >= LONG_NAME_SYLLABLES:
        heads, readings = heads[:1], [known[:1] for known in readings]
    given = islice(product(*readings), MOST_SPELLINGS // len(heads))
    return _spelling([head + list(rest) for rest in given for head in heads])


def _spelling(spellings: list[list[str]]) -> Spelling:
    words = [
        ("".join(syllables)[:LONGEST_WORD], "".join(syllable[0] for syllable in syllables)) for syllables in spellings
    ]
    full, initials = words[0] if words else ("", "")
    others = dict.fromkeys(word for pair in words[1:] for word in pair if word not in (full, initials))
    return Spelling(full, initials, tuple(others))


def _readings(text: str) -> list[list[str]]:
    """Return the toneless readings of each Chinese character and each Latin word."""
    read = _dictionary()
    readings = []
    for part in re.findall(rf"[{HAN}]|[A-Za-z]+", unicodedata.normalize("NFKC", text)):
        known = GIVEN.get(part) or [part.lower() if part.isascii() else read(part)]
        if all(known):
            readings.append(known)
    return readings


@lru_cache(maxsize=1)
def _dictionary() -> Callable[[str], str]:
    """Load the dictionary on first use, without its table of phrases: 44 MB, and names are no phrases."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, lazy_pinyin

    def reading(character: str) -> str:
        return "".join(lazy_pinyin(character, style=Style.NORMAL, errors="ignore", v_to_u=False))

    return reading
