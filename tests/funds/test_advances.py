"""A Spring Festival in cash: advances taken for a plan, delivered, accounted for, settled by somebody else."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from funds import books
from funds.accounts import accounts
from funds.choices import Delivery, EntryKind, ItemStatus
from funds.errors import (
    AdvanceIncomplete,
    AdvanceOpen,
    KeyUsedOtherwise,
    NotPayable,
    NotYourAdvance,
    OwnAdvance,
    TakerBarred,
)
from funds.models import AdvancePhoto, AdvanceRow, CashAdvance, LedgerEntry, Payment
from funds.publicity import list_of_year
from funds.statements import statement
from funds.todo import waiting
from funds.workflows import advances, aid, payments, reversals, sources
from funds.workflows.advances import Told
from office import clock
from office.errors import ChangedMeanwhile, WrongStatus
from office.models import AuditEvent
from office.signing import ReasonMissing
from registry.scans import Scan
from registry.workflows import life, relatives
from tests import pdf_tools
from tests.funds.conftest import TODAY, fresh, key

D = Decimal
pytestmark = pytest.mark.django_db
SCAN = Scan(b"\xff\xd8\xff", "image/jpeg")


@pytest.fixture
def plan(source, make_person, walk):
    """A Spring Festival plan for four people, approved: 2,000 of 100,000 reserved."""
    people = [make_person(name) for name in ("赵大", "钱二", "孙三", "李四")]
    return walk.approve(walk.submit(walk.plan(source, people)))


@pytest.fixture
def take(plan, cast):
    def take(rows=slice(None), taker=None, request_key="", by=None, **told):
        told = {"issued_on": clock.today(), "document": "借据1号"} | told
        return advances.issue_advance(
            application=fresh(plan),
            items=list(plan.items.order_by("pk"))[rows],
            taker=taker or cast.helper.staff_member,
            by=by or cast.finance,
            request_key=request_key or key(),
            **told,
        )

    return take


def rows_of(advance):
    return list(advance.rows.for_list())


def tell(advance, rows, delivery=Delivery.SIGNED, by=None, photo=None, **told):
    told = {"on": clock.today()} | told
    advances.tell_delivery(advance=fresh(advance), rows=rows, told=Told(delivery, **told), photo=photo, by=by)


def settle(advance, by):
    advance = fresh(advance)
    return advances.settle(advance=advance, version=advance.version, by=by)


def pot(source):
    source = fresh(source)
    return source.balance, source.reserved


def lines_of(user):
    return {line.url.rpartition("?")[2]: line.found.count() for line in waiting(user) if "advances" in line.url}


def test_a_spring_festival_from_plan_to_settled_advances(source, plan, take, cast):
    assert pot(source) == (D("100000.00"), D("2000.00"))
    first, second = take(slice(0, 3), request_key="once"), take(slice(3, 4), taker=cast.caseworker.staff_member)
    assert take(slice(0, 3), request_key="once").pk == first.pk
    assert pot(source) == (D("98000.00"), D("0.00"))
    [line] = accounts(plan.bureau, 2026).pots
    assert (line.income, line.spent, line.cash_out, line.closing) == (D(100000), D(0), D(2000), D(98000))
    assert set(plan.items.values_list("status", flat=True)) == {ItemStatus.ADVANCED} and books.mismatches() == []

    with clock.at(TODAY + timedelta(days=1)):
        zhao, qian, sun = rows_of(first)
        tell(first, [zhao], by=cast.helper)
        tell(first, [qian], Delivery.COLLECTED, by=cast.helper, photo=SCAN, received_by="钱小二", relation="儿子")
        with pytest.raises(AdvanceIncomplete, match="还有 1 人没有登记"):
            advances.hand_in(advance=fresh(first), by=cast.helper)
        tell(first, [sun], Delivery.UNDELIVERED, by=cast.caseworker, reason="去外地女儿家")
        tell(second, rows_of(second), by=cast.caseworker)
        advances.hand_in(advance=fresh(first), sheet=SCAN, by=cast.helper)
    with clock.at(TODAY + timedelta(days=3)):
        settled = settle(first, cast.finance)
        assert (settled.returned, pot(source)) == (D("500.00"), (D("98500.00"), D("500.00")))
        assert {one.code for one in books.mismatches()} == {"audit"}  # nobody sealed the events of two days ago
        advances.hand_in(advance=fresh(second), by=cast.caseworker)
        settle(second, cast.finance)
        page = statement(source, TODAY, clock.today())
        [line] = accounts(plan.bureau, 2026).pots
        assert (line.income, line.spent, line.cash_out, line.closing) == (D(100000), D(1500), D(0), D(98500))

    kinds = list(LedgerEntry.objects.order_by("pk").values_list("kind", "amount"))
    advance, settlement, payment, refund = "advance", "settlement", "payment", "refund"
    wanted = [("receipt", 100000), (advance, 1500), (advance, 500), (settlement, 1000), (payment, 500), (payment, 500)]
    assert kinds == [*wanted, (refund, 500), (settlement, 500), (payment, 500)]
    assert min(entry.balance_after for entry in page.entries) == D("98000.00") and page.closing == D("98500.00")
    collected = Payment.objects.get(payee_name="钱二")
    assert (collected.received_by, collected.receiver_relation) == ("钱小二", "儿子")
    assert (collected.witness, collected.paid_on) == (cast.helper.staff_member, TODAY + timedelta(days=1))
    assert AdvancePhoto.objects.filter(row__item__payee_name="钱二").count() == 1
    listed = list_of_year(plan.bureau, 2026)
    assert (listed.people, listed.total) == (3, D("1500.00"))
    back = plan.items.get(payee_name="孙三")
    assert (back.status, fresh(plan).status) == (ItemStatus.PAYABLE, "approved")
    aid.stop_item(item=back, reason="本人谢绝", by=cast.caseworker)
    assert pot(source) == (D("98500.00"), D("0.00")) and fresh(plan).status == "closed"
    acts = AuditEvent.objects.filter(action__startswith="funds.advance.").values_list("action", flat=True)
    assert {act.rpartition(".")[2] for act in acts} == {"issued", "told", "handed-in", "settled"}


def test_what_came_back_goes_out_again_and_a_payment_is_reversed(source, plan, take, cast):
    first = take()
    tell(first, rows_of(first), Delivery.UNDELIVERED, by=cast.caseworker, reason="大雪封路")
    advances.hand_in(advance=fresh(first), by=cast.caseworker)
    settle(first, cast.finance)
    assert pot(source) == (D("100000.00"), D("2000.00")) and not Payment.objects.exists()
    again = take(document="借据2号")
    tell(again, rows_of(again), by=cast.caseworker)
    advances.hand_in(advance=fresh(again), by=cast.caseworker)
    settle(again, cast.finance)
    assert (pot(source), fresh(plan).status) == ((D("98000.00"), D("0.00")), "closed")
    entry = LedgerEntry.objects.filter(kind=EntryKind.PAYMENT)[0]
    asked = reversals.ask_reversal(entry=entry, reason="签收人不是本人", by=cast.finance)
    reversals.confirm_reversal(reversal=fresh(asked), by=cast.section_head)
    assert pot(source) == (D("98500.00"), D("0.00"))


def test_who_may_take_deliver_and_settle(source, plan, take, cast, make_staff):
    with pytest.raises(TakerBarred, match="不能自己借款"):
        take(taker=cast.finance.staff_member)
    with pytest.raises(TakerBarred, match="签批过"):
        take(taker=cast.section_head.staff_member)
    with pytest.raises(TakerBarred, match="不是本局在职人员"):
        take(taker=make_staff("老周", serving_to=date(2025, 1, 1)))
    kin = plan.items.order_by("pk")[0].person
    relatives.declare_relative(person=kin, staff_member=cast.helper.staff_member, relation="侄子", by=cast.caseworker)
    with pytest.raises(TakerBarred, match="回避"):
        take()
    assert not CashAdvance.objects.exists() and pot(source) == (D("100000.00"), D("2000.00"))

    advance = take(slice(1, 4))
    with pytest.raises(KeyUsedOtherwise):
        take(slice(1, 4), request_key=advance.request_key, taker=cast.caseworker.staff_member)
    with pytest.raises(NotPayable, match="已预借"):
        take(slice(1, 2))
    cast.branch_secretary.groups.set(cast.helper.groups.all())
    other = fresh(cast.branch_secretary)
    with pytest.raises(NotYourAdvance):
        tell(advance, rows_of(advance), by=other)
    tell(advance, rows_of(advance), by=cast.helper)
    advances.hand_in(advance=fresh(advance), by=cast.caseworker)
    cast.caseworker.groups.add(*cast.finance.groups.all())
    rule = sources.SourceRule(name=source.name, keeper=fresh(cast.caseworker))
    sources.change_source(source=fresh(source), rule=rule, by=cast.finance)
    with pytest.raises(OwnAdvance):
        settle(advance, fresh(cast.caseworker))
    rule = sources.SourceRule(name=source.name, keeper=cast.finance)
    sources.change_source(source=fresh(source), rule=rule, by=fresh(cast.caseworker))
    with pytest.raises(ChangedMeanwhile):
        advances.settle(advance=fresh(advance), version=1, by=cast.finance)
    settle(advance, cast.finance)
    with pytest.raises(WrongStatus):
        settle(advance, cast.finance)


def test_what_a_row_and_a_receipt_must_say(plan, take, cast):
    for told, why in (
        ({"document": " "}, "借据号"),
        ({"issued_on": TODAY - timedelta(days=1)}, "借款日期"),
        ({"rows": slice(0, 0)}, "没有选人"),
    ):
        with pytest.raises(AdvanceIncomplete, match=why):
            take(**told)
    advance = take()
    row = rows_of(advance)[:1]
    with pytest.raises(ReasonMissing):
        tell(advance, row, Delivery.UNDELIVERED, by=cast.helper)
    with pytest.raises(AdvanceIncomplete, match="送达日期"):
        tell(advance, row, by=cast.helper, on=TODAY - timedelta(days=1))
    with pytest.raises(AdvanceIncomplete, match="关系"):
        tell(advance, row, Delivery.COLLECTED, by=cast.helper, received_by="邻居")
    with pytest.raises(NotPayable, match="已预借"):
        payments.start_payment(item=fresh(row[0].item), method="treasury", by=cast.finance, request_key=key())
    with pytest.raises(WrongStatus, match="已经预借现金"):
        aid.stop_item(item=fresh(row[0].item), reason="x", by=cast.caseworker)
    with pytest.raises(WrongStatus, match="已有支付或预借"):
        aid.withdraw_application(application=fresh(plan), reason="x", by=cast.caseworker)
    tell(advance, rows_of(advance), by=cast.helper)
    advances.hand_in(advance=fresh(advance), by=cast.helper)
    with pytest.raises(WrongStatus, match="不能再登记"):
        tell(advance, rows_of(advance), by=cast.helper)
    advances.send_back(advance=fresh(advance), reason="少一个签名", by=cast.finance)
    tell(advance, rows_of(advance)[:1], Delivery.UNDELIVERED, by=cast.helper, reason="没有签名")
    advances.hand_in(advance=fresh(advance), by=cast.helper)
    assert settle(advance, cast.finance).returned == D("500.00")


def test_a_death_on_the_way_brings_the_money_back(source, plan, take, cast):
    advance = take()
    row = rows_of(advance)[0]
    person = row.item.person
    findings = aid.stop_on_death(person, TODAY, cast.caseworker)
    assert "不要再送" in findings[0].text
    life.record_death(person=person, died_on=TODAY, by=cast.caseworker)
    with pytest.raises(AdvanceIncomplete, match="应当退回"):
        tell(advance, rows_of(advance)[:1], by=cast.helper)
    tell(advance, rows_of(advance)[:1], Delivery.UNDELIVERED, by=cast.helper, reason="已去世")
    tell(advance, rows_of(advance)[1:], by=cast.helper)
    advances.hand_in(advance=fresh(advance), by=cast.helper)
    settle(advance, cast.finance)
    assert (fresh(row.item).status, fresh(plan).status) == (ItemStatus.STOPPED, "closed")
    assert pot(source) == (D("98500.00"), D("0.00"))


def test_a_source_with_cash_out_is_not_closed(make_source, make_person, walk, cast):
    source = make_source("小额", money="500.00")
    plan = walk.approve(walk.submit(walk.plan(source, [make_person("甲")])))
    told = {"issued_on": TODAY, "document": "1", "by": cast.finance, "request_key": key()}
    taker = cast.helper.staff_member
    advances.issue_advance(application=plan, items=list(plan.items.all()), taker=taker, **told)
    with pytest.raises(AdvanceOpen):
        sources.close_source(source=fresh(source), closed_on=TODAY, reason="合并", by=cast.finance)


@pytest.mark.broken_books
def test_check_books_names_an_advance_that_does_not_add_up(plan, take, cast):
    advance = take()
    AdvanceRow.objects.filter(pk=rows_of(advance)[0].pk).update(amount=D("400.00"))
    assert [one.code for one in books.mismatches()] == ["advance"]
    plan.items.filter(payee_name="李四").update(status=ItemStatus.PAYABLE)
    assert [one.text for one in books.mismatches() if one.code == "advance"][1].startswith("李四 是“待支付”")


def test_it_waits_on_somebody_s_list(take, cast):
    advance = take()
    assert lines_of(cast.helper) == {"show=mine": 1}
    assert lines_of(cast.caseworker) == {"show=mine": 0, "show=overdue": 0}
    with clock.at(TODAY + timedelta(days=16)):
        assert lines_of(cast.caseworker) == {"show=mine": 0, "show=overdue": 1}
        assert lines_of(cast.finance) == {"show=overdue": 1, "show=settle": 0}
    tell(advance, rows_of(advance), by=cast.helper)
    advances.hand_in(advance=fresh(advance), by=cast.helper)
    assert lines_of(cast.helper) == {"show=mine": 0} and lines_of(cast.finance)["show=settle"] == 1


def test_the_pages_lead_from_the_plan_to_the_settled_advance(client, plan, cast, source):
    first, *_, last = plan.items.order_by("pk")

    def post(user, name, public_id, status=303, **data):
        client.force_login(user, backend="office.backends.AccountBackend")
        answer = client.post(reverse(f"funds:{name}", args=[public_id]), data)
        assert answer.status_code == status, answer.content.decode()
        return answer

    taken = {
        "taker": cast.helper.staff_member.public_id,
        "issued_on": TODAY,
        "document": "借据7号",
        "request_key": "k7",
    }
    post(cast.finance, "aid-advance", plan.public_id, 422, **taken)
    post(cast.finance, "aid-advance", plan.public_id, **taken, pick=[first.public_id, last.public_id])
    advance = CashAdvance.objects.get()
    one, other = rows_of(advance)
    client.force_login(cast.helper, backend="office.backends.AccountBackend")
    page = client.get(reverse("funds:advance-page", args=[advance.public_id])).content.decode()
    assert "赵大" in page and "还有人没有登记送达情况" in page
    sheet = post(cast.helper, "advance-sheet", advance.public_id, 200)
    text = pdf_tools.text(sheet.content)
    assert "慰问金送达签收单" in text and "壹仟元整" in text and "李四" in text
    post(cast.helper, "advance-signed", advance.public_id, on=TODAY, pick=[one.public_id])
    told = {"delivery": "undelivered", "reason": "住院", "version": other.version}
    post(cast.helper, "advance-row", other.public_id, 422, delivery="undelivered", version=other.version)
    post(cast.helper, "advance-row", other.public_id, **told)
    post(cast.helper, "advance-row", other.public_id, 422, **told)
    post(cast.helper, "advance-hand-in", advance.public_id)
    post(cast.finance, "advance-back", advance.public_id, reason="签收单缺页")
    post(cast.caseworker, "advance-hand-in", advance.public_id)
    post(cast.finance, "advance-settle", advance.public_id, version=fresh(advance).version)
    assert pot(source) == (D("99500.00"), D("1500.00"))
    listed = client.get(reverse("funds:advance-list")).content.decode()
    assert "已报账" in listed and "500.00" in listed
