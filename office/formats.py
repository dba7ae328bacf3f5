"""How values read on a page: money, dates, counts, and the difference between unknown, none and zero."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from office import money

UNKNOWN = "未登记"
NONE = "无"
WEEKDAYS = "一二三四五六日"
PRECISIONS = ("day", "month", "year")


def known(value: Any, unknown: str = UNKNOWN) -> Any:
    """Return the value in words: None and "" are unknown, an empty list is none, zero stays 0."""
    if value is None or value == "":
        return unknown
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(str(part) for part in value) or NONE
    return value


def yuan(value: Decimal | int | None, unknown: str = UNKNOWN) -> str:
    """Return an amount in yuan as 12,000.00, without the unit."""
    return unknown if value is None or value == "" else money.format_yuan(Decimal(value))


def wan(value: Decimal | int | None, unknown: str = UNKNOWN) -> str:
    """Return an amount in yuan as 万元 with two decimals (12,345 yuan is 1.23), without the unit."""
    return unknown if value is None or value == "" else money.format_wan(Decimal(value))


def day(value: Any, choice: str = UNKNOWN) -> str:
    """Return a date for a table: 2026-01-05, or as much of it as is known.

    `choice` is either the precision of the date (day, month, year) or the word for an unknown one.
    """
    moment, precision = _date_and_precision(value, choice)
    if moment is None:
        return UNKNOWN if choice in PRECISIONS else choice
    return moment.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


def day_cn(value: Any, choice: str = UNKNOWN) -> str:
    """Return a date for a sentence: 2026年1月5日; with the choice "weekday" also 星期几."""
    moment, precision = _date_and_precision(value, choice)
    if moment is None:
        return UNKNOWN if choice in (*PRECISIONS, "weekday") else choice
    text = f"{moment.year}年"
    if precision != "year":
        text += f"{moment.month}月"
    if precision == "day":
        text += f"{moment.day}日"
    return f"{text} {weekday(moment)}" if choice == "weekday" and precision == "day" else text


def weekday(value: date) -> str:
    return f"星期{WEEKDAYS[value.weekday()]}"


def moment(value: datetime | None, unknown: str = UNKNOWN) -> str:
    """Return a moment in local time as 2026-01-05 14:30."""
    return unknown if not value else _local(value).strftime("%Y-%m-%d %H:%M")


def days_away(value: Any, today: date) -> str:
    """Return how far a date lies from today: 今天, 昨天, 3 天前, 明天, 5 天后."""
    moment, _ = _date_and_precision(value, UNKNOWN)
    if moment is None:
        return ""
    days = (moment - today).days
    if near := {0: "今天", -1: "昨天", 1: "明天"}.get(days):
        return near
    return f"{-days} 天前" if days < 0 else f"{days} 天后"


def _date_and_precision(value: Any, choice: str) -> tuple[date | None, str]:
    precision = choice if choice in PRECISIONS else "day"
    if hasattr(value, "precision"):  # a PartialDate knows how much of it is known
        value, precision = value.value, value.precision
    if isinstance(value, datetime):
        value = _local(value).date()
    return (value or None), str(precision or "day")


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
