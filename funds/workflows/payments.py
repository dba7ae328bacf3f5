"""Paying what was approved: an attempt ends paid, with one entry in the ledger, or failed, with none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from funds import ledger
from funds.choices import LIVE_PAYMENT, AidStatus, ItemStatus, PaymentMethod, PaymentStatus
from funds.eligibility import is_gone
from funds.errors import AlreadyPaid, KeyUsedOtherwise, NotPayable, PaymentIncomplete, RelativePays, SameApprover
from funds.models import AidApplication, AidItem, Payment
from funds.permissions import check_can_pay_from
from funds.workflows.aid import close_when_done, hold
from funds.workflows.steps import relatives_of
from office import clock, routes, store
from office.audit import record_event
from office.errors import RuleBroken
from office.models import StaffMember, User
from office.money import format_yuan
from office.signing import ReasonMissing

PROOF = ["voucher_number", "paid_on", "received_by", "receiver_relation", "witness"]


@dataclass(frozen=True)
class Proof:
    """What shows that money went out.

    A treasury voucher, or the receiver's signature before a second person of the office.
    """

    paid_on: date
    voucher_number: str = ""
    received_by: str = ""
    receiver_relation: str = ""
    witness: StaffMember | None = None


@dataclass(frozen=True)
class PaymentVerdict:
    """What became of one row of a plan that was paid in bulk."""

    item: AidItem
    payment: Payment | None = None
    error: str = ""


@transaction.atomic
def pay_item(*, item: AidItem, method: PaymentMethod, proof: Proof, by: User, request_key: str) -> Payment:
    """Pay an approved row whose money has gone out already: attempt and outcome in one act.

    The same request sent again gets the stored payment back. Raises: what `start_payment` and `complete_payment` raise.
    Rule: R-630.
    """
    payment = start_payment(item=item, method=method, by=by, request_key=request_key)
    if payment.status == PaymentStatus.ATTEMPTED:
        return complete_payment(payment=payment, proof=proof, by=by)
    if any(getattr(payment, name) != getattr(proof, name) for name in PROOF):
        raise KeyUsedOtherwise
    return payment


@transaction.atomic
def start_payment(*, item: AidItem, method: PaymentMethod, by: User, request_key: str) -> Payment:
    """Record that an approved row goes to the treasury or is handed out; nothing is booked yet.

    Raises: Refused, NotPayable, AlreadyPaid, SameApprover, RelativePays, KeyUsedOtherwise.
    Rule: R-144.
    """
    application = item.application
    check_can_pay_from(by, application.source)
    hold(application)
    stored = _stored(request_key, item, method, by)
    if stored is not None:
        return stored
    item.refresh_from_db(fields=["status", "version", "amount_approved"])
    check_payable(item, by)
    payment = Payment(
        item=item,
        source=application.source,
        amount=item.amount,
        payee_name=item.payee_name,
        method=method,
        request_key=request_key,
        by=by,
        at=clock.now(),
    )
    try:
        with transaction.atomic():
            store.create(payment, by=by)
    except IntegrityError as error:  # two at once: the constraint decides, the loser reads which it was
        stored = _stored(request_key, item, method, by)
        if stored is None:
            raise AlreadyPaid(item.payee_name) from error
        return stored
    _record("attempted", payment, by)
    return payment


@transaction.atomic
def complete_payment(*, payment: Payment, proof: Proof, by: User) -> Payment:
    """Book an attempt as paid: the reservation is used up and one entry stands in the ledger.

    Raises: Refused, WrongStatus, PaymentIncomplete, ChangedMeanwhile, SameApprover, RelativePays.
    """
    check_can_pay_from(by, payment.source)
    item = payment.item
    hold(item.application)
    check_duties(item.application, [item], by)
    _check_proof(payment, proof, by)
    payment.move_to(PaymentStatus.PAID)
    for name in PROOF:
        setattr(payment, name, getattr(proof, name))
    store.claim(payment, by=by, fields=["status", *PROOF], was={"status": PaymentStatus.ATTEMPTED})
    item.move_to(ItemStatus.PAID)
    store.claim(item, by=by, fields=["status"], was={"status": ItemStatus.PAYABLE})
    ledger.pay_reserved(payment=payment, item=item, by=by, on=proof.paid_on, request_key=f"payment:{payment.public_id}")
    _record("paid", payment, by)
    close_when_done(item.application, by=by)
    return payment


@transaction.atomic
def fail_payment(*, payment: Payment, reason: str, by: User) -> Payment:
    """Record that an attempt did not reach the payee: nothing is booked, the attempt is kept, the row can be paid
    again.

    Raises: Refused, WrongStatus, ReasonMissing, ChangedMeanwhile.
    Rule: R-145.
    """
    check_can_pay_from(by, payment.source)
    if not reason.strip():
        raise ReasonMissing("没有付成的原因")
    payment.move_to(PaymentStatus.FAILED)
    payment.failure_reason = reason.strip()
    store.claim(payment, by=by, fields=["status", "failure_reason"], was={"status": PaymentStatus.ATTEMPTED})
    _record("failed", payment, by)
    return payment


def pay_items(
    *, items: Sequence[AidItem], method: PaymentMethod, proof: Proof, by: User, request_key: str
) -> list[PaymentVerdict]:
    """Pay several rows of a plan under one voucher, each by itself, and report each.

    Sent again it pays nothing twice.
    """
    verdicts = []
    for item in items:
        try:
            payment = pay_item(
                item=item, method=method, proof=proof, by=by, request_key=f"{request_key}:{item.public_id}"
            )
        except (RuleBroken, PermissionDenied) as refusal:
            verdicts.append(PaymentVerdict(item, error=str(refusal)))
        else:
            verdicts.append(PaymentVerdict(item, payment))
    return verdicts


def check_payable(item: AidItem, by: User) -> None:
    """Refuse a row that is not approved, is paid or being paid, or whose approver or relative would pay.

    Raises: AlreadyPaid, NotPayable, SameApprover, RelativePays.
    Rule: R-141.
    """
    if item.status == ItemStatus.PAID or Payment.objects.filter(item=item, status__in=LIVE_PAYMENT).exists():
        raise AlreadyPaid(item.payee_name)
    if item.status != ItemStatus.PAYABLE or item.application.status != AidStatus.APPROVED:
        raise NotPayable(f"{item.payee_name} 这一笔现在是“{item.get_status_display()}”,审批完成后才能支付。")
    if is_gone(item.person, clock.today()):
        raise NotPayable(f"{item.person.name} 已去世或已转出,不能再支付。请经办人停止发放这一笔。")
    check_duties(item.application, [item], by)


def signers_of(application: AidApplication) -> list[routes.Actor]:
    """Return who signed the application in its present round. Queries: one."""
    return routes.signers(application.steps.for_path().filter(round=application.round))


def check_duties(application: AidApplication, items: Sequence[AidItem], by: User) -> None:
    """Rule: R-142, who signed does not pay, nor does a declared relative. An opinion or a check bars nobody.

    Raises: SameApprover, RelativePays.
    """
    payer = routes.Actor.of_account(by)
    if any(payer.is_same_person(signer) for signer in signers_of(application)):
        raise SameApprover
    if by.staff_member_id in relatives_of(items):
        raise RelativePays(next(item for item in items if by.staff_member_id in relatives_of([item])).payee_name)


def _check_proof(payment: Payment, proof: Proof, by: User) -> None:
    """Refuse a payment that is not proved. Rule: R-146."""
    approved_at = payment.item.application.approved_at
    if approved_at is None or not approved_at.astimezone(clock.SHANGHAI).date() <= proof.paid_on <= clock.today():
        raise PaymentIncomplete("支付日期应在审批完成之后、今天之前(含当天),请核对凭证。")
    if payment.method == PaymentMethod.TREASURY:
        if not proof.voucher_number.strip():
            raise PaymentIncomplete("请填写支付凭证号。")
        return
    if not proof.received_by.strip():
        raise PaymentIncomplete("发放现金要有签收人,请填写。")
    if proof.received_by.strip() != payment.payee_name and not proof.receiver_relation.strip():
        raise PaymentIncomplete("由他人代领的,请填写代领人与本人的关系。")
    if proof.witness is None or proof.witness.pk == by.staff_member_id:
        raise PaymentIncomplete("发放现金要两人在场,请选择另一名在场的工作人员。")
    if proof.witness.bureau_id != payment.source.bureau_id:
        raise PaymentIncomplete("在场的工作人员应是本局人员,请另选。")


def _stored(request_key: str, item: AidItem, method: PaymentMethod, by: User) -> Payment | None:
    """Return the payment this request made before. Raises: KeyUsedOtherwise when the request was another one."""
    stored = Payment.objects.select_related("source", "item__application").filter(request_key=request_key).first()
    if stored is None:
        return None
    if (stored.item_id, stored.method, stored.by_id) != (item.pk, method, by.pk):
        raise KeyUsedOtherwise
    return stored


def _record(act: str, payment: Payment, by: User) -> None:
    summary = f"向 {payment.payee_name} 支付 {format_yuan(payment.amount)} 元:{payment.get_status_display()}"
    data = {"amount": payment.amount, "source": payment.source.name, "application": str(payment.item.application)}
    record_event(f"funds.payment.{act}", on=payment, by=by, summary=summary, **data)
