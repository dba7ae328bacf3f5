"""Income per head: from the yearly sum or from the members, with the sum shown, as of a day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from office import store
from office.models import Bureau, User
from registry import facts, household
from registry.choices import FactField as F
from registry.models import FamilyMember, Person

D = date(2024, 6, 1)


def relative(person, name, on=D, *, birth_date=None, **told):
    member = FamilyMember(person=person, relation="son", name=name, birth_date=birth_date)
    store.create(member, by=User.operator())
    facts.write(
        [facts.FactWrite(member, key, facts.to_text(key, value), on) for key, value in told.items()],
        by=User.operator(),
    )
    return member


def head(person, on=D):
    return household.per_capita([person], on)[person.pk]


@pytest.fixture
def pensioner(make_person):
    return make_person("王秀英", monthly_income=Decimal(3000))


def test_alone_it_is_the_own_income(pensioner):
    found = head(pensioner)
    assert (found.amount, found.members, found.how) == (Decimal(3000), 1, "(王秀英 3,000.00)÷ 1 人")


def test_who_lives_there_shares_and_who_lives_apart_does_not(pensioner):
    relative(pensioner, "张伟", lives_together="yes", monthly_income=Decimal(1000))
    relative(pensioner, "张丽", lives_together="no", monthly_income=Decimal(9000))
    found = head(pensioner)
    assert (found.amount, found.members) == (Decimal(2000), 2)
    assert found.how == "(王秀英 3,000.00 + 张伟 1,000.00)÷ 2 人"


def test_a_pupil_and_a_child_without_an_income_bring_none(pensioner):
    relative(pensioner, "张强", lives_together="yes", employment="studying")
    relative(pensioner, "张小明", lives_together="yes", birth_date=date(2015, 1, 1))
    found = head(pensioner)
    assert found.amount == Decimal(1000) and "张强(在校)" in found.how and "张小明(未成年)" in found.how


def test_an_unknown_income_makes_the_whole_unknown_and_is_named(pensioner):
    relative(pensioner, "张伟", lives_together="yes")
    found = head(pensioner)
    assert found.amount is None and found.unknown == ["张伟"] and "张伟 的收入未登记" in found.how


def test_a_yearly_sum_on_record_comes_before_the_members(pensioner):
    relative(pensioner, "张伟", lives_together="yes")
    facts.write([facts.FactWrite(pensioner, F.HOUSEHOLD_INCOME, "36000.00", D)], by=User.operator())
    found = head(pensioner)
    assert found.amount == Decimal(1500) and "36,000.00 元 ÷ 12 个月 ÷ 2 人" in found.how


def test_who_was_taken_off_the_list_counts_until_that_day(pensioner):
    member = relative(pensioner, "张伟", lives_together="yes", monthly_income=Decimal(1000))
    FamilyMember.objects.filter(pk=member.pk).update(ended_on=D + timedelta(days=10))
    assert head(pensioner, D + timedelta(days=9)).members == 2
    assert head(pensioner, D + timedelta(days=10)).members == 1


def test_the_number_of_queries_does_not_depend_on_the_people(pensioner, make_person, django_assert_num_queries):
    people = [pensioner, *(make_person() for _ in range(5))]
    for person in people:
        relative(person, "张伟", lives_together="yes")
    with django_assert_num_queries(3):
        household.per_capita(people, D)


class AsOf(TestCase):
    """A report on a day depends on nothing dated after it."""

    @given(
        st.lists(
            st.tuples(
                st.sampled_from([F.MONTHLY_INCOME, F.HOUSEHOLD_INCOME, F.HOUSING_CONDITION, F.OTHER_ILLNESSES]),
                st.integers(-400, 400),
                st.integers(0, 99),
            ),
            max_size=12,
        ),
        st.integers(-400, 400),
    )
    def test_later_facts_change_nothing(self, told, offset):
        bureau = Bureau.objects.create(code="431199", name="新山县税务局")
        person = Person(bureau=bureau, kind="retiree", name="王秀英")
        by = User.operator()
        store.create(person, by=by)
        member = relative(person, "张伟", D - timedelta(days=500), lives_together="yes")
        on = D + timedelta(days=offset)

        def write(chosen):
            for field, day, number in chosen:
                value = f"{number * 12}.00" if field in (F.MONTHLY_INCOME, F.HOUSEHOLD_INCOME) else f"x{number}"
                facts.write([facts.FactWrite(person, field, value, D + timedelta(days=day))], by=by)
                if field == F.MONTHLY_INCOME:
                    facts.write([facts.FactWrite(member, field, value, D + timedelta(days=day))], by=by)

        def report():
            newest = facts.newest(on, [person.pk], F.values).get(person.pk, {})
            return {name: fact.value for name, fact in newest.items()}, household.per_capita([person], on)

        write([one for one in told if D + timedelta(days=one[1]) <= on])
        before = report()
        write([one for one in told if D + timedelta(days=one[1]) > on])
        assert report() == before
