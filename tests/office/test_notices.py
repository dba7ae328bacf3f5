"""The rules of a public notice: its days, its rows, its objections."""

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from office import errors, notices, workdays
from office.choices import NOTICE_TONES, NOTICE_TRANSITIONS, ROW_TONES, ROW_TRANSITIONS, NoticeStatus, RowStatus
from office.clock import SHANGHAI


@dataclass
class Row:
    status: str = RowStatus.POSTED
    from_on: date | None = date(2026, 1, 20)
    to_on: date | None = date(2026, 1, 26)
    name: str = "王秀英"


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


# Five working days of 2026 with its make-up days, the posting day counted.
@pytest.mark.parametrize(
    "first, last",
    [
        (date(2026, 1, 20), date(2026, 1, 26)),
        (date(2026, 2, 10), date(2026, 2, 14)),
        (date(2026, 4, 30), date(2026, 5, 9)),
        (date(2026, 9, 18), date(2026, 9, 23)),
        (date(2026, 9, 28), date(2026, 10, 9)),
    ],
)
def test_period_counts_the_posting_day_and_the_published_plan(monkeypatch, first, last):
    monkeypatch.setattr(workdays, "current", workdays.shipped_calendar)
    assert notices.period_for(first, days=5, minimum=3) == (first, last)


def test_period_without_the_posting_day_is_one_day_longer(monkeypatch):
    monkeypatch.setattr(workdays, "current", workdays.shipped_calendar)
    period = notices.period_for(date(2026, 1, 20), days=5, minimum=3, count_posting_day=False)
    assert period[1] == date(2026, 1, 27)


def test_a_notice_is_not_shorter_than_policy():
    with pytest.raises(errors.NoticeTooShort, match="不少于 3 个"):
        notices.check_length(2, minimum=3)
    notices.check_length(3, minimum=3)


def test_the_next_step_opens_at_midnight_in_shanghai():
    row = Row()
    last_second = at(row.to_on + timedelta(days=1)) - timedelta(seconds=1)
    assert not notices.is_clear(row, last_second)
    assert notices.is_clear(row, at(row.to_on + timedelta(days=1)))
    assert notices.opens_at(row.to_on).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    "row, error",
    [
        (Row(), errors.NoticeStillRunning),
        (Row(RowStatus.HELD), errors.ObjectionOpen),
        (Row(RowStatus.STRUCK), errors.WrongStatus),
        (Row(RowStatus.LISTED, None, None), errors.WrongStatus),
    ],
)
def test_the_next_step_is_refused(row, error):
    with pytest.raises(error):
        notices.check_clear(row, at(date(2026, 1, 26), 23, 59))


def test_a_held_row_holds_no_other():
    rows = [Row(), Row(RowStatus.HELD), Row(to_on=date(2026, 2, 2)), Row(RowStatus.STRUCK)]
    assert notices.ripe(rows, at(date(2026, 1, 27))) == [rows[0]]


@pytest.mark.parametrize("day, counts", [(19, False), (20, True), (26, True), (27, False)])
def test_an_objection_counts_within_the_rows_period(day, counts):
    if counts:
        notices.check_objection_day(Row(), date(2026, 1, day))
    else:
        with pytest.raises(errors.ObjectionOutsidePeriod):
            notices.check_objection_day(Row(), date(2026, 1, day))


@pytest.mark.parametrize(
    "finding, others_open, status",
    [
        ("upheld", False, RowStatus.STRUCK),
        ("upheld", True, RowStatus.STRUCK),
        ("dismissed", True, RowStatus.HELD),
        ("dismissed", False, RowStatus.POSTED),
    ],
)
def test_what_a_finding_makes_of_a_row(finding, others_open, status):
    assert notices.after_finding(finding, others_open=others_open) == status


@pytest.mark.parametrize("old, new", list(itertools.product(NoticeStatus, repeat=2)))
def test_a_notice_follows_the_table(old, new):
    _follows(notices.check_notice_move, NOTICE_TRANSITIONS, old, new)


@pytest.mark.parametrize("old, new", list(itertools.product(RowStatus, repeat=2)))
def test_a_row_follows_the_table(old, new):
    _follows(notices.check_row_move, ROW_TRANSITIONS, old, new)


def _follows(check, table, old, new):
    if new in table.get(old, set()):
        check(old, new)
    else:
        with pytest.raises(errors.WrongStatus):
            check(old, new)


def test_every_state_has_a_tone():
    assert (set(NOTICE_TONES), set(ROW_TONES)) == (set(NoticeStatus), set(RowStatus))
