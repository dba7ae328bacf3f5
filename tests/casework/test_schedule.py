"""When the next contact is due."""

from datetime import date

import pytest

from casework.schedule.windows import days_overdue, next_due, window_end, window_start


@pytest.mark.parametrize(
    "day, months, start, end",
    [
        (date(2026, 1, 1), 3, date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), 3, date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), 3, date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 2, 28), 1, date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 1), 1, date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 7, 1), 6, date(2026, 7, 1), date(2026, 12, 31)),
        (date(2026, 7, 1), 12, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_windows_are_calendar_months_aligned_to_january(day, months, start, end):
    assert (window_start(day, months), window_end(day, months)) == (start, end)


@pytest.mark.parametrize(
    "last, months, due",
    [
        (date(2026, 1, 1), 3, date(2026, 6, 30)),
        (date(2026, 3, 31), 3, date(2026, 6, 30)),
        (date(2026, 4, 1), 3, date(2026, 9, 30)),
        (date(2025, 12, 31), 3, date(2026, 3, 31)),
        (date(2026, 1, 15), 1, date(2026, 2, 28)),
        (None, 3, date(2026, 12, 31)),
    ],
)
def test_next_due_is_the_end_of_the_window_after_the_last_contact(last, months, due):
    assert next_due(last, date(2026, 11, 23), months) == due


def test_days_overdue_begin_after_the_due_date():
    today = date(2026, 11, 23)
    assert [days_overdue(day, today) for day in (date(2026, 9, 30), today, None)] == [54, 0, 0]
