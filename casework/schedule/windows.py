"""When the next contact is due: pure functions over dates, no database.

Rule: one contact in each window; a window is `months` calendar months aligned to January, so 3 months are the
calendar quarters. Who was contacted in a window is next due by the end of the following one; who never was, by the end
of the window in which they got their contact person.
"""

from datetime import date, timedelta


def window_start(day: date, months: int) -> date:
    """Return the first day of the window that holds the day."""
    index = (day.year * 12 + day.month - 1) // months * months
    return date(index // 12, index % 12 + 1, 1)


def window_end(day: date, months: int) -> date:
    """Return the last day (inclusive) of the window that holds the day."""
    index = (day.year * 12 + day.month - 1) // months * months + months
    return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)


def month_after(first: date) -> date:
    """Return the first day of the following month."""
    return window_end(first, 1) + timedelta(days=1)


def next_due(last_contact_on: date | None, today: date, months: int) -> date:
    """Return the last day on which the next contact is still in time; without a contact, the end of today's window.

    Rule: R-80.
    """
    if last_contact_on is None:
        return window_end(today, months)
    return window_end(window_end(last_contact_on, months) + timedelta(days=1), months)


def days_overdue(next_due_on: date | None, today: date) -> int:
    """Return the days past the due date, 0 when it has not passed."""
    return max((today - next_due_on).days, 0) if next_due_on else 0
