"""A source's statement and the year's accounts: every breakdown adds up to the ledger, on page, workbook and paper."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funds.accounts import NO_BRANCH, UNRECOGNISED, accounts
from funds.choices import AidKind, Nature
from funds.models import FundSource, LedgerEntry
from funds.statements import statement
from funds.workflows import reversals
from office import clock
from office.errors import RuleBroken
from office.models import AuditEvent
from office.spreadsheets import read_workbook
from registry.models import Person
from tests import pdf_tools
from tests.funds.conftest import TODAY

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture
def spent(walk, source, make_source, recognised, make_person, branch):
    """A grant, a monthly subsidy, an emergency, a festival and one payment that was reversed, from two sources."""
    first, second = recognised("王秀英", branch=branch), recognised("李国栋")
    walk.paid(source, first, "800.00")
    walk.paid(source, second, "600.00", kind=AidKind.LIVING_SUBSIDY)
    walk.paid(source, make_person("赵淑芳"), "300.00", kind=AidKind.EMERGENCY)
    welfare = make_source("福利费", kind="welfare", money="5000.00")
    festival = walk.approve(walk.submit(walk.plan(welfare, [first, second], "200.00")))
    for item in festival.items.all():
        walk.pay(item)
    return source, welfare


def reverse_payment(payment, cast):
    entry = LedgerEntry.objects.get(payment=payment, kind="payment")
    asked = reversals.ask_reversal(entry=entry, reason="户名有误,银行退回", by=cast.finance)
    reversals.confirm_reversal(reversal=asked, by=cast.section_head)


def test_a_statement_runs_from_what_was_held_to_what_is_held(source, walk, recognised, make_source, cast):
    walk.paid(make_source("另一来源"), recognised("孙德明"), "50.00")
    with clock.at(date(2026, 2, 10)):
        walk.paid(source, recognised("王秀英"), "800.00")
    payment = walk.paid(source, recognised("李国栋"), "300.00")
    reverse_payment(payment, cast)
    source.refresh_from_db()

    february = statement(source, date(2026, 2, 1), date(2026, 2, 28))
    assert (february.opening, february.income, february.outgo) == (Decimal("100000"), Decimal(0), Decimal("800"))
    assert february.closing == Decimal("99200") and [e.balance_after for e in february.entries] == [february.closing]
    march = statement(source, date(2026, 3, 1), date(2026, 3, 31))
    assert march.opening == february.closing and march.closing == source.balance
    assert [e.balance_after for e in march.entries] == [Decimal("98900"), Decimal("99200")]
    with pytest.raises(RuleBroken, match="早于起始日期"):
        statement(source, date(2026, 3, 1), date(2026, 2, 1))


def test_page_workbook_and_paper_of_a_statement_say_the_same(spent, sign_in, cast):
    source, _ = spent
    client = sign_in(cast.auditor)
    page = client.get(f"/funds/sources/{source.public_id}/statement/").content.decode()
    assert "期末 <strong>98,300.00 元</strong>" in page
    address = f"/funds/sources/{source.public_id}/statement/{{}}/?since=2026-01-01&until=2026-12-31"
    rows = read_workbook("x.xlsx", b"".join(client.post(address.format("xlsx")))).sheets[0].rows
    last = next(row for row in rows if row[1] == "期末")
    assert [last[5], last[6], last[7]] == [100000, 1700, 98300]
    text = pdf_tools.text(b"".join(client.post(address.format("pdf"))))
    assert "98,300.00" in text and "玖万捌仟叁佰元整" in re.sub(r"\s", "", text)
    assert AuditEvent.objects.filter(action="funds.statement.exported").count() == 2


def test_a_period_that_is_none_is_told_and_the_year_stays(source, sign_in, cast):
    client = sign_in(cast.finance)
    answer = client.get(f"/funds/sources/{source.public_id}/statement/?since=2026-03-01&until=2026-02-01")
    assert answer.status_code == 422 and "截止日期早于起始日期" in answer.content.decode()
    answer = client.get(f"/funds/sources/{source.public_id}/statement/?since=昨天")
    assert answer.status_code == 422 and "期末 <strong>100,000.00 元</strong>" in answer.content.decode()
    assert client.post(f"/funds/sources/{source.public_id}/statement/pdf/?since=昨天").status_code == 422


def test_every_breakdown_adds_up_to_the_ledger(bureau, spent, branch, walk, source, recognised, cast):
    reverse_payment(walk.paid(source, recognised("吴桂兰"), "99.00"), cast)
    found = accounts(bureau, YEAR)
    assert found.total == LedgerEntry.objects.of_payments().filter(on__year=YEAR).spent_total() == Decimal("2100")
    for parts in (found.lines, found.natures, found.branches):
        assert sum(part.amount for part in parts) == found.total
    assert sum(pot.spent for pot in found.pots) == found.total
    for pot in found.pots:
        assert pot.closing == FundSource.objects.get(pk=pot.source.pk).balance
        assert pot.opening + pot.income - pot.spent == pot.closing
    assert (found.people, found.times) == (3, 5)
    assert {share.label: share.amount for share in found.natures} == {
        Nature.ROUTINE.label: Decimal("600"),
        Nature.FESTIVAL.label: Decimal("400"),
        Nature.EMERGENCY.label: Decimal("300"),
        Nature.ONE_OFF.label: Decimal("800"),
    }
    assert sum(share.percent for share in found.natures) == Decimal("100.0")
    assert {line.category for line in found.lines if line.purpose == "特情帮扶"} == {UNRECOGNISED}
    assert {pot.source.name: pot.income for pot in found.pots} == {"福利费": 5000, "离退休专项经费": 100000}


def test_a_head_in_each_branch_counts_who_is_there_and_the_money_of_who_died(
    bureau, spent, branch, recognised, source, walk
):
    Person.objects.filter(name="赵淑芳").update(died_on=TODAY)
    walk.paid(source, recognised("郑玉珍", branch=None), "90.00")
    named, without = accounts(bureau, YEAR).branches
    assert (named.name, named.members, named.helped, named.amount) == (branch.name, 2, 3, Decimal("2100"))
    assert named.a_head == Decimal("1050.00")
    assert (without.name, without.a_head) == (NO_BRANCH, Decimal("90.00"))


def test_page_workbook_and_paper_of_the_accounts_say_the_same(spent, sign_in, cast):
    client = sign_in(cast.section_head)
    page = client.get(f"/funds/accounts/{YEAR}/").content.decode()
    assert "<tfoot>" in page and "2,100.00" in page and "未列入帮扶对象" in page and "<svg" in page
    sheets = read_workbook("x.xlsx", b"".join(client.post(f"/funds/accounts/{YEAR}/xlsx/"))).sheets
    assert next(row for row in sheets[0].rows if row[0] == "合计")[5] == 2100
    for sheet, column in zip(sheets[1:], (3, 3, 3), strict=True):
        amounts = [row[column] for row in sheet.rows if isinstance(row[column], int | float | Decimal)]
        assert sum(amounts) == 2100, sheet.name
    text = re.sub(r"\s", "", pdf_tools.text(b"".join(client.post(f"/funds/accounts/{YEAR}/pdf/"))))
    assert "2,100.00" in text and "贰仟壹佰元整" in text and "节日慰问400.00元" in text
    assert client.get("/funds/accounts/", follow=True).redirect_chain[-1][0] == f"/funds/accounts/{YEAR}/"
    assert client.get(f"/funds/accounts/{YEAR + 1}/").status_code == 404


def test_the_pages_cost_the_same_however_many_entries(spent, sign_in, cast, walk, recognised):
    source, _ = spent
    client = sign_in(cast.section_head)
    pages = (f"/funds/accounts/{YEAR}/", f"/funds/sources/{source.public_id}/statement/")

    def costs() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    before = costs()
    for name in ("吴桂兰", "郑玉珍"):
        walk.paid(source, recognised(name), "100.00")
    assert costs() == before
