"""Working days: weekdays but for the published holiday plans, which also turn some weekend days into working ones.

The rules are pure and take a ``Calendar``; without one they ask the calendar kept in the database. A year without a
plan falls back to Monday to Friday, and ``year_known`` says so: pages must show that the plan is missing.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db.models.signals import post_delete, post_save

from office.holidays_data import SHIPPED

ONE_DAY = timedelta(days=1)
SATURDAY = 5  # date.weekday()
LONGEST_SPAN_DAYS = 3660  # working days; more is a slip of the hand
KEPT_FOR_SECONDS = 60


@dataclass(frozen=True)
class Calendar:
    """The exceptions of the years whose plan is known: weekdays off, weekend days worked."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Return whether the office works on a day."""
        return day in self.work or (day.weekday() < SATURDAY and day not in self.off)

    def working_days_from(self, day: date) -> Iterator[date]:
        """Yield the working days from a day on, that day included."""
        while True:
            if self.is_working_day(day):
                yield day
            day += ONE_DAY

    def year_known(self, year: int) -> bool:
        """Return whether the plan of a year is there."""
        return year in self.years


class ShippedDay(NamedTuple):
    """A day of a shipped plan as a CalendarDay row takes it; ``kind`` is off or work."""

    on: date
    kind: str
    name: str


class ShippedPlan(NamedTuple):
    """A shipped plan as a HolidayPlan row takes it."""

    year: int
    source: str
    days: tuple[ShippedDay, ...]


def is_working_day(day: date, *, calendar: Calendar | None = None) -> bool:
    """Return whether the office works on a day.

    Queries: one when the calendar is not in memory.
    """
    return (calendar or current()).is_working_day(day)


def year_known(year: int, *, calendar: Calendar | None = None) -> bool:
    """Return whether the holiday plan of a year has been entered; if not, its days are only Monday to Friday.

    Queries: one when the calendar is not in memory.
    """
    return (calendar or current()).year_known(year)


def unknown_years(first: date, last: date, *, calendar: Calendar | None = None) -> list[int]:
    """Return the years of a span, ends included, whose plan is missing.

    Queries: one when the calendar is not in memory.
    """
    days = calendar or current()
    return [year for year in range(first.year, last.year + 1) if not days.year_known(year)]


def add_working_days(start: date, days: int, *, calendar: Calendar | None = None) -> date:
    """Return the day that many working days after ``start``, which itself does not count; 0 gives ``start`` back.

    Raises: ValueError below zero or beyond ten years.
    Queries: one when the calendar is not in memory.
    """
    _check_span(days, least=0)
    if not days:
        return start
    return _nth(calendar or current(), start + ONE_DAY, days)


def notice_period(
    first_day: date, days: int, count_posting_day: bool = True, *, calendar: Calendar | None = None
) -> tuple[date, date]:
    """Return the first and last day of a public notice of so many working days, both included.

    Rule: R-97. The posting day counts when it is a working day; with ``count_posting_day`` off, the count starts
    on the day after. The next step is possible from 00:00 after the last day.
    Raises: ValueError for less than one day.
    Queries: one when the calendar is not in memory.
    """
    _check_span(days, least=1)
    counted_from = first_day if count_posting_day else first_day + ONE_DAY
    return first_day, _nth(calendar or current(), counted_from, days)


def from_days(days: Iterable[tuple[date, str]], *, years: Iterable[int]) -> Calendar:
    """Return the calendar of (day, kind) pairs; kind is off or work."""
    pairs = list(days)
    return Calendar(
        off=frozenset(on for on, kind in pairs if kind == "off"),
        work=frozenset(on for on, kind in pairs if kind == "work"),
        years=frozenset(years),
    )


def shipped_plans() -> list[ShippedPlan]:
    """Return the plans the program ships, for the first filling of the database."""
    plans = []
    for year, (source, holidays) in SHIPPED.items():
        days = []
        for name, first, last, worked in holidays:
            day, end = _in_year(year, first), _in_year(year, last)
            while day <= end:
                days.append(ShippedDay(day, "off", name))
                day += ONE_DAY
            days += [ShippedDay(_in_year(year, text), "work", f"{name}调休上班") for text in worked]
        plans.append(ShippedPlan(year, source, tuple(sorted(days))))
    return plans


def shipped_days() -> list[ShippedDay]:
    """Return the days of all shipped plans."""
    return [day for plan in shipped_plans() for day in plan.days]


def shipped_calendar() -> Calendar:
    """Return the calendar of the shipped plans, without a database."""
    plans = shipped_plans()
    return from_days(((on, kind) for on, kind, _ in shipped_days()), years=(plan.year for plan in plans))


class _Kept:
    """The calendar this process keeps in memory.

    Another process learns of a new plan within KEPT_FOR_SECONDS; the one that saved it reads the database for as long,
    because the plan's days follow in the same transaction, which may also be rolled back.
    """

    calendar: Calendar | None = None
    read_at = 0.0
    not_before = 0.0


def current() -> Calendar:
    """Return the calendar in the database.

    Queries: one, at most once a minute.
    """
    moment = time.monotonic()
    kept = _Kept.calendar
    if kept is not None and moment - _Kept.read_at < KEPT_FOR_SECONDS:
        return kept
    calendar = _read()
    if moment >= _Kept.not_before:
        _Kept.calendar, _Kept.read_at = calendar, moment
    return calendar


def forget(**_: Any) -> None:
    """Drop the calendar in memory; called when a holiday plan is saved or deleted."""
    _Kept.calendar = None
    _Kept.not_before = time.monotonic() + KEPT_FOR_SECONDS


def _read() -> Calendar:
    # Imported here because models read this module's rules, and connected here because only a process that keeps a
    # calendar has one to forget.
    from office.models import HolidayPlan

    for signal in (post_save, post_delete):
        signal.connect(forget, sender=HolidayPlan, dispatch_uid="office.workdays.forget")
    # From the plans, so that a plan without days makes its year known too.
    rows = list(HolidayPlan.objects.order_by().values_list("year", "days__on", "days__kind"))
    return from_days(((on, kind) for _, on, kind in rows if on), years=(year for year, _, _ in rows))


def _nth(calendar: Calendar, start: date, count: int) -> date:
    """Return the count-th working day from a day on, that day included."""
    return next(islice(calendar.working_days_from(start), count - 1, None))


def _check_span(days: int, *, least: int) -> None:
    if not least <= days <= LONGEST_SPAN_DAYS:
        raise ValueError(f"{days} working days: expected {least} to {LONGEST_SPAN_DAYS}")


def _in_year(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")
