"""Every rule on both sides of its line, with facts that are not known, and as its numbers change."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest

from office import store
from office.models import Bureau, User
from registry.categories.choices import Answer, Rule, all_of, any_of
from registry.categories.explanation import changes, missing, shown_lines, summary
from registry.categories.rules import in_force
from registry.models import Assistance, CareAssessment, Disaster, HospitalStay, PersonDetails
from tests.registry.judged import LONG_AGO, D, answer_on, number, relative, tell, verdict_on

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
DAY = timedelta(days=1)


@pytest.mark.parametrize("answers", list(itertools.product(Answer, repeat=3)))
def test_unknown_is_neither_yes_nor_no(answers):
    rank = {NO: 0, UNKNOWN: 1, YES: 2}
    assert all_of(answers) == min(answers, key=rank.__getitem__)
    assert any_of(answers) == max(answers, key=rank.__getitem__)


@pytest.mark.parametrize(("told", "answer"), [("yes", YES), ("no", NO), ("", UNKNOWN)])
@pytest.mark.parametrize(("column", "rule"), [("was_leader", Rule.FORMER_LEADER), ("is_veteran", Rule.VETERAN)])
def test_what_stands_in_the_file(make_person, column, rule, told, answer):
    assert answer_on(make_person(**{column: told}), rule) == answer


def test_a_day_of_joining_the_army_makes_a_veteran_where_the_file_says_nothing(make_person):
    person = make_person()
    PersonDetails.objects.create(person=person, military_from=date(1965, 12, 1))
    assert answer_on(person, Rule.VETERAN) == YES
    person.is_veteran = "no"
    person.save()
    assert answer_on(person, Rule.VETERAN) == NO


@pytest.mark.parametrize(
    ("birth", "answer"),
    [(date(1956, 6, 15), YES), (date(1956, 6, 16), NO), (None, UNKNOWN)],
)
def test_seventy_is_reached_on_the_birthday(make_person, birth, answer):
    assert answer_on(make_person(birth_date=birth, living_arrangement="alone"), Rule.AGED_EMPTY_NEST) == answer


def test_born_on_29_february_the_age_is_reached_on_1_march(make_person):
    person = make_person(birth_date=date(1956, 2, 29), living_arrangement="alone")
    number("aged_years", 71, bureau=None)
    assert answer_on(person, Rule.AGED_EMPTY_NEST, date(2027, 2, 28)) == NO
    assert "2027年3月1日满 71 周岁" in changes(verdict_on(person, Rule.AGED_EMPTY_NEST, date(2027, 2, 28)))[0]
    assert answer_on(person, Rule.AGED_EMPTY_NEST, date(2027, 3, 1)) == YES


@pytest.mark.parametrize(
    ("living", "answer"),
    [("alone", YES), ("empty_nest", YES), ("with_spouse", NO), ("with_children", NO), ("other", NO), ("", UNKNOWN)],
)
def test_alone_or_in_an_empty_nest(make_person, living, answer):
    assert answer_on(make_person(living_arrangement=living), Rule.AGED_EMPTY_NEST) == answer


def test_who_is_too_young_lacks_nothing(make_person):
    """What is not known of somebody matters only where it could still make the answer yes."""
    assert answer_on(make_person(birth_date=date(1960, 1, 1)), Rule.AGED_EMPTY_NEST) == NO


@pytest.mark.parametrize(
    ("main", "others", "answer"),
    [
        ("cancer", "", YES),
        ("paralysis", "", YES),
        ("chronic", "mental,other", YES),
        ("chronic", "other", NO),
        ("none", "", NO),
        ("", "", UNKNOWN),
        ("", "chronic", UNKNOWN),
    ],
)
def test_one_severe_illness_is_enough(make_person, main, others, answer):
    person = tell(make_person(), illness_kind=main, other_illnesses=others)
    assert answer_on(person, Rule.SEVERE_ILLNESS) == answer


@pytest.mark.parametrize(
    ("work", "fixed", "monthly", "answer"),
    [
        ("never_worked", "no", "", YES),
        ("farming", "no", "300.00", YES),  # what is said of a fixed income stands before the sum
        ("never_worked", "", "0.00", YES),
        ("never_worked", "", "300.00", NO),
        ("never_worked", "yes", "0.00", NO),
        ("never_worked", "", "", UNKNOWN),
        ("employed", "no", "", NO),
        ("self_employed", "no", "", NO),
        ("other", "no", "", UNKNOWN),
        ("", "no", "", UNKNOWN),
        ("", "yes", "", NO),
    ],
)
def test_a_dependant_has_neither_work_nor_a_fixed_income(make_person, work, fixed, monthly, answer):
    person = make_person(kind="survivor")
    tell(person, own_employment=work, fixed_income=fixed, monthly_income=Decimal(monthly) if monthly else None)
    assert answer_on(person, Rule.DEPENDANT_IN_HARDSHIP) == answer


@pytest.mark.parametrize(
    ("kind", "rules"),
    [("survivor", {Rule.FORMER_LEADER, Rule.VETERAN}), ("retiree", {Rule.DEPENDANT_IN_HARDSHIP})],
)
def test_some_rules_are_not_meant_for_some_kinds_of_people(make_person, kind, rules):
    person = make_person(kind=kind, was_leader="yes", is_veteran="yes")
    for rule in Rule:
        if rule in rules:
            with pytest.raises(StopIteration):
                verdict_on(person, rule)
        else:
            assert verdict_on(person, rule).version.rule == rule


@pytest.mark.parametrize(
    ("happened", "answer"),
    [(date(2025, 6, 15), YES), (date(2025, 6, 14), NO), (D, YES), (D + DAY, NO)],
)
def test_a_disaster_counts_for_twelve_months(make_person, happened, answer):
    person = make_person()
    store.create(Disaster(person=person, kind="fire", happened_on=happened), by=User.operator())
    found = verdict_on(person, Rule.DISASTER)
    assert found.answer == answer
    if answer == YES:
        assert changes(found)[0].endswith("以后不再作为依据。") and "火灾" in summary(found)


def test_no_disaster_on_record_is_none(make_person):
    assert answer_on(make_person(), Rule.DISASTER) == NO


def test_a_withdrawn_disaster_did_not_happen(make_person):
    person = make_person()
    store.create(Disaster(person=person, kind="fire", happened_on=D, withdrawn_on=D), by=User.operator())
    assert answer_on(person, Rule.DISASTER) == NO


class TestSingleEarner:
    """Three who live together, of whom one draws pay."""

    @pytest.fixture
    def person(self, make_person):
        return make_person(living_arrangement="with_children", marital_status="widowed")

    def test_the_retiree_and_two_without_pay(self, person):
        relative(person, lives_together="yes", employment="laid_off")
        assert answer_on(person, Rule.SINGLE_EARNER) == NO  # two
        relative(person, "daughter", lives_together="yes", employment="never_worked")
        assert answer_on(person, Rule.SINGLE_EARNER) == YES

    @pytest.mark.parametrize(
        ("work", "answer"),
        [("employed", NO), ("retired", NO), ("farming", YES), ("self_employed", YES), ("other", UNKNOWN)],
    )
    def test_a_second_one_who_draws_pay_makes_it_no(self, person, work, answer):
        relative(person, lives_together="yes", employment="unemployed")
        relative(person, "daughter", lives_together="yes", employment=work)
        assert answer_on(person, Rule.SINGLE_EARNER) == answer

    def test_who_may_live_there_leaves_it_open(self, person):
        relative(person, lives_together="yes", employment="laid_off")
        relative(person, "daughter", employment="laid_off")
        assert answer_on(person, Rule.SINGLE_EARNER) == UNKNOWN

    def test_a_child_draws_no_pay(self, person):
        relative(person, lives_together="yes", employment="laid_off")
        relative(person, "grandson", lives_together="yes", birth_date=date(2015, 1, 1))
        assert answer_on(person, Rule.SINGLE_EARNER) == YES

    def test_a_spouse_whom_only_the_persons_facts_tell_of_counts(self, make_person):
        person = make_person(living_arrangement="with_children", marital_status="married")
        relative(person, lives_together="yes", employment="laid_off")
        assert answer_on(person, Rule.SINGLE_EARNER) == UNKNOWN
        tell(person, spouse_employment="not_working")
        assert answer_on(person, Rule.SINGLE_EARNER) == YES

    def test_living_with_children_whom_nobody_listed_leaves_it_open(self, person):
        found = verdict_on(person, Rule.SINGLE_EARNER)
        assert found.answer == UNKNOWN and "家庭成员是否同住" in missing(found)[0]

    @pytest.mark.parametrize("living", ["alone", "institution", "empty_nest", "with_spouse"])
    def test_fewer_than_three_is_no(self, make_person, living):
        person = make_person(living_arrangement=living, marital_status="married")
        assert answer_on(person, Rule.SINGLE_EARNER) == NO

    @pytest.mark.parametrize(("income", "answer"), [("500.00", YES), ("0.00", NO), ("", UNKNOWN)])
    def test_a_survivor_draws_pay_with_an_income(self, make_person, income, answer):
        person = make_person(kind="survivor", living_arrangement="with_children", marital_status="widowed")
        tell(person, monthly_income=Decimal(income) if income else None)
        for relation in ("son", "daughter"):
            relative(person, relation, lives_together="yes", employment="never_worked")
        assert answer_on(person, Rule.SINGLE_EARNER) == answer

    def test_the_number_of_people_is_the_bureaus_own(self, person, bureau):
        relative(person, lives_together="yes", employment="laid_off")
        number("single_earner_household", 2, bureau=bureau)
        assert answer_on(person, Rule.SINGLE_EARNER) == YES


class TestIncome:
    """The three tracks: below the standard, low after illness or disaster, and with a paid carer."""

    @pytest.fixture(autouse=True)
    def standard(self, bureau):
        number("subsistence_yuan", 600, bureau=bureau)

    @pytest.fixture
    def person(self, make_person):
        return make_person(living_arrangement="alone", marital_status="widowed", long_term_medication="no")

    @pytest.mark.parametrize(("income", "answer"), [("599.99", YES), ("600.00", NO), ("", UNKNOWN)])
    def test_below_the_standard_and_not_enrolled(self, person, income, answer):
        tell(person, monthly_income=Decimal(income) if income else None)
        assert answer_on(person, Rule.SUBSISTENCE) == answer

    def test_without_a_standard_nobody_can_say(self, make_person, make_user, bureau):
        number("subsistence_yuan", 0, bureau=bureau, since=LONG_AGO + DAY)
        person = make_person(living_arrangement="alone", monthly_income=Decimal(10))
        found = verdict_on(person, Rule.SUBSISTENCE)
        assert found.answer == UNKNOWN and missing(found) == ["低保标准(政策数值)"]
        assert "还没有登记" in shown_lines(found)[0].wanted

    @pytest.mark.parametrize(
        ("kind", "ended", "answer"),
        [
            ("subsistence", None, NO),
            ("state_supported", None, NO),
            ("medical", None, YES),
            ("subsistence", D, YES),
            ("subsistence", D + DAY, NO),
        ],
    )
    def test_who_draws_the_allowance_is_not_referred(self, person, kind, ended, answer):
        tell(person, monthly_income=Decimal(100))
        row = Assistance(person=person, kind=kind, granted_from=date(2025, 1, 1), ended_on=ended)
        store.create(row, by=User.operator())
        assert answer_on(person, Rule.SUBSISTENCE) == answer

    def test_a_family_shares_its_income(self, make_person):
        person = make_person(living_arrangement="with_children", marital_status="widowed")
        tell(person, monthly_income=Decimal(1500))
        for relation in ("son", "daughter"):
            relative(person, relation, lives_together="yes", employment="laid_off", monthly_income=Decimal(0))
        found = verdict_on(person, Rule.SUBSISTENCE)
        assert found.answer == YES and "500.00 元" in shown_lines(found)[0].words

    @pytest.mark.parametrize(("yearly", "answer"), [(14399, YES), (14400, UNKNOWN), (21599, UNKNOWN), (21600, NO)])
    def test_a_range_decides_where_it_lies_on_one_side(self, make_person, yearly, answer):
        """One relative lives there and a second may: 14,400 a year are 600 or 400 yuan a head and month."""
        person = tell(make_person(), household_income=Decimal(yearly), marital_status="widowed")
        relative(person, lives_together="yes")
        relative(person, "daughter")
        assert answer_on(person, Rule.SUBSISTENCE) == answer

    @pytest.mark.parametrize(
        ("income", "medical", "answer"),
        [
            ("599.99", "0.00", NO),  # that is the allowance's
            ("600.00", "", YES),  # below 900 before any cost
            ("899.99", "", YES),
            ("900.00", "", UNKNOWN),
            ("900.00", "0.00", NO),
            ("1000.00", "1200.00", NO),  # 100 a month leave 900
            ("1000.00", "1200.12", YES),
        ],
    )
    def test_low_after_medical_costs(self, person, income, medical, answer):
        tell(person, illness_kind="cancer", monthly_income=Decimal(income))
        tell(person, medical_cost=Decimal(medical) if medical else None)
        assert answer_on(person, Rule.ONE_OFF_AID) == answer

    @pytest.mark.parametrize(
        ("told", "answer"),
        [
            ({"illness_kind": "chronic"}, NO),
            ({"illness_kind": "cancer"}, YES),
            ({"illness_kind": "chronic", "long_term_medication": "yes"}, YES),
            ({}, UNKNOWN),
        ],
    )
    def test_illness_is_one_of_the_reasons(self, person, told, answer):
        tell(person, monthly_income=Decimal(700), **told)
        assert answer_on(person, Rule.ONE_OFF_AID) == answer

    @pytest.mark.parametrize(
        ("days", "answer"),
        [
            ([date(2026, 1, 1)], NO),
            ([date(2025, 6, 16), date(2026, 1, 1)], YES),
            ([date(2025, 6, 15), date(2026, 1, 1)], NO),
            ([date(2026, 1, 1), D + DAY], NO),
        ],
    )
    def test_two_stays_within_twelve_months_are_another(self, person, days, answer):
        tell(person, monthly_income=Decimal(700), illness_kind="chronic")
        for day in days:
            store.create(HospitalStay(person=person, admitted_on=day, hospital="县人民医院"), by=User.operator())
        assert answer_on(person, Rule.ONE_OFF_AID) == answer

    def test_a_disaster_is_another(self, person):
        tell(person, monthly_income=Decimal(700), illness_kind="none")
        store.create(Disaster(person=person, kind="flood", happened_on=D), by=User.operator())
        assert answer_on(person, Rule.ONE_OFF_AID) == YES

    @pytest.mark.parametrize(
        ("told", "answer"),
        [
            ({"self_care": "dependent", "paid_carer": "yes"}, YES),
            ({"self_care": "limited_mobility", "paid_carer": "yes"}, YES),
            ({"self_care": "independent", "paid_carer": "yes"}, NO),
            ({"self_care": "dependent", "paid_carer": "no"}, NO),
            ({"self_care": "dependent"}, UNKNOWN),
            ({"paid_carer": "yes"}, UNKNOWN),
        ],
    )
    def test_a_paid_carer_for_who_cannot_look_after_themselves(self, person, told, answer):
        tell(person, monthly_income=Decimal(600), **told)
        assert answer_on(person, Rule.LIVING_SUBSIDY) == answer

    @pytest.mark.parametrize(
        ("level", "words", "answer"), [("1", "", NO), ("2", "", YES), ("4", "", YES), ("", "三级", UNKNOWN)]
    )
    def test_a_care_level_will_do_as_well(self, person, level, words, answer):
        tell(person, monthly_income=Decimal(600), self_care="independent", paid_carer="yes")
        row = CareAssessment(person=person, assessed_on=D, standard="gb_42195", level=level, level_words=words)
        store.create(row, by=User.operator())
        assert answer_on(person, Rule.LIVING_SUBSIDY) == answer

    def test_below_the_standard_the_allowance_comes_first(self, person):
        tell(person, monthly_income=Decimal("599.99"), self_care="dependent", paid_carer="yes")
        assert answer_on(person, Rule.LIVING_SUBSIDY) == NO


def test_a_rule_has_the_wording_of_its_day():
    def wordings(on):
        return {version.rule: version.source for version in in_force(on)}

    assert Rule.SUBSISTENCE not in wordings(date(1999, 9, 30))
    assert "271" in wordings(date(1999, 10, 1))[Rule.SUBSISTENCE] == wordings(date(2014, 4, 30))[Rule.SUBSISTENCE]
    assert "649" in wordings(date(2014, 5, 1))[Rule.SUBSISTENCE]


def test_a_bureaus_own_number_holds_from_its_day_and_for_that_bureau_alone(make_person, bureau):
    person = make_person(birth_date=date(1960, 1, 1), living_arrangement="alone")
    assert answer_on(person, Rule.AGED_EMPTY_NEST) == NO
    number("aged_years", 65, bureau=bureau, since=D)
    assert answer_on(person, Rule.AGED_EMPTY_NEST, D - DAY) == NO
    assert answer_on(person, Rule.AGED_EMPTY_NEST) == YES
    other = Bureau.objects.create(code="439999", name="旧山县税务局")
    stranger = make_person(birth_date=date(1960, 1, 1), living_arrangement="alone", bureau=other, branch=None)
    assert answer_on(stranger, Rule.AGED_EMPTY_NEST) == NO
