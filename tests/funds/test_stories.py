"""Worked stories with numbers: from the application to the reversal, through the workflows."""

from decimal import Decimal

import pytest

from funds.choices import AidKind, AidStatus, EntryKind, ItemStatus, PaymentStatus, SourceKind
from funds.errors import (
    AlreadyPaid,
    AmountTooHigh,
    EmergencyNotAllowed,
    KeyUsedOtherwise,
    NotEntitled,
    PayeeNotAdmitted,
    SourceShort,
)
from funds.models import LedgerEntry, Payment
from funds.workflows import aid, payments, reversals
from office import clock
from office.choices import StepOutcome
from office.models import AuditEvent
from office.signing import ReasonMissing
from tests.funds.conftest import fresh, key

D = Decimal


def pot(source):
    source = fresh(source)
    return source.balance, source.reserved


def test_a_grant_from_application_to_reversal(source, recognised, walk, cast):
    application = walk.submitted(source, recognised(), "3000.00")
    assert pot(source) == (D("100000.00"), D("0.00"))

    application = walk.act(application, cast.finance)
    item = application.items.get()
    application = walk.act(application, cast.section_head, amounts={item.public_id: D("2000.00")})
    item = fresh(item)
    assert (application.status, item.status, item.amount_approved) == ("approved", "payable", D("2000.00"))
    assert pot(source) == (D("100000.00"), D("2000.00"))

    payment = walk.pay(item)
    assert (payment.status, fresh(item).status, fresh(application).status) == ("paid", "paid", "closed")
    assert pot(source) == (D("98000.00"), D("0.00"))

    entry = payment.entries.get()
    reversal = reversals.ask_reversal(entry=entry, reason="账号有误,银行退回", by=cast.finance)
    booked = reversals.confirm_reversal(reversal=fresh(reversal), by=cast.section_head)
    assert booked.reverses == entry and booked.kind == EntryKind.REVERSAL
    assert (fresh(payment).status, fresh(item).status) == (PaymentStatus.REVERSED, ItemStatus.REVERSED)
    assert pot(source) == (D("100000.00"), D("0.00"))
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    wanted = ["opened", "submitted", "signed", "signed", "approved"]
    assert [f"funds.aid.{word}" for word in wanted] == [a for a in actions if a.startswith("funds.aid.")][:5]
    assert {"funds.payment.paid", "funds.reversal.asked", "funds.reversal.confirmed"} <= set(actions)


def test_approval_is_refused_and_not_shortened_when_the_pot_is_short(make_source, recognised, walk, cast):
    source = make_source(money="1500.00")
    first = walk.approved(source, recognised("甲"), "1000.00")
    second = walk.act(walk.submitted(source, recognised("乙"), "600.00"), cast.finance)
    with pytest.raises(SourceShort) as refusal:
        walk.act(second, cast.section_head)
    assert refusal.value.short_by == D("100.00")
    assert "还差 100.00 元" in str(refusal.value)
    assert (fresh(second).status, second.items.get().status) == (AidStatus.SUBMITTED, ItemStatus.PENDING)
    assert not second.steps.filter(order=4).exclude(outcome="").exists()
    assert pot(source) == (D("1500.00"), D("1000.00"))
    assert first.status == AidStatus.APPROVED


def test_withdrawing_an_approved_application_releases_what_it_held(source, recognised, walk, cast):
    application = walk.approved(source, recognised(), "2000.00")
    aid.withdraw_application(application=application, reason="本人不再需要", by=cast.caseworker)
    assert pot(source) == (D("100000.00"), D("0.00"))
    assert fresh(application).status == AidStatus.WITHDRAWN


def test_large_sums_go_to_the_bureau_leader(source, recognised, walk):
    small = walk.submitted(source, recognised("甲"), "5000.00")
    large = walk.submitted(source, recognised("乙"), "5000.01")
    assert [step.role for step in small.steps.all()] == ["finance", "section_head"]
    assert [step.role for step in large.steps.all()] == ["finance", "bureau_leader"]


def test_a_spring_festival_plan_needs_no_recognition(source, make_person, walk):
    people = [make_person(name) for name in ("甲", "乙", "丙")]
    plan = walk.approve(walk.submit(walk.plan(source, people)))
    assert pot(source) == (D("100000.00"), D("1500.00"))
    verdicts = payments.pay_items(
        items=list(plan.items.select_related("application__source", "person")),
        method="treasury",
        proof=payments.Proof(paid_on=plan.approved_at.date(), voucher_number="V1"),
        by=walk.cast.finance,
        request_key=key(),
    )
    assert [verdict.error for verdict in verdicts] == ["", "", ""]
    assert pot(source) == (D("98500.00"), D("0.00"))
    assert fresh(plan).status == AidStatus.CLOSED
    again = walk.plan(source, people[:1])
    with pytest.raises(NotEntitled, match="已列入 1 次"):
        walk.submit(again)


def test_more_than_the_standard_is_refused_by_name(source, make_person, walk):
    with pytest.raises(NotEntitled, match="甲 的 500.01 元超出标准"):
        walk.submit(walk.plan(source, [make_person("甲")], "500.01"))


def test_aid_outside_the_standard_is_for_the_recognised(source, make_person, walk):
    with pytest.raises(NotEntitled, match="先办理认定"):
        walk.submitted(source, make_person("甲"))


def test_party_dues_are_for_party_members(make_source, recognised, walk):
    dues = make_source("党费", SourceKind.PARTY_DUES, party_members_only=True)
    with pytest.raises(PayeeNotAdmitted, match="党费只能用于党员.*王秀英 不是党员"):
        walk.submitted(dues, recognised("王秀英"))


def test_special_needs_money_is_for_the_honoured(make_source, recognised, walk):
    special = make_source("特需经费", SourceKind.SPECIAL_NEEDS, payee_kinds=["honoured"])
    with pytest.raises(PayeeNotAdmitted, match="只能用于离休人员"):
        walk.submitted(special, recognised("甲", kind="retiree"))
    assert walk.submitted(special, recognised("乙", kind="honoured")).status == AidStatus.SUBMITTED


def test_an_emergency_is_for_anyone_from_administrative_money_under_the_cap(
    source, make_source, make_person, walk, cast
):
    emergency = {"kind": AidKind.EMERGENCY}
    union = make_source("工会经费", SourceKind.UNION)
    with pytest.raises(EmergencyNotAllowed, match="工会经费"):
        walk.submitted(union, make_person("甲"), **emergency)
    with pytest.raises(EmergencyNotAllowed, match="上限"):
        walk.submitted(source, make_person("乙"), "5000.01", **emergency)
    application = walk.submitted(source, make_person("丙"), "5000.00", **emergency)
    assert walk.act(application, cast.bureau_leader).status == AidStatus.APPROVED


def test_nobody_raises_a_sum(source, recognised, walk, cast):
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    item = application.items.get()
    with pytest.raises(AmountTooHigh, match="2,000.00"):
        walk.act(application, cast.section_head, amounts={item.public_id: D("2000.01")})


def test_a_row_lowered_to_nothing_is_taken_off_the_plan(source, make_person, walk, cast):
    plan = walk.submit(walk.plan(source, [make_person("甲"), make_person("乙")]))
    first, second = plan.items.order_by("pk")
    walk.act(plan, cast.finance)
    walk.act(plan, cast.section_head, amounts={first.public_id: D(0), second.public_id: D("400.00")})
    assert (fresh(first).status, fresh(second).status) == (ItemStatus.STOPPED, ItemStatus.PAYABLE)
    assert pot(source) == (D("100000.00"), D("400.00"))


def test_a_returned_application_starts_again_with_its_old_steps_kept(source, recognised, walk, cast):
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    application = walk.act(application, cast.section_head, StepOutcome.RETURN, "请补充发票")
    assert application.status == AidStatus.RETURNED
    assert application.steps.get(outcome="return").opinion == "请补充发票"
    application = walk.submit(application)
    assert application.round == 2
    assert application.steps.filter(round=1).exclude(outcome="").count() == 2
    assert application.steps.filter(round=2, outcome="").count() == 2


def test_a_failed_attempt_books_nothing_and_is_kept(source, recognised, walk, cast):
    item = walk.approved(source, recognised()).items.get()
    attempt = payments.start_payment(item=item, method="treasury", by=cast.finance, request_key=key())
    with pytest.raises(ReasonMissing, match="没有付成的原因"):
        payments.fail_payment(payment=attempt, reason=" ", by=cast.finance)
    payments.fail_payment(payment=attempt, reason="银行退票", by=cast.finance)
    assert pot(source) == (D("100000.00"), D("2000.00"))
    assert not LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).exists()
    walk.pay(item)
    assert [p.status for p in Payment.objects.order_by("id")] == ["failed", "paid"]
    assert pot(source) == (D("98000.00"), D("0.00"))


def test_the_same_request_pays_once_and_answers_the_same(source, recognised, walk):
    item = walk.approved(source, recognised()).items.get()
    first, again = walk.pay(item, "one"), walk.pay(item, "one")
    assert first.pk == again.pk
    assert LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).count() == 1
    with pytest.raises(KeyUsedOtherwise):
        walk.pay(item, "one", voucher="another")
    with pytest.raises(AlreadyPaid):
        walk.pay(item, "two")
    assert pot(source) == (D("98000.00"), D("0.00"))


def test_a_death_stops_what_was_not_paid(source, recognised, walk, cast):
    person = recognised()
    pending, payable = walk.submitted(source, person, "100.00"), walk.approved(source, person, "200.00")
    sent = walk.approved(source, person, "300.00")
    payments.start_payment(item=sent.items.get(), method="treasury", by=cast.finance, request_key=key())
    findings = aid.stop_on_death(person, clock.today(), cast.caseworker)
    assert len(findings) == 3 and "已送支付" in " ".join(f.text for f in findings)
    assert (fresh(pending).status, fresh(payable).status, fresh(sent).status) == ("withdrawn", "closed", "approved")
    assert pot(source) == (D("100000.00"), D("300.00"))
