"""For a whole bureau as for one person, on a day and of nothing after it, in the same few queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import store
from office.models import Bureau, User
from registry import choices as c
from registry import facts
from registry.categories import evidence
from registry.categories.choices import Answer, Rule
from registry.categories.evaluation import evaluate
from registry.categories.explanation import changes, missing, shown_lines, summary
from registry.categories.rules import in_force
from registry.categories.suggestions import suggestions
from registry.figures import situation
from registry.models import Assistance, CareAssessment, Disaster, FamilyMember, HospitalStay, Person
from tests.registry.judged import D, number, relative, tell

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
YUAN = st.integers(0, 2_000_00).map(lambda fen: f"{Decimal(fen) / 100:.2f}")
CODED = {
    field: facts.FACT_CHOICES[field].values
    for field in evidence.FACTS
    if field in facts.FACT_CHOICES and field != c.FactField.OTHER_ILLNESSES
}
FACT = st.one_of(
    *(st.tuples(st.just(field), st.sampled_from(["", *values]), DAYS) for field, values in CODED.items()),
    *(
        st.tuples(st.just(field), YUAN, DAYS)
        for field in (c.FactField.MONTHLY_INCOME, c.FactField.HOUSEHOLD_INCOME, c.FactField.MEDICAL_COST)
    ),
)
OF_RELATIVE = st.one_of(
    st.tuples(st.just("employment"), st.sampled_from(["", *c.ChildEmployment.values]), DAYS),
    st.tuples(st.just("lives_together"), st.sampled_from(["", "yes", "no"]), DAYS),
    st.tuples(st.just("monthly_income"), YUAN, DAYS),
)
FIELD_AND_DAY = itemgetter(0, 2)  # of one field no day holds two facts
RELATIVE = st.tuples(
    st.sampled_from(["spouse", "son", "daughter", "grandson"]),
    st.lists(OF_RELATIVE, max_size=4, unique_by=FIELD_AND_DAY),
)
HAPPENED = st.tuples(st.sampled_from(["stay", "disaster", "assistance", "assessment"]), DAYS)
PERSON = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(c.PersonKind.values),
        "birth_date": st.one_of(st.none(), st.dates(date(1930, 1, 1), date(1970, 12, 31))),
        "was_leader": st.sampled_from(["", "yes", "no"]),
        "facts": st.lists(FACT, max_size=12, unique_by=FIELD_AND_DAY),
        "family": st.lists(RELATIVE, max_size=3),
        "happened": st.lists(HAPPENED, max_size=3, unique=True),
    }
)


def make(bureau: Bureau, told: dict, until: date | None = None) -> Person:
    """Make a person with everything told of them; with `until` only with what is dated up to that day."""
    by = User.operator()

    def counts(day: date) -> bool:
        return until is None or day <= until

    columns = {name: told[name] for name in ("kind", "birth_date", "was_leader")}
    person = store.create(Person(bureau=bureau, name="王秀英", retired_on=date(2010, 1, 1), **columns), by=by)
    facts.write([facts.FactWrite(person, *fact) for fact in told["facts"] if counts(fact[2])], by=by)
    for relation, own in told["family"]:
        member = store.create(FamilyMember(person=person, relation=relation, name="张三"), by=by)
        facts.write([facts.FactWrite(member, *fact) for fact in own if counts(fact[2])], by=by)
    for what, day in told["happened"]:
        if counts(day):
            store.create(_row(person, what, day), by=by)
    return person


def _row(person: Person, what: str, day: date):
    if what == "stay":
        return HospitalStay(person=person, admitted_on=day, hospital="县人民医院")
    if what == "disaster":
        return Disaster(person=person, kind="fire", happened_on=day)
    if what == "assistance":
        return Assistance(person=person, kind="subsistence", granted_from=day, ended_on=day + timedelta(days=90))
    return CareAssessment(person=person, assessed_on=day, standard="gb_42195", level="3", assessor="县评估中心")


def said(people, on: date) -> dict[int, list]:
    """Return person id → everything the rules say, in words."""
    found: dict[int, list] = {}
    for verdict in evaluate(people, on=on, versions=in_force(on)):
        words = [summary(verdict), *changes(verdict), *missing(verdict)]
        line = (verdict.version.rule, verdict.answer, shown_lines(verdict), words, verdict.basis)
        found.setdefault(verdict.person.pk, []).append(line)
    return found


@contextmanager
def bureau_of_an_example() -> Iterator[Bureau]:
    """Give a bureau with a local standard, and take everything made in it away again."""
    with transaction.atomic():
        bureau = Bureau.objects.create(code="431199", name="新山县税务局")
        number("subsistence_yuan", 600, bureau=bureau)
        yield bureau
        transaction.set_rollback(True)


UNHURRIED = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@pytest.mark.django_db
@given(told=st.lists(PERSON, min_size=1, max_size=4), on=DAYS)
@settings(max_examples=15, deadline=None, suppress_health_check=UNHURRIED)
def test_a_bureau_at_once_says_what_each_person_alone_does(told, on):
    with bureau_of_an_example() as bureau:
        people = [make(bureau, one) for one in told]
        alone: dict[int, list] = {}
        for person in people:
            alone |= said(Person.objects.filter(pk=person.pk), on)
        assert said(Person.objects.filter(bureau=bureau), on) == alone


@pytest.mark.django_db
@given(told=PERSON, on=DAYS)
@settings(max_examples=25, deadline=None, suppress_health_check=UNHURRIED)
def test_a_day_depends_on_nothing_dated_after_it(told, on):
    with bureau_of_an_example() as bureau:
        everything, known_then = make(bureau, told), make(bureau, told, until=on)
        both = said(Person.objects.filter(bureau=bureau), on)
        assert both[everything.pk] == both[known_then.pk]


@pytest.mark.django_db
@given(told=PERSON, on=DAYS)
@settings(max_examples=15, deadline=None, suppress_health_check=UNHURRIED)
def test_unknown_says_what_is_missing_and_yes_what_made_it_so(told, on):
    with bureau_of_an_example() as bureau:
        person = make(bureau, told)
        for verdict in evaluate(Person.objects.filter(pk=person.pk), on=on, versions=in_force(on)):
            assert bool(missing(verdict)) == (verdict.answer == Answer.UNKNOWN)
            assert changes(verdict)
            if verdict.answer == Answer.YES:
                assert all(any(line.reading.answer == Answer.YES for line in group) for group in verdict.groups)


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_people(make_person, django_assert_num_queries):
    def furnish():
        person = tell(make_person(living_arrangement="with_children"), illness_kind="cancer")
        relative(person, lives_together="yes", employment="laid_off")
        store.create(Disaster(person=person, kind="fire", happened_on=D), by=User.operator())

    def ask():
        with django_assert_num_queries(8):  # six of the evidence, the declined, the recognised
            return suggestions(Person.objects.order_by("pinyin", "pk"), on=D, versions=in_force(D))

    furnish()
    few = ask()
    for _ in range(12):
        furnish()
    assert len(ask()) == 13 * len(few)


@pytest.mark.django_db
def test_the_aged_who_live_alone_are_those_of_the_situation_report(make_person, bureau):
    for years, living in ((60, "alone"), (70, "alone"), (80, "empty_nest"), (90, "with_spouse"), (75, "")):
        make_person(birth_date=date(D.year - years, 1, 1), living_arrangement=living)
    report = situation(as_of=D, bureau=bureau).figure("aged_70_and_alone").people
    found = evaluate(Person.objects.retirees(), on=D, versions=in_force(D))
    met = {one.person.pk for one in found if one.version.rule == Rule.AGED_EMPTY_NEST and one.answer == Answer.YES}
    assert met == report and len(met) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "gone",
    [
        {"died_on": D},
        {"transferred_out_on": D},
        {"unlisted_from": D},
        {"retired_on": D + timedelta(days=1)},
        {"withdrawn_on": D},
    ],
)
def test_who_does_not_count_on_the_day_is_suggested_nothing(make_person, gone):
    person = make_person(was_leader="yes", **gone)
    people = Person.objects.standing().filter(pk=person.pk)
    assert evaluate(people, on=D, versions=in_force(D)) == []
    if "withdrawn_on" not in gone and "retired_on" not in gone:
        assert evaluate(people, on=D - timedelta(days=1), versions=in_force(D)) != []
