"""What stands on a year's publicity list, against the ledger."""

from datetime import date
from decimal import Decimal

import pytest

from funds.choices import AidKind, SourceKind
from funds.models import LedgerEntry
from funds.publicity import PublicityList, entries_of_year, list_of_year
from funds.workflows import reversals, sources
from office import clock
from office.models import Branch
from registry.models import Person
from registry.workflows.life import record_death
from tests.funds.conftest import fresh, key

D = Decimal
LAST_YEAR, THIS_YEAR = date(2025, 11, 20), date(2026, 3, 10)


def lines(of: PublicityList) -> list[tuple]:
    return [(row.name, row.way, row.times, row.amount, row.source) for part in of.parts for row in part.rows]


def reverse(payment, cast):
    asked = reversals.ask_reversal(entry=payment.entries.get(), reason="银行退回", by=cast.finance)
    return reversals.confirm_reversal(reversal=fresh(asked), by=cast.section_head)


@pytest.fixture
def old_source(bureau, cast):
    """A source with money since 2025."""
    began = date(2025, 1, 10)
    with clock.at(began):
        rule = sources.SourceRule(name="往年经费", keeper=cast.finance)
        source = sources.open_source(bureau=bureau, kind=SourceKind.BUDGET, rule=rule, opened_on=began, by=cast.finance)
        receipt = {"received_from": "市局", "document": "拨款单", "request_key": key(), "by": cast.finance}
        sources.book_receipt(source=source, amount=D("9000.00"), on=began, **receipt)
    return fresh(source)


def test_one_row_per_person_and_source_with_its_times_and_ways(make_source, recognised, walk, bureau):
    budget, welfare = make_source("专项经费"), make_source("福利费", SourceKind.WELFARE)
    first, second = recognised("王秀英"), recognised("安国庆")
    walk.paid(budget, first, "1200.00")
    walk.paid(budget, first, "300.50", kind=AidKind.LIVING_SUBSIDY)
    walk.paid(welfare, first, "200.00")
    walk.paid(budget, second, "80.00", kind=AidKind.GIFT)  # goods at their recorded value
    of = list_of_year(bureau, 2026)
    assert lines(of) == [
        ("王秀英", "一次性补助", 1, D("200.00"), "福利费"),
        ("安国庆", "走访慰问", 1, D("80.00"), "专项经费"),
        ("王秀英", "一次性补助、月定补", 2, D("1500.50"), "专项经费"),
    ]
    assert [(part.source, part.times, part.subtotal) for part in of.parts] == [
        ("福利费", 1, D("200.00")),
        ("专项经费", 3, D("1580.50")),
    ]
    assert (of.people, of.times, of.total) == (2, 4, D("1780.50"))
    assert [row.number for part in of.parts for row in part.rows] == [1, 2, 3]


def test_what_was_reversed_within_the_year_is_gone(source, recognised, walk, bureau, cast):
    kept, undone = recognised("甲一"), recognised("乙二")
    walk.paid(source, kept, "500.00")
    reverse(walk.paid(source, kept, "70.00"), cast)
    reverse(walk.paid(source, undone, "900.00"), cast)
    of = list_of_year(bureau, 2026)
    assert lines(of) == [("甲一", "一次性补助", 1, D("500.00"), source.name)]
    assert of.people == 1


def test_what_undoes_an_earlier_year_is_a_row_of_its_own(old_source, make_person, recognise, walk, bureau, cast):
    person = make_person("王秀英")
    recognise(person, 2025), recognise(person, 2026)
    with clock.at(LAST_YEAR):
        payment = walk.paid(old_source, person, "600.00")
    before = list_of_year(bureau, 2025)
    walk.paid(old_source, person, "200.00")
    reverse(payment, cast)
    assert lines(list_of_year(bureau, 2026)) == [
        ("王秀英", "一次性补助", 1, D("200.00"), "往年经费"),
        ("王秀英", "冲回", 0, D("-600.00"), "往年经费"),
    ]
    assert list_of_year(bureau, 2025) == before and before.total == D("600.00")


def test_survivors_and_the_dead_are_on_the_list(source, recognised, walk, bureau, cast):
    survivor, dead = recognised("遗属甲", kind="survivor"), recognised("故人乙", kind="honoured")
    walk.paid(source, survivor, "100.00")
    walk.paid(source, dead, "200.00")
    record_death(person=fresh(dead), died_on=THIS_YEAR, by=cast.caseworker)
    rows = [(row.name, row.kind) for part in list_of_year(bureau, 2026).parts for row in part.rows]
    assert sorted(rows) == [("故人乙", "离休"), ("遗属甲", "遗属")]


def test_a_merged_person_is_one_row_and_the_branch_is_that_of_the_year(source, recognised, walk, bureau):
    kept, double = recognised("王秀英"), recognised("王秀英")
    walk.paid(source, kept, "100.00")
    walk.paid(source, double, "50.00")
    Person.objects.filter(pk=double.pk).update(merged_into=kept)
    moved = Branch.objects.create(bureau=bureau, name="后来的支部")
    Person.objects.filter(pk=kept.pk).update(branch=moved)
    of = list_of_year(bureau, 2026)
    assert lines(of) == [("王秀英", "一次性补助", 2, D("150.00"), source.name)]
    assert of.parts[0].rows[0].branch == "离退休第一党支部"  # the dated fact, not what the list of today repeats


def test_totals_are_the_ledgers(old_source, make_source, make_person, recognise, walk, bureau, cast):
    people = [make_person(name) for name in ("甲一", "乙二", "丙三")]
    for person in people:
        recognise(person, 2025), recognise(person, 2026)
    with clock.at(LAST_YEAR):
        earlier = [walk.paid(old_source, person, "0.10") for person in people]
    other = make_source("福利费", SourceKind.WELFARE)
    paid = [walk.paid(source, person, "33.33") for person in people for source in (old_source, other)]
    reverse(paid[0], cast)
    reverse(earlier[1], cast)
    for year, total in ((2025, "0.30"), (2026, "166.55")):
        of = list_of_year(bureau, year)
        assert of.total == entries_of_year(bureau, year).spent_total() == D(total)
        for part in of.parts:
            booked = LedgerEntry.objects.of_payments().filter(source__name=part.source, on__year=year)
            assert part.subtotal == booked.spent_total()
    assert PublicityList.from_json(of.as_json()) == of


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    source, make_person, walk, bureau, django_assert_num_queries
):
    def pay(count, start):
        plan = walk.approve(
            walk.submit(walk.plan(source, [make_person(f"人{start + n}") for n in range(count)], "10.00"))
        )
        for item in plan.items.all():
            walk.pay(item)

    pay(1, 0)
    with django_assert_num_queries(3):
        assert len(lines(list_of_year(bureau, 2026))) == 1
    pay(8, 1)
    with django_assert_num_queries(3):
        assert len(lines(list_of_year(bureau, 2026))) == 9
