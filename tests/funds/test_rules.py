"""Rules of money that no story walks by: who and what a source pays for, what a list may say, what proves a payment."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from funds.choices import AidForm, AidKind, PaymentMethod, SourceKind
from funds.errors import (
    ApplicationIncomplete,
    BeingPaid,
    KeyUsedOtherwise,
    ListEmpty,
    NotEntitled,
    NotPayable,
    PayeeNotAdmitted,
    PaymentIncomplete,
    PersonTwice,
    PurposeNotAdmitted,
    RowsRefused,
    SourceClosed,
)
from funds.models import FundRoute, GreetingsStandard, LedgerEntry, Payment
from funds.workflows import aid, payments, sources
from office import clock
from office.errors import RuleBroken, WrongStatus
from office.models import Bureau
from office.roles import Role
from registry.workflows.departures import record_departure
from tests.funds.conftest import TODAY, fresh, key
from tests.own_routes import put_in_force

pytestmark = pytest.mark.django_db
D = Decimal


def test_a_members_survivor_is_admitted_where_the_rule_says_so(make_source, recognised, make_person, walk):
    member = make_person("李桂兰", died_on=date(2025, 5, 1), party_joined_on=date(1965, 7, 1))
    survivor = recognised("王秀英", kind="survivor", deceased=member)
    strict = make_source("党费", SourceKind.PARTY_DUES, party_members_only=True)
    with pytest.raises(PayeeNotAdmitted, match="王秀英 不是党员"):
        walk.submitted(strict, survivor)
    open_to_them = make_source("党费二", SourceKind.PARTY_DUES, party_members_only=True, admits_members_survivors=True)
    assert walk.submitted(open_to_them, survivor).status == "submitted"


def test_a_source_is_for_its_purposes(make_source, recognised, walk):
    medical = make_source("医疗补助经费", purposes=[AidKind.MEDICAL])
    with pytest.raises(PurposeNotAdmitted, match="只能用于医疗补助.*一次性补助"):
        walk.submitted(medical, recognised())
    assert walk.submitted(medical, recognised(), kind=AidKind.MEDICAL).status == "submitted"


def test_a_source_pays_in_its_year_and_while_in_use(make_source, recognised, walk, cast):
    last_year = make_source("2025年经费", year=2025)
    with pytest.raises(SourceClosed, match="2025年度"):
        walk.submitted(last_year, recognised("甲"))
    empty = make_source("停用的经费", money="0")
    draft = walk.draft(empty, recognised("乙"))
    sources.close_source(source=empty, closed_on=TODAY, reason="并入专项经费", by=cast.finance)
    with pytest.raises(SourceClosed, match="停用的经费"):
        walk.submit(draft)


def test_the_list_is_judged_again_at_the_last_approval(source, recognised, walk, cast):
    person = recognised("王秀英")
    application = walk.act(walk.submitted(source, person), cast.finance)
    record_departure(person=fresh(person), transferred_out_on=TODAY, transferred_out_to="市局", by=cast.caseworker)
    with pytest.raises(NotEntitled, match="王秀英 已去世或已转出"):
        walk.act(application, cast.section_head)
    assert (fresh(application).status, fresh(source).reserved) == ("submitted", 0)


def test_nothing_is_paid_to_somebody_transferred_out(source, recognised, walk, cast):
    person = recognised("王秀英")
    item = walk.approved(source, person).items.get()
    record_departure(person=fresh(person), transferred_out_on=TODAY, transferred_out_to="市局", by=cast.caseworker)
    with pytest.raises(NotPayable, match="王秀英 已去世或已转出"):
        walk.pay(item)
    assert not Payment.objects.exists()


def test_a_list_names_whom_and_how_much(source, make_person, cast):
    first, second = make_person("甲"), make_person("乙")
    elsewhere = make_person("丙", bureau=Bureau.objects.create(code="431198", name="青山县税务局"), branch=None)
    grant = aid.Terms("困难补助", AidKind.ONE_OFF_GRANT, source, "住院")
    gift, emergency = replace(grant, aid_kind=AidKind.GIFT), replace(grant, aid_kind=AidKind.EMERGENCY)

    def enter(form, terms, *rows):
        aid.open_application(form=form, terms=terms, rows=rows, by=cast.caseworker)

    with pytest.raises(ListEmpty):
        enter(AidForm.PLAN, grant)
    with pytest.raises(PersonTwice, match="甲"):
        enter(AidForm.PLAN, grant, aid.Row(first, D(1)), aid.Row(first, D(2)))
    with pytest.raises(ApplicationIncomplete, match="只能写一个人"):
        enter(AidForm.SINGLE, grant, aid.Row(first, D(1)), aid.Row(second, D(1)))
    with pytest.raises(ApplicationIncomplete, match="不能用方案"):
        enter(AidForm.PLAN, emergency, aid.Row(first, D(1)))
    with pytest.raises(ApplicationIncomplete, match="最多 2000 人"):
        enter(AidForm.PLAN, grant, *[aid.Row(first, D(1))] * 2001)
    with pytest.raises(ApplicationIncomplete, match="丙 不是本局人员"):
        enter(AidForm.SINGLE, grant, aid.Row(elsewhere, D(1)))
    with pytest.raises(ApplicationIncomplete, match="大于 0"):
        enter(AidForm.SINGLE, grant, aid.Row(first, D(0)))
    with pytest.raises(ApplicationIncomplete, match="慰问品"):
        enter(AidForm.SINGLE, gift, aid.Row(first, D(1)))
    enter(AidForm.SINGLE, gift, aid.Row(first, D(1), goods="米面油"))


def test_a_route_that_nobody_signs_takes_no_application(source, bureau, recognised, walk):
    unsigned = ("check", Role.FINANCE, "财务复核")
    route = put_in_force(FundRoute, bureau, unsigned, source_kind=SourceKind.BUDGET)
    with pytest.raises(ApplicationIncomplete, match="没有签批或会议环节"):
        walk.submitted(source, recognised())
    route.steps.create(order=2, kind="signature", role=Role.SECTION_HEAD, title="负责人审批")
    assert walk.submitted(source, recognised()).status == "submitted"


def test_a_check_changes_no_sum(source, recognised, walk, cast):
    application = walk.submitted(source, recognised())
    item = application.items.get()
    with pytest.raises(ApplicationIncomplete, match="不能改动金额"):
        walk.act(application, cast.finance, amounts={item.public_id: D("1999.99")})


def test_what_is_paid_or_at_the_bank_is_not_withdrawn(source, make_person, walk, cast):
    plan = walk.approve(walk.submit(walk.plan(source, [make_person("甲"), make_person("乙")])))
    first, second = plan.items.select_related("application__source", "person").order_by("pk")
    payments.start_payment(item=first, method=PaymentMethod.TREASURY, by=cast.finance, request_key=key())
    with pytest.raises(BeingPaid, match="甲"):
        aid.withdraw_application(application=fresh(plan), reason="不办了", by=cast.caseworker)
    proof = payments.Proof(paid_on=TODAY, voucher_number="V1")
    payments.complete_payment(payment=Payment.objects.get(), proof=proof, by=cast.finance)
    with pytest.raises(WrongStatus, match="已有支付"):
        aid.withdraw_application(application=fresh(plan), reason="不办了", by=cast.caseworker)
    aid.stop_item(item=fresh(second), reason="不再需要", by=cast.caseworker)
    assert fresh(plan).status == "closed"


@pytest.mark.parametrize(
    "proof",
    [
        payments.Proof(paid_on=TODAY - timedelta(days=1), voucher_number="V1"),
        payments.Proof(paid_on=TODAY + timedelta(days=1), voucher_number="V1"),
        payments.Proof(paid_on=TODAY, voucher_number=" "),
    ],
)
def test_a_payment_lies_between_approval_and_today_and_has_a_voucher(source, recognised, walk, cast, proof):
    item = walk.approved(source, recognised()).items.select_related("application__source", "person").get()
    with pytest.raises(PaymentIncomplete):
        payments.pay_item(item=item, method=PaymentMethod.TREASURY, proof=proof, by=cast.finance, request_key=key())
    assert not Payment.objects.exists() and fresh(source).balance == D("100000.00")


def test_a_receipt_is_of_today_or_earlier_and_booked_once(source, make_source, cast):
    def book(source, on=TODAY, amount="10.00", request_key="one-form"):
        values = {"received_from": "市局", "document": "拨款单", "by": cast.finance, "request_key": request_key}
        return sources.book_receipt(source=source, amount=D(amount), on=on, **values)

    with pytest.raises(RuleBroken, match="不能晚于今天"):
        book(source, on=clock.today() + timedelta(days=1))
    assert book(source) == book(source)
    assert fresh(source).balance == D("100010.00")
    with pytest.raises(KeyUsedOtherwise):
        book(source, amount="11.00")
    closed = make_source("停用的经费", money="0")
    sources.close_source(source=closed, closed_on=TODAY, reason="不再使用", by=cast.finance)
    with pytest.raises(WrongStatus, match="已经停用"):
        book(closed, request_key="another-form")
    assert LedgerEntry.objects.filter(source=closed).count() == 0


def test_a_keeper_is_a_finance_account_of_the_bureau(make_source, cast, make_user):
    other = make_user(Role.FINANCE, bureau=Bureau.objects.create(code="431198", name="青山县税务局"))
    gone = make_user(Role.FINANCE, is_active=False)
    for unfit in (cast.caseworker, other, gone):
        with pytest.raises(RuleBroken, match="财务账号"):
            make_source(keeper=unfit)


def test_who_proposed_a_standard_does_not_confirm_it(bureau, cast, make_user):
    both = make_user(Role.SECTION_HEAD, Role.BUREAU_LEADER)
    standard = sources.propose_standard(
        bureau=bureau,
        occasion="party_day",
        person_kinds=["retiree"],
        amount=D("300.00"),
        times_a_year=1,
        document="新税发〔2026〕3号",
        holds_from=TODAY,
        by=both,
    )
    with pytest.raises(RuleBroken, match="不能自己确认"):
        sources.confirm_standard(standard=standard, by=both)
    assert GreetingsStandard.objects.get(pk=standard.pk).confirmed_at is None
    assert sources.confirm_standard(standard=fresh(standard), by=cast.bureau_leader).confirmed_at


def test_many_refused_rows_are_told_by_rule_with_their_names(source, make_person, walk):
    gone = [make_person(name, died_on=date(2026, 1, 2)) for name in ("甲", "乙")]
    plan = walk.plan(source, [*gone, *(make_person(f"丙{number}") for number in range(21))], "501.00")
    with pytest.raises(RowsRefused) as caught:
        walk.submit(plan)
    text = str(caught.value)
    assert text.startswith("名单中有 23 人不能列入。") and text.endswith("请移出这些人或改正后再提交。")
    assert "已去世或已转出的人不能再列入:甲、乙;" in text
    assert text.count("春节慰问标准是每人每次 500.00 元") == 1 and "丙19等 21 人" in text


def test_a_returned_application_says_on_top_who_sent_it_back_and_why(source, recognised, walk, cast, sign_in):
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    application = walk.act(application, cast.section_head, outcome="return", opinion="请补上发票")
    client = sign_in(cast.caseworker)
    for name in ("funds:aid-page", "funds:aid-edit"):
        text = client.get(reverse(name, args=[application.public_id])).content.decode()
        assert f"{cast.section_head} 2026-03-10 在“负责人审批”退回:请补上发票" in text, name
    walk.submit(application)
    text = client.get(reverse("funds:aid-page", args=[application.public_id])).content.decode()
    assert "已退回修改</strong>" not in text
