"""The edges of the rules about one person's data."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from registry.models import Person
from registry.rules import faults_of_person, period_of_honoured

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"birth_date": date(1895, 3, 11)}, False),  # 130 until tomorrow
        ({"birth_date": date(1895, 3, 10)}, True),
        ({"birth_date": date(1894, 3, 10), "died_on": date(1990, 1, 1)}, False),
    ],
)
def test_an_age_beyond_130_is_a_fault_unless_dead(values, fault):
    assert ("birth_date" in faults_of_person(values, today=TODAY)) is fault


@pytest.mark.parametrize(
    ("kind", "worked_from", "fault"),
    [
        ("honoured", date(1949, 9, 30), False),
        ("honoured", date(1949, 10, 1), True),
        ("retiree", date(1949, 10, 1), False),
    ],
)
def test_the_last_day_of_joining_for_the_honoured(kind, worked_from, fault):
    faults = faults_of_person({"kind": kind, "worked_from": worked_from}, today=TODAY)
    assert ("worked_from" in faults) is fault


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        (date(1930, 1, 1), date(1937, 7, 6), "红军时期"),
        (date(1937, 7, 7), date(1942, 12, 31), "抗战前期"),
        (date(1943, 1, 1), date(1945, 9, 2), "抗战后期"),
        (date(1945, 9, 3), date(1949, 9, 30), "解放战争时期"),
    ],
)
def test_the_periods_of_joining(first, last, period):
    assert period_of_honoured(first) == period_of_honoured(last) == period


@pytest.mark.django_db
def test_the_database_holds_an_id_number_once_a_bureau(make_person):
    first = make_person("甲", id_number="439999194501010014")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person("乙", id_number=first.id_number)
    assert Person.objects.filter(id_hash=first.id_hash).count() == 1
