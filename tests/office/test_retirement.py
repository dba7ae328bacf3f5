"""Retirement ages: the published examples, and every month of birth against the text of the rule step by step."""

from datetime import date

import pytest

from office.choices import StaffIdentity
from office.identifiers.national_id import Sex
from office.retirement import retirement_month

CADRE, SENIOR, WORKER = StaffIdentity
VECTORS = [
    (Sex.MALE, CADRE, (1964, 12), (2024, 12)),
    (Sex.MALE, CADRE, (1965, 1), (2025, 2)),
    (Sex.MALE, WORKER, (1965, 5), (2025, 7)),
    (Sex.MALE, CADRE, (1966, 11), (2027, 5)),
    (Sex.MALE, CADRE, (1976, 9), (2039, 9)),
    (Sex.FEMALE, CADRE, (1971, 4), (2026, 8)),
    (Sex.FEMALE, CADRE, (1981, 9), (2039, 9)),
    (Sex.FEMALE, WORKER, (1984, 11), (2039, 11)),
]


@pytest.mark.parametrize(("sex", "identity", "born", "retires"), VECTORS)
def test_published_examples(sex, identity, born, retires):
    assert retirement_month(date(*born, 1), sex, identity) == date(*retires, 1)


@pytest.mark.parametrize(
    ("sex", "identity", "old", "new", "step"),
    [
        (Sex.MALE, "", 60, 63, 4),
        (Sex.FEMALE, SENIOR, 60, 63, 4),
        (Sex.FEMALE, CADRE, 55, 58, 4),
        (Sex.FEMALE, WORKER, 50, 55, 2),
    ],
)
def test_every_month_of_birth_follows_the_text(sex, identity, old, new, step):
    """From 2025-01 on, every `step` months of those who reach the old age add a month, up to the new age."""
    delay, since_rise = 0, 0
    for months in range((1940 * 12), (2000 * 12)):
        born = date(months // 12, months % 12 + 1, 1)
        reaches_old_age = (born.year + old, born.month)
        if reaches_old_age >= (2025, 1):
            if since_rise % step == 0 and delay < (new - old) * 12:
                delay += 1
            since_rise += 1
        year, month = reaches_old_age
        for _ in range(delay):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        assert retirement_month(born, sex, identity) == date(year, month, 1), born


@pytest.mark.parametrize(
    ("born", "sex", "identity"),
    [(None, Sex.MALE, CADRE), (date(1970, 1, 1), "", CADRE), (date(1970, 1, 1), Sex.FEMALE, "")],
)
def test_what_is_not_known_is_not_guessed(born, sex, identity):
    assert retirement_month(born, sex, identity) is None
