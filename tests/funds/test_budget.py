"""The budget: what a year needs, what it was given, what is missing."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from funds.budget import forecast, grants, years_of_money
from funds.errors import BudgetLineTwice, NothingToCopy
from funds.models import BudgetLine, LedgerEntry
from funds.workflows import budget, reversals, sources
from office import clock
from office.errors import ChangedMeanwhile, Refused, WrongStatus
from office.signing import ReasonMissing
from tests.funds.conftest import key

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(bureau, cast):
    def make(purpose="离休干部医药费", amount="100000", year=2026, by=None):
        return budget.add_line(
            bureau=bureau, year=year, purpose=purpose, amount=Decimal(amount), by=by or cast.caseworker
        )

    return make


def test_the_gap_of_the_essays_bureau(bureau, cast, make_source, line):
    """Needed 136 万, granted 86 万 by the upper bureau and nothing by the county: 50 万 are missing."""
    line("离休干部医药费", "100000")
    line("走访慰问", "360000")
    line("困难帮扶", "900000")
    make_source("市局专项经费", money="860000.00")
    make_source("县财政补贴", kind="fiscal", money="0")
    (year,) = years_of_money(bureau, [2026])
    assert (year.need, year.granted, year.gap) == (Decimal("1360000"), Decimal("860000"), Decimal("500000"))
    assert {grant.source.name: grant.amount for grant in grants(bureau, 2026)} == {
        "市局专项经费": Decimal("860000"),
        "县财政补贴": Decimal(0),
    }


def test_a_receipt_that_was_reversed_was_not_granted(bureau, cast, make_source):
    source = make_source(money="5000.00")
    twice = sources.book_receipt(
        source=source,
        amount=Decimal("5000"),
        on=date(2026, 1, 6),
        received_from="市局",
        document="重复",
        by=cast.finance,
        request_key=key(),
    )
    asked = reversals.ask_reversal(entry=LedgerEntry.objects.get(pk=twice.pk), reason="登记重复", by=cast.finance)
    reversals.confirm_reversal(reversal=asked, by=cast.section_head)
    assert [grant.amount for grant in grants(bureau, 2026)] == [Decimal("5000")]
    assert years_of_money(bureau, [2026])[0].granted == Decimal("5000")


def test_full_years_that_spent_make_the_forecast(bureau, make_source, walk, recognised, recognise):
    source = make_source()
    person = recognised()
    walk.paid(source, person, "1000.00")
    with clock.at(date(2027, 3, 10)):
        recognise(person, year=2027)
        walk.paid(source, person, "2000.01")
        years = years_of_money(bureau, range(2024, 2029))
        assert forecast(years, 2027) == Decimal("1000.00")
        assert forecast(years, 2028) == Decimal("1500.01")
        assert forecast(years, 2026) is None


def test_lines_are_added_changed_and_taken_out(bureau, cast, line):
    added = line()
    with pytest.raises(BudgetLineTwice, match="已经有“离休干部医药费”"):
        line()
    other = line("走访慰问", "500")
    with pytest.raises(BudgetLineTwice):
        budget.change_line(
            line=other, version=other.version, purpose=added.purpose, amount=other.amount, by=cast.caseworker
        )
    budget.change_line(
        line=added, version=added.version, purpose=added.purpose, amount=Decimal("120000"), by=cast.caseworker
    )
    with pytest.raises(ChangedMeanwhile):
        budget.change_line(
            line=BudgetLine.objects.get(pk=added.pk),
            version=1,
            purpose="别的",
            amount=Decimal("1"),
            by=cast.caseworker,
        )
    added = BudgetLine.objects.get(pk=added.pk)
    assert added.amount == Decimal("120000")
    assert set(added.history.values_list("amount", flat=True)) == {Decimal("100000"), Decimal("120000")}
    with pytest.raises(ReasonMissing):
        budget.withdraw_line(line=added, version=added.version, reason=" ", by=cast.caseworker)
    budget.withdraw_line(line=added, version=added.version, reason="改由医保列支", by=cast.caseworker)
    with pytest.raises(WrongStatus):
        budget.withdraw_line(line=added, version=added.version, reason="再撤", by=cast.caseworker)
    line()  # the purpose is free again
    assert years_of_money(bureau, [2026])[0].need == Decimal("100500")
    with pytest.raises(Refused):
        line("党建活动", by=cast.helper)


def test_a_year_begins_with_the_lines_of_the_last(bureau, cast, line):
    line("走访慰问", "500")
    line("困难帮扶", "900")
    line("困难帮扶", "1000", year=2027)
    made = budget.copy_last_year(bureau=bureau, year=2027, by=cast.caseworker)
    assert [(one.purpose, one.amount, one.year) for one in made] == [("走访慰问", Decimal("500"), 2027)]
    with pytest.raises(NothingToCopy):
        budget.copy_last_year(bureau=bureau, year=2027, by=cast.caseworker)


def test_a_budget_through_its_pages(bureau, cast, sign_in, make_source):
    make_source(money="3000.00")
    client = sign_in(cast.caseworker)
    assert "还没有编制预算" in client.get("/funds/budget/2026/").content.decode()
    answer = client.post("/funds/budget/2026/add/", {"purpose": "走访慰问", "amount": "0.5万", "basis": "10 人 × 500"})
    assert answer.status_code == 303, answer.content.decode()
    page = client.get("/funds/budget/2026/").content.decode()
    assert "5,000.00" in page and "3,000.00" in page and re.search(r"缺口.*?0\.20", page, re.S)
    twice = client.post("/funds/budget/2026/add/", {"purpose": "走访慰问", "amount": "1"})
    assert twice.status_code == 422 and "请修改原来那一项" in twice.content.decode()
    line = BudgetLine.objects.get()
    edit = reverse("funds:budget-edit", args=[line.public_id])
    stale = client.post(edit, {"purpose": "走访慰问", "amount": "6000", "version": line.version - 1})
    assert stale.status_code == 422
    assert client.post(edit, {"purpose": "走访慰问", "amount": "6000"}).status_code == 422  # no version, no change
    assert client.post(edit, {"purpose": "走访慰问", "amount": "6000", "version": line.version}).status_code == 303
    assert client.post("/funds/budget/2027/copy/").status_code == 303
    line.refresh_from_db()
    withdraw = reverse("funds:budget-withdraw", args=[line.public_id])
    assert client.post(withdraw, {"reason": "并入困难帮扶", "version": line.version}).status_code == 303
    page = client.get("/funds/budget/").content.decode()
    assert page.count("没有编制") == 1 and "0.60" in page  # 2026's line is out, 2027's is the copy
    assert "2025 年" not in page  # nothing happened before
    assert client.get("/funds/budget/2031/").status_code == 404
