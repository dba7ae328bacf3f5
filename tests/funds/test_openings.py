"""Opening the books: the workbook is previewed, confirmed by somebody else, and booked once."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funds.accounts import accounts
from funds.choices import EntryKind, SourceKind
from funds.errors import NotEntitled, OpeningRefused, OpeningWaits, SamePersonOpens
from funds.models import AidApplication, LedgerEntry, Opening
from funds.openings import BALANCES, PAID, OpeningPlan, empty_workbook, read_openings
from funds.publicity import list_of_year
from funds.todo import waiting
from funds.workflows import openings
from office.errors import ChangedMeanwhile, Refused, WrongStatus
from office.spreadsheets import SheetOut, read_workbook, write_workbook
from tests.funds.conftest import fresh

D = Decimal
pytestmark = pytest.mark.django_db
BALANCE = ["专项", "10000", "5000", "2026-01-15", "拨款单1号"]
PAYMENT = ["2026-02-05", "专项", "王秀英", "", "慰问金", "春节", "500", "支-1", ""]


def workbook(balances=(BALANCE,), paid=(PAYMENT,)):
    return write_workbook(
        [
            SheetOut(resource.sheet_name, columns, [[*row, *[""] * (len(columns) - len(row))] for row in rows])
            for resource, rows in ((BALANCES, balances), (PAID, paid))
            for columns in [resource.columns_out()]
        ]
    )


@pytest.fixture
def empty(make_source):
    return make_source("专项", money="0.00")


@pytest.fixture
def ask(cast):
    def ask(data=None, only_valid=False, by=None):
        data = data or workbook()
        seen = OpeningPlan(read_openings("期初.xlsx", data), by or cast.finance).fingerprint()
        return openings.ask_opening(
            file_name="期初.xlsx", data=data, seen=seen, only_valid=only_valid, by=by or cast.finance
        )

    return ask


def reasons(data, keeper):
    plan = OpeningPlan(read_openings("期初.xlsx", data), keeper)
    return [" ".join(fault["reason"] for fault in line.row.faults) for line in plan.lines]


def test_the_books_open_with_balances_and_earlier_payments(empty, make_person, ask, walk, cast):
    person = make_person("王秀英")
    opening = ask()
    assert not LedgerEntry.objects.exists()
    with pytest.raises(SamePersonOpens):
        openings.confirm_opening(opening=fresh(opening), by=cast.finance)
    assert [line.found.count() for line in waiting(cast.section_head) if "openings" in line.url] == [1]
    openings.confirm_opening(opening=fresh(opening), by=cast.section_head)
    told = list(LedgerEntry.objects.order_by("pk").values_list("kind", "amount", "on"))
    assert told == [
        (EntryKind.CARRY_OVER, D(10000), date(2025, 12, 31)),
        (EntryKind.RECEIPT, D(5000), date(2026, 1, 15)),
        (EntryKind.PAYMENT, D(500), date(2026, 2, 5)),
    ]
    assert fresh(empty).balance == D("14500.00")
    [pot] = accounts(empty.bureau, 2026).pots
    assert (pot.opening, pot.income, pot.spent, pot.closing) == (D(10000), D(5000), D(500), D(14500))
    assert (list_of_year(empty.bureau, 2026).total, AidApplication.objects.get().status) == (D(500), "closed")
    with pytest.raises(NotEntitled, match="已列入 1 次"):  # the standard counts what was given before the start
        walk.submit(walk.plan(fresh(empty), [person], occasion_year=2026))
    with pytest.raises(WrongStatus):
        openings.confirm_opening(opening=fresh(opening), by=cast.bureau_leader)
    assert "已经有账目" in reasons(workbook(), cast.finance)[0]


def test_each_row_is_refused_with_its_reason(empty, make_person, make_source, ask, cast):
    make_source("党费", SourceKind.PARTY_DUES, money="0.00", party_members_only=True, purposes=["medical"])
    make_person("王秀英"), make_person("同名"), make_person("同名")
    balances = [BALANCE, ["党费", "100"], ["没有", "1"]]
    paid = [
        PAYMENT,
        ["2025-12-05", *PAYMENT[1:]],
        [*PAYMENT[:2], "查无此人", *PAYMENT[3:]],
        [*PAYMENT[:2], "同名", *PAYMENT[3:]],
        ["2026-02-05", "党费", "王秀英", "", "慰问金", "", "50", "支-2"],
        ["2026-02-05", "没有", "王秀英", "", "慰问金", "", "50", ""],
    ]
    data = workbook(balances, paid)
    found = reasons(data, cast.finance)
    wanted = ["", "", "没有这个", "", "本年内", "没有这个人", "同名", "不是党员", "凭证号"]
    for reason, word in zip(found, wanted, strict=True):
        assert (word in reason) if word else not reason, (word, reason)
    assert "只能用于医疗补助" in found[7]
    with pytest.raises(OpeningRefused):
        ask(data)
    opening = ask(data, only_valid=True)
    with pytest.raises(OpeningWaits):
        ask(data, only_valid=True)
    openings.confirm_opening(opening=fresh(opening), by=cast.caseworker)
    assert LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).count() == 1
    over = workbook([["党费", "100"]], [])
    assert "已经有账目" in reasons(over, cast.finance)[0]


def test_what_was_seen_is_what_is_booked(empty, make_person, make_source, ask, cast):
    make_person("王秀英")
    assert "超过上年结余" in reasons(workbook(paid=[[*PAYMENT[:6], "15000.01", "支-1"]]), cast.finance)[1]
    with pytest.raises(Refused):
        ask(by=cast.caseworker)
    opening = ask()
    make_person("王秀英")
    with pytest.raises(ChangedMeanwhile):
        openings.confirm_opening(opening=fresh(opening), by=cast.section_head)
    assert fresh(opening).status == "asked" and not LedgerEntry.objects.exists()
    openings.decline_opening(opening=fresh(opening), note="有同名", by=cast.section_head)
    assert fresh(opening).status == "declined"


def test_the_pages_lead_from_the_empty_workbook_to_the_books(client, empty, make_person, cast):
    make_person("王秀英")

    def sign_in(user):
        client.force_login(user, backend="office.backends.AccountBackend")

    sign_in(cast.finance)
    sheets = read_workbook("a.xlsx", client.get(reverse("funds:opening-template")).content).sheets
    assert [sheet.name for sheet in sheets] == ["期初余额", "本年已支付", "填写说明"] and "专项" in str(sheets[0].rows)
    assert empty_workbook(cast.finance)
    new, ask = reverse("funds:opening-new"), reverse("funds:opening-ask")
    assert client.post(new, {"file": SimpleUploadedFile("期初.xlsx", b"no workbook")}).status_code == 422
    page = client.post(new, {"file": SimpleUploadedFile("期初.xlsx", io.BytesIO(workbook()).read())})
    assert page.status_code == 200 and "王秀英" in page.content.decode()
    form = page.context["ask"]
    assert client.post(ask, dict(form.initial)).status_code == 303
    opening = Opening.objects.get()
    sign_in(cast.section_head)
    own, decide = (reverse(f"funds:opening-{name}", args=[opening.public_id]) for name in ("page", "decide"))
    assert "核对无误,记账" in client.get(own).content.decode()
    assert client.post(decide, {"decision": "decline"}).status_code == 422
    assert client.post(decide, {"decision": "confirm"}).status_code == 303
    assert fresh(empty).balance == D("14500.00")
    assert "已记账" in client.get(own).content.decode()
