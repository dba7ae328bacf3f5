from datetime import date

import pytest

from office import lunar

CODES = ("spring_festival", "qingming", "dragon_boat", "mid_autumn", "double_ninth")


@pytest.mark.parametrize(
    "year, days",
    [
        (2026, "02-17 04-05 06-19 09-25 10-18"),
        (2027, "02-06 04-05 06-09 09-15 10-08"),
        (2028, "01-26 04-04 05-28 10-03 10-26"),
        (2029, "02-13 04-04 06-16 09-22 10-16"),
        (2030, "02-03 04-05 06-05 09-12 10-05"),
        (2031, "01-23 04-05 06-24 10-01 10-24"),
        (2032, "02-11 04-04 06-12 09-19 10-12"),
        (2033, "01-31 04-04 06-01 09-08 10-01"),
        (2034, "02-19 04-05 06-20 09-27 10-20"),
        (2035, "02-08 04-05 06-10 09-16 10-09"),
    ],
)
def test_lunar_festivals(year, days):
    assert [lunar.festival(code, year).strftime("%m-%d") for code in CODES] == days.split()


def test_the_fixed_festivals_stand_among_the_others_in_order():
    names = [festival.name for festival in lunar.festivals(2026)]
    assert names == ["元旦", "春节", "清明", "端午", "七一", "八一", "中秋", "国庆", "重阳"]


def test_the_next_festival_may_be_next_year_s():
    assert lunar.next_festival(date(2026, 9, 25)).name == "中秋"
    assert lunar.next_festival(date(2026, 10, 19)) == lunar.Festival("new_year", "元旦", date(2027, 1, 1))


@pytest.mark.parametrize(
    "day, text",
    [
        (date(2026, 11, 23), "农历十月十五"),
        (date(2025, 7, 25), "农历闰六月初一"),
        (date(2026, 2, 16), "农历腊月廿九"),
        (date(2026, 2, 17), "农历正月初一"),
    ],
)
def test_the_lunar_date_in_words(day, text):
    assert lunar.lunar_text(day) == text


def test_a_lunar_birthday_in_a_short_month_and_of_a_leap_month():
    assert lunar.lunar_birthday(2025, 12, 30) == date(2026, 2, 16)
    assert lunar.lunar_birthday(2026, -6, 1) == lunar.from_lunar(2026, 6, 1)


def test_a_lunar_date_that_does_not_exist_is_refused():
    with pytest.raises(ValueError):
        lunar.from_lunar(2026, -6, 1)
    with pytest.raises(ValueError):
        lunar.from_lunar(2025, 12, 30)
