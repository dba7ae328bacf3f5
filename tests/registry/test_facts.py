"""Dated facts: a report of a day depends on nothing dated after it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office.models import User
from registry import facts
from registry.choices import HousingTenure, LivingArrangement, SelfCare
from registry.figures import situation
from registry.models import Person, PersonFact

FIRST = date(2023, 1, 1)
VALUES = {
    "living_arrangement": ["", *LivingArrangement.values],
    "housing_tenure": ["", *HousingTenure.values],
    "self_care": ["", *SelfCare.values],
}
writes = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda field: st.tuples(
            st.just(field),
            st.sampled_from(VALUES[field]),
            st.integers(0, 20).map(lambda days: FIRST + timedelta(days=days)),
        )
    ),
    max_size=12,
)


def write(person: Person, rows) -> None:
    operator = User.operator()
    for field, value, day in rows:
        facts.write([facts.FactWrite(person, field, value, day)], by=operator)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=writes, on=st.integers(0, 20).map(lambda days: FIRST + timedelta(days=days)))
def test_a_report_depends_on_nothing_dated_after_it(bureau, person, rows, on):
    PersonFact.objects.filter(person=person).delete()
    write(person, [row for row in rows if row[2] <= on])
    before = situation(as_of=on, bureau=bureau)
    write(person, [row for row in rows if row[2] > on])
    after = situation(as_of=on, bureau=bureau)
    assert after.as_json() == before.as_json()
    assert [(f.people, f.unknown) for f in after.figures] == [(f.people, f.unknown) for f in before.figures]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=writes)
def test_the_columns_of_the_list_repeat_the_newest_facts(person, rows):
    PersonFact.objects.filter(person=person).delete()
    write(person, rows)
    last = {}
    for field, value, day in rows:  # of two on one day the later written stands
        if field not in last or day >= last[field][1]:
            last[field] = (value, day)
    assert {field: getattr(person, field) for field in last} == {field: value for field, (value, _) in last.items()}


@pytest.mark.django_db
def test_writing_the_same_fact_again_adds_nothing(person):
    row = ("self_care", "dependent", FIRST)
    write(person, [row, row])
    assert PersonFact.objects.filter(person=person, field="self_care").count() == 1
