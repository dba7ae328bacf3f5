"""The lunar calendar: the day's lunar date, festivals of a year, lunar birthdays."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from lunar_python import Lunar, LunarMonth, Solar
from lunar_python.util import LunarUtil


class Festival(NamedTuple):
    """A festival in one year; visits are due before it, not on it."""

    code: str
    name: str
    on: date


@lru_cache(maxsize=32)
def festivals(year: int) -> tuple[Festival, ...]:
    """Return the festivals of a solar year that the office observes, in order of date."""
    found = [
        Festival("new_year", "元旦", date(year, 1, 1)),
        Festival("spring_festival", "春节", from_lunar(year, 1, 1)),
        Festival("qingming", "清明", _qingming(year)),
        Festival("dragon_boat", "端午", from_lunar(year, 5, 5)),
        Festival("party_day", "七一", date(year, 7, 1)),
        Festival("army_day", "八一", date(year, 8, 1)),
        Festival("mid_autumn", "中秋", from_lunar(year, 8, 15)),
        Festival("double_ninth", "重阳", from_lunar(year, 9, 9)),
        Festival("national_day", "国庆", date(year, 10, 1)),
    ]
    return tuple(sorted(found, key=lambda festival: festival.on))


def festival(code: str, year: int) -> date:
    """Return the day of one festival.

    Raises: KeyError for an unknown code.
    """
    return {each.code: each.on for each in festivals(year)}[code]


def next_festival(day: date) -> Festival:
    """Return the first festival on or after a day."""
    return next(each for each in (*festivals(day.year), *festivals(day.year + 1)) if each.on >= day)


@lru_cache(maxsize=400)
def lunar_text(day: date) -> str:
    """Return a day's lunar date as the head of a page shows it: 农历十月十五, 农历闰六月初一."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return f"农历{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}"


def from_lunar(year: int, month: int, day: int) -> date:
    """Return the solar day of a lunar date; ``month`` below zero is a leap month.

    Raises: ValueError when that month or day does not exist in the year.
    """
    found = LunarMonth.fromYm(year, month)
    if found is None or not 1 <= day <= found.getDayCount():
        raise ValueError(f"no day {day} of lunar month {month} in {year}")
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=4000)
def lunar_date(day: date) -> tuple[int, int, int]:
    """Return a solar day's lunar year, month (below zero for a leap month) and day."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return lunar.getYear(), lunar.getMonth(), lunar.getDay()


@lru_cache(maxsize=8000)
def lunar_birthday(year: int, month: int, day: int) -> date:
    """Return the solar day on which a lunar birthday falls in a lunar year.

    Rule: a leap month's birthday is kept in the ordinary month of the same number; day 30 moves to 29 in a short month.
    """
    days = LunarMonth.fromYm(year, abs(month)).getDayCount()
    return from_lunar(year, abs(month), min(day, days))


def month_name(month: int) -> str:
    """Return a lunar month in words: 正月, 腊月, 闰六月."""
    return ("闰" if month < 0 else "") + LunarUtil.MONTH[abs(month)] + "月"


def _qingming(year: int) -> date:
    solar = Lunar.fromYmd(year, 2, 15).getJieQiTable()["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
