"""The situation's figures on persons made by hand; the whole roster is in test_situation."""

from datetime import date
from decimal import Decimal

import pytest

from office import store
from office.models import Bureau, Headcount, User
from registry import facts
from registry.figures import situation
from registry.models import FamilyMember, HospitalStay
from registry.workflows import people as workflows

DAY = date(2024, 12, 31)


def figure(bureau, key: str, day: date = DAY):
    return situation(as_of=day, bureau=bureau).figure(key)


def record(owner, field: str, value: str, day: date) -> None:
    facts.write([facts.FactWrite(owner, field, value, day)], by=User.operator())


def test_survivors_count_only_as_survivors(bureau, make_person):
    retiree, honoured = make_person(living_arrangement="alone"), make_person(kind="honoured")
    survivor = make_person(kind="survivor", living_arrangement="alone")
    found = situation(as_of=DAY, bureau=bureau)
    assert found.groups == {
        "retirees": {retiree.pk, honoured.pk},
        "lixiu": {honoured.pk},
        "tuixiu": {retiree.pk},
        "survivors": {survivor.pk},
    }
    assert found.figure("living_alone_or_empty_nest").people == {retiree.pk}


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({"retired_on": DAY}, True),
        ({"retired_on": date(2025, 1, 1)}, False),
        ({"retired_on": None, "listed_from": DAY}, True),
        ({"retired_on": None, "listed_from": date(2025, 1, 1)}, False),
        ({"died_on": DAY}, False),
        ({"died_on": date(2025, 1, 1)}, True),
        ({"transferred_out_on": DAY}, False),
        ({"transferred_out_on": date(2025, 1, 1)}, True),
        ({"unlisted_from": DAY}, False),
        ({"unlisted_from": date(2025, 1, 1)}, True),
    ],
)
def test_who_counts_on_a_day(bureau, make_person, values, counts):
    person = make_person(**values)
    assert (person.pk in situation(as_of=DAY, bureau=bureau).groups["retirees"]) is counts


def test_a_blank_counts_in_no_numerator_stays_in_the_base_and_is_named(bureau, make_person):
    owned, rented, blank = (make_person(housing_tenure=value) for value in ("owned", "rented", ""))
    found = figure(bureau, "no_housing_of_their_own")
    assert (found.people, found.base, found.unknown) == ({rented.pk}, 3, {blank.pk})
    assert found.percent == Decimal("33.3")
    assert owned.pk not in found.unknown


def test_a_zero_base_has_no_percent(bureau):
    found = situation(as_of=DAY, bureau=bureau)
    assert found.figure("serious_illness").percent is None and found.share.percent is None
    assert found.as_json()["mean_age"] is None


def test_the_share_takes_the_newest_headcount_not_after_the_day(bureau, make_person):
    make_person()
    Headcount.objects.create(bureau=bureau, on=date(2023, 12, 31), number=9)
    Headcount.objects.create(bureau=bureau, on=date(2025, 1, 1), number=99)
    share = situation(as_of=DAY, bureau=bureau).share
    assert (share.count, share.base, share.percent) == (1, 10, Decimal("10.0"))


@pytest.mark.parametrize(("serving", "over"), [(7, True), (8, False)])
def test_the_warning_line_itself_is_over_it(bureau, make_person, serving, over):
    for _ in range(3):
        make_person()
    Headcount.objects.create(bureau=bureau, on=date(2023, 12, 31), number=serving)
    found = situation(as_of=DAY, bureau=bureau)
    assert (found.share.percent, found.over_warning_line) == (Decimal("30.0" if over else "27.3"), over)


def test_who_is_left_out_by_a_later_roster_counts_in_nothing(bureau, make_person):
    listed = make_person()
    left_out = make_person(living_arrangement="alone", unlisted_from=date(2024, 12, 31))
    found, before = situation(as_of=DAY, bureau=bureau), situation(as_of=date(2024, 12, 30), bureau=bureau)
    assert (found.groups["retirees"], found.unlisted) == ({listed.pk}, {left_out.pk})
    assert found.figure("living_alone_or_empty_nest").people == set()
    assert (before.groups["retirees"], before.unlisted) == ({listed.pk, left_out.pk}, set())


def test_the_newest_fact_not_after_the_day_counts(bureau, make_person):
    person = make_person(living_arrangement="with_spouse", as_of=date(2020, 1, 1))
    record(person, "living_arrangement", "alone", date(2024, 6, 1))
    record(person, "living_arrangement", "institution", date(2025, 1, 1))
    for day, counts in ((date(2024, 5, 31), False), (date(2024, 6, 1), True), (date(2025, 1, 1), False)):
        assert bool(figure(bureau, "living_alone_or_empty_nest", day).people) is counts


def test_a_fact_known_to_be_unknown_hides_the_older_one(bureau, make_person):
    person = make_person(self_care="dependent")
    record(person, "self_care", "", date(2024, 6, 1))
    found = figure(bureau, "limited_mobility_or_no_self_care")
    assert (found.people, found.unknown) == (set(), {person.pk})


def test_a_correction_takes_the_place_of_what_was_wrong_at_its_day(bureau, make_person, cast):
    person = make_person(self_care="dependent", as_of=date(2020, 1, 1))
    edit = workflows.Edit({"self_care": "independent"}, mode="correction")
    workflows.edit_person(person=person, edit=edit, by=cast.caseworker)
    assert not figure(bureau, "limited_mobility_or_no_self_care", date(2021, 1, 1)).people


def test_stays_count_from_the_first_of_january_to_the_day(bureau, make_person):
    person = make_person(kind="honoured", long_term_medication="no")
    for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1)):
        store.create(HospitalStay(person=person, admitted_on=day, hospital="县人民医院"), by=User.operator())
    assert not figure(bureau, "lixiu_in_hospital_twice_or_more", date(2024, 6, 30)).people
    assert figure(bureau, "lixiu_in_hospital_in_year", date(2024, 1, 1)).people == {person.pk}
    assert figure(bureau, "lixiu_in_hospital_twice_or_more").people == {person.pk}
    assert figure(bureau, "often_in_hospital_or_on_long_term_medication").people == {person.pk}


def test_the_outpatient_count_of_another_year_says_nothing(bureau, make_person):
    person = make_person()
    record(person, "outpatient_visits", "9", date(2023, 12, 31))
    found = figure(bureau, "tuixiu_outpatient_in_year")
    assert (found.people, found.unknown) == (set(), {person.pk})


def test_a_child_out_of_work_counts_once_and_grandchildren_do_not(bureau, make_person):
    person = make_person()
    for relation, name, employment in (
        ("son", "张伟", "laid_off"),
        ("daughter", "张丽", "unemployed"),
        ("grandson", "张小伟", "never_worked"),
    ):
        member = store.create(FamilyMember(person=person, relation=relation, name=name), by=User.operator())
        record(member, "employment", employment, date(2024, 1, 1))
    only_grandchild = make_person()
    member = store.create(FamilyMember(person=only_grandchild, relation="grandson", name="小"), by=User.operator())
    record(member, "employment", "unemployed", date(2024, 1, 1))
    found = figure(bureau, "children_out_of_work")
    assert (found.people, found.base) == ({person.pk}, 2)


def test_ages_are_completed_years_and_the_aged_line_is_a_policy_number(bureau, make_person):
    seventy = make_person(birth_date=date(1954, 12, 31), living_arrangement="alone")
    make_person(birth_date=date(1955, 1, 1), living_arrangement="alone")
    found = situation(as_of=DAY, bureau=bureau)
    assert found.figure("aged_70_and_alone").people == {seventy.pk}
    assert found.mean_ages["mean_age"] == Decimal("69.5")


def test_only_the_subtree_counts(bureau, make_person):
    other = Bureau.objects.create(code="431198", name="旧山县税务局")
    mine = make_person()
    make_person(bureau=other, branch=None)
    assert situation(as_of=DAY, bureau=bureau).groups["retirees"] == {mine.pk}
