from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from office.identifiers.dates import (
    PartialDate,
    Precision,
    completed_years,
    describe_age,
    parse_partial_date,
)
from tests.office.sentences import tells

MAY_1948 = PartialDate(date(1948, 5, 1), Precision.MONTH)
MAY_23 = PartialDate(date(1948, 5, 23), Precision.DAY)


def refusal(value, **options):
    with pytest.raises(ValidationError) as caught:
        parse_partial_date(value, **options)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "1948.5",
        "1948.05",
        "1948年5月",
        "1948年05月",
        "1948-5",
        "1948/5",
        "194805",
        "一九四八年五月",
        "一九四八年五月份",
        "１９４８．５",
        "1948 年 5 月",
        "1948。5",
        "1948.5.",
        "'1948.5",
        "1948年5月生",
        "1948年5月出生",
        "19480500",
        "1948 5",
        "\ufeff1948.05\u200b",
        "1948.\n5",
        1948.5,
        1948.05,
        194805,
        194805.0,
    ],
)
def test_year_and_month(text):
    assert parse_partial_date(text) == MAY_1948


@pytest.mark.parametrize(
    "text",
    [
        "1948.5.23",
        "1948-05-23",
        "1948/5/23",
        "19480523",
        "1948年5月23日",
        "1948年5月23号",
        "一九四八年五月二十三日",
        "一九四八年五月廿三日",
        "1948-05-23 00:00:00",
        "1948-05-23T00:00:00",
        "1948.5。23",
        "1948、5、23",
        19480523,
        19480523.0,
        date(1948, 5, 23),
        datetime.fromisoformat("1948-05-23"),
        datetime.fromisoformat("1948-05-23T08:30"),
        17676,
        17676.0,
        17676.5,
    ],
)
def test_whole_days(text):
    assert parse_partial_date(text) == MAY_23


@pytest.mark.parametrize("text", ["1948", "1948年", 1948, 1948.0, "一九四八年", "19480000"])
def test_a_year_alone(text):
    assert parse_partial_date(text) == PartialDate(date(1948, 1, 1), Precision.YEAR)


@pytest.mark.parametrize(
    "text, month",
    [
        ("一九四八年十月", 10),
        ("一九四八年十一月", 11),
        ("一九四八年十二月", 12),
        ("1948年元月", 1),
        ("1948.10", 10),
        (1948.11, 11),
    ],
)
def test_other_months(text, month):
    assert parse_partial_date(text).value == date(1948, month, 1)


@pytest.mark.parametrize(
    "day, word", [(10, "十"), (20, "二十"), (21, "二十一"), (30, "三十"), (31, "三十一"), (2, "二")]
)
def test_days_in_characters(day, word):
    assert parse_partial_date(f"二〇〇八年十二月{word}日").value == date(2008, 12, day)


def test_a_two_digit_year_is_last_century_and_wants_confirmation():
    for value in ("48.5", 48.5, "48年5月"):
        parsed = parse_partial_date(value)
        assert parsed == MAY_1948
        assert "1948年" in parsed.assumed
    assert refusal("08.12").code == "ambiguous"
    assert parse_partial_date("08.12", birth=True).value == date(1908, 12, 1)


def test_a_numeric_cell_that_lost_its_zero_is_asked_about():
    for value in (1948.1, 48.1):
        error = refusal(value)
        assert error.code == "ambiguous"
        assert "1月还是10月" in error.messages[0]


def test_the_same_as_text_is_january_with_a_note():
    parsed = parse_partial_date("1948.1")
    assert parsed.value == date(1948, 1, 1)
    assert "10月" in parsed.assumed
    assert not parse_partial_date("1948.01").assumed


def test_serial_days_count_from_either_epoch():
    assert parse_partial_date(16214, epoch_1904=True) == MAY_23
    text = parse_partial_date("17676")
    assert text == MAY_23
    assert "序号" in text.assumed


@pytest.mark.parametrize(
    "value, code",
    [
        ("", "blank"),
        (None, "blank"),
        ("\u3000", "blank"),
        ("不详", "unknown"),
        ("无", "unknown"),
        ("—", "unknown"),
        ("1948.5.1(农历)", "lunar"),
        ("1948年腊月初八", "lunar"),
        ("1948年闰五月", "lunar"),
        ("1948.5 去世2019.3", "invalid"),
        ("1953.2.29", "invalid"),
        ("1948.13", "invalid"),
        (1948.13, "invalid"),
        ("1948.1234", "invalid"),
        ("19481300", "invalid"),
        ("19480023", "invalid"),
        ("1848.5", "invalid"),
        ("2948.5", "invalid"),
        (48, "invalid"),
        (0, "invalid"),
        (-1, "invalid"),
        (1e300, "invalid"),
        (float("nan"), "invalid"),
        (float("inf"), "invalid"),
        (True, "invalid"),
        (timedelta(1), "invalid"),
        ("五月", "invalid"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(value, code):
    assert refusal(value).code == code


def test_the_raw_text_is_kept_beside_the_value():
    assert parse_partial_date(" 1948.5 ").raw == " 1948.5 "
    assert parse_partial_date(17676.0).raw == "17676"


def test_a_date_in_the_future_is_refused_where_asked():
    assert refusal("2027.1", not_after=date(2026, 11, 23)).code == "future"
    assert parse_partial_date("2026-11-23", not_after=date(2026, 11, 23)).value == date(2026, 11, 23)


def test_unknown_parts_are_never_printed():
    assert str(PartialDate(date(1948, 5, 23), Precision.MONTH)) == "1948年5月"
    assert str(PartialDate(date(2026, 1, 5))) == "2026年1月5日"
    assert str(PartialDate(date(1948, 5, 23), "year")) == "1948年"
    assert [PartialDate(date(1948, 5, 23), p).iso() for p in Precision] == ["1948-05-23", "1948-05", "1948"]


partial_dates = st.builds(PartialDate, st.dates(date(1850, 1, 1), date(2150, 12, 31)), st.sampled_from(Precision))


@given(partial_dates)
def test_what_is_printed_reads_back(partial):
    assert parse_partial_date(partial.printed()) == partial
    assert parse_partial_date(partial.iso()) == partial


@given(
    st.one_of(
        st.text(),
        st.text("0123456789.-/年月日一二十廿〇元 "),
        st.floats(),
        st.integers(),
        st.decimals(),
        st.datetimes(),
    )
)
def test_no_cell_breaks_the_parser(value):
    try:
        parsed = parse_partial_date(value)
    except ValidationError as error:
        assert tells(error)
    else:
        assert 1850 <= parsed.value.year <= 2150


@pytest.mark.parametrize(
    "born, on, years",
    [
        (date(1948, 5, 23), date(2018, 5, 22), 69),
        (date(1948, 5, 23), date(2018, 5, 23), 70),
        (date(1952, 2, 29), date(2022, 2, 28), 69),
        (date(1952, 2, 29), date(2022, 3, 1), 70),
        (date(1952, 2, 29), date(2024, 2, 29), 72),
        (PartialDate(date(1948, 5, 23), "month"), date(2018, 5, 1), 70),
        (PartialDate(date(1948, 5, 23), "month"), date(2018, 4, 30), 69),
        (PartialDate(date(1948, 5, 23), "year"), date(2018, 1, 1), 70),
    ],
)
def test_completed_years(born, on, years):
    assert completed_years(born, on) == years


def test_an_age_in_words():
    assert describe_age(MAY_23, date(2026, 11, 23)) == "78岁"
    assert describe_age(PartialDate(date(1948, 1, 1), "year"), date(2026, 11, 23)) == "约78岁"
    assert describe_age(None, date(2026, 11, 23)) == "未登记"
    assert describe_age(MAY_23, date(1940, 1, 1)) == "未出生"
