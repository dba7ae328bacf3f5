from datetime import date, timedelta

import chinese_calendar
import pytest

from office import workdays
from office.models import CalendarDay, HolidayPlan

SHIPPED = workdays.shipped_calendar()


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    "posted, last",
    [
        ("01-20", "01-26"),
        ("02-10", "02-14"),
        ("04-30", "05-09"),
        ("09-18", "09-23"),
        ("09-28", "10-09"),
        ("08-14", "08-20"),
    ],
)
def test_a_notice_of_five_working_days_counts_its_posting_day(posted, last):
    assert workdays.notice_period(day(posted), 5, calendar=SHIPPED) == (day(posted), day(last))


def test_a_posting_day_off_does_not_count():
    assert workdays.notice_period(day("10-03"), 5, calendar=SHIPPED) == (day("10-03"), day("10-13"))


def test_the_civil_code_s_way_leaves_the_posting_day_out():
    assert workdays.notice_period(day("01-20"), 5, False, calendar=SHIPPED)[1] == day("01-27")
    assert workdays.notice_period(day("09-18"), 1, count_posting_day=False, calendar=SHIPPED)[1] == day("09-20")


def test_a_notice_lasts_at_least_a_day():
    with pytest.raises(ValueError):
        workdays.notice_period(day("01-20"), 0, calendar=SHIPPED)


def test_working_days_are_added_after_the_start():
    assert workdays.add_working_days(day("02-13"), 1, calendar=SHIPPED) == day("02-14")
    assert workdays.add_working_days(day("02-14"), 1, calendar=SHIPPED) == day("02-24")
    assert workdays.add_working_days(day("10-03"), 0, calendar=SHIPPED) == day("10-03")
    with pytest.raises(ValueError):
        workdays.add_working_days(day("01-20"), -1, calendar=SHIPPED)


@pytest.mark.parametrize("worked", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"])
def test_the_working_weekends_of_2026(worked):
    assert day(worked).weekday() >= 5
    assert workdays.is_working_day(day(worked), calendar=SHIPPED)


def test_the_shipped_plans_agree_with_the_published_ones():
    on = date(2024, 1, 1)
    while on.year <= 2026:
        assert workdays.is_working_day(on, calendar=SHIPPED) == chinese_calendar.is_workday(on), on
        on += timedelta(days=1)


def test_shipped_days_fit_their_table():
    days = workdays.shipped_days()
    assert len({each.on for each in days}) == len(days)
    assert {each.kind for each in days} == {"off", "work"}
    assert [plan.year for plan in workdays.shipped_plans()] == [2024, 2025, 2026]
    assert all(
        each.on.year == plan.year and len(each.name) <= 30 for plan in workdays.shipped_plans() for each in plan.days
    )


def test_a_year_without_a_plan_is_monday_to_friday_and_says_so():
    assert not workdays.year_known(2027, calendar=SHIPPED)
    assert workdays.is_working_day(date(2027, 10, 1), calendar=SHIPPED)
    assert not workdays.is_working_day(date(2027, 10, 2), calendar=SHIPPED)
    assert workdays.unknown_years(date(2026, 12, 30), date(2027, 1, 5), calendar=SHIPPED) == [2027]


@pytest.fixture
def plan_2031(db):
    workdays.forget()
    workdays.current()
    plan = HolidayPlan.objects.create(year=2031, source="测试用放假安排")
    CalendarDay.objects.create(plan=plan, on=date(2031, 1, 1), kind=CalendarDay.Kind.OFF, name="元旦")
    CalendarDay.objects.create(plan=plan, on=date(2031, 1, 4), kind=CalendarDay.Kind.WORK, name="元旦调休上班")
    return plan


def test_the_calendar_comes_from_the_plans_in_the_database(plan_2031):
    assert workdays.year_known(2031)
    assert not workdays.is_working_day(date(2031, 1, 1))
    assert workdays.is_working_day(date(2031, 1, 4))
    assert workdays.notice_period(date(2031, 1, 1), 2) == (date(2031, 1, 1), date(2031, 1, 3))


def test_a_deleted_plan_is_forgotten(plan_2031):
    assert workdays.year_known(2031)
    plan_2031.delete()
    assert not workdays.year_known(2031)


def test_the_calendar_is_read_once_and_again_when_a_plan_is_saved(db, monkeypatch, django_assert_num_queries):
    clock = [1000.0]
    monkeypatch.setattr(workdays.time, "monotonic", lambda: clock[0])
    workdays.forget()
    clock[0] += workdays.KEPT_FOR_SECONDS
    with django_assert_num_queries(1):
        workdays.is_working_day(date(2031, 1, 2))
        workdays.is_working_day(date(2031, 1, 3))
    plan = HolidayPlan.objects.create(year=2031)
    assert workdays.year_known(2031)
    CalendarDay.objects.create(plan=plan, on=date(2031, 1, 1), kind="off")  # the plan's days follow it
    assert not workdays.is_working_day(date(2031, 1, 1))
    clock[0] += workdays.KEPT_FOR_SECONDS
    with django_assert_num_queries(1):
        assert not workdays.is_working_day(date(2031, 1, 1))
        assert not workdays.is_working_day(date(2031, 1, 1))
    workdays.forget()
