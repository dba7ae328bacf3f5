"""Cash advances: taken from the keeper, delivered row by row, accounted for, and settled by somebody else.

What was delivered becomes a payment each; what was not comes back to the source, where it is reserved again for the
same row, since its approval still stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from funds import ledger
from funds.choices import (
    DELIVERED,
    LIVE_PAYMENT,
    AdvanceStatus,
    AidStatus,
    Delivery,
    ItemStatus,
    PaymentMethod,
    PaymentStatus,
)
from funds.eligibility import is_gone
from funds.errors import AdvanceIncomplete, AlreadyPaid, KeyUsedOtherwise, NotPayable, OwnAdvance, TakerBarred
from funds.models import AdvancePhoto, AdvanceRow, AidApplication, AidItem, CashAdvance, Payment
from funds.permissions import check_can_deliver, check_can_pay_from
from funds.workflows.aid import DEATH, close_when_done, hold, stop_items
from funds.workflows.payments import check_duties, signers_of
from funds.workflows.steps import relatives_of
from office import clock, files, policy, store
from office.audit import record_event
from office.errors import ChangedMeanwhile, WrongStatus
from office.models import StaffMember, User
from office.money import format_yuan
from office.routes import Actor
from office.signing import ReasonMissing
from registry.scans import Scan

GONE = "已转出"
TOLD = ["delivery", "delivered_on", "received_by", "receiver_relation", "reason", "told_by", "told_at"]
HANDED_IN = ["status", "handed_in_by", "handed_in_at", "back_reason"]
SETTLED = ["status", "settled_by", "settled_at", "returned"]


@dataclass(frozen=True)
class Told:
    """What became of a row: signed for by the payee, collected by somebody for them, or brought back and why."""

    delivery: Delivery
    on: date | None = None
    received_by: str = ""
    relation: str = ""
    reason: str = ""


@transaction.atomic
def issue_advance(
    *,
    application: AidApplication,
    items: Sequence[AidItem],
    taker: StaffMember,
    issued_on: date,
    document: str,
    by: User,
    request_key: str,
) -> CashAdvance:
    """Hand out cash for rows of an approved plan to one member of staff. The same request again gets the same advance.

    Raises: Refused, AdvanceIncomplete, NotPayable, AlreadyPaid, TakerBarred, SameApprover, RelativePays,
    ChangedMeanwhile, KeyUsedOtherwise.
    Rule: R-670.
    """
    check_can_pay_from(by, application.source)
    hold(application)
    stored = CashAdvance.objects.filter(request_key=request_key).first()
    if stored is not None:
        return _same(stored, application, taker, by)
    items = list(application.items.filter(pk__in=[item.pk for item in items]).select_related("person").order_by("pk"))
    _check_issuable(application, items, issued_on, document)
    check_duties(application, items, by)
    _check_taker(application, items, taker, by)
    advance = CashAdvance(
        application=application,
        source=application.source,
        taker=taker,
        amount=sum((item.amount for item in items), Decimal(0)),
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=int(policy.number("advance_days", bureau=application.bureau))),
        document=document.strip(),
        issued_by=by,
        issued_at=clock.now(),
        request_key=request_key,
    )
    _insert(advance, items, by)
    ledger.advance_reserved(advance=advance, items=items, by=by)
    _record("issued", advance, by, people=len(items))
    return advance


@transaction.atomic
def tell_delivery(
    *, advance: CashAdvance, rows: Sequence[AdvanceRow], told: Told, photo: Scan | None = None, by: User
) -> None:
    """Say what became of rows, or say it anew, until the account is handed in. A photo goes with a single row.

    Raises: Refused, WrongStatus, AdvanceIncomplete, ReasonMissing, ChangedMeanwhile.
    Rule: R-672.
    """
    check_can_deliver(by, advance)
    _hold(advance)
    if advance.status != AdvanceStatus.OUT:
        raise WrongStatus(f"这笔预借现在是“{advance.get_status_display()}”,不能再登记。需要更正的,请核对人退回补正。")
    for row in rows:
        _check_told(advance, row, told)
        row.delivery, row.told_by, row.told_at = told.delivery, by, clock.now()
        handed = told.delivery in DELIVERED
        row.delivered_on = told.on if handed else None
        signer = row.item.payee_name if told.delivery == Delivery.SIGNED else told.received_by.strip()
        row.received_by = signer if handed else ""
        row.receiver_relation = told.relation.strip() if told.delivery == Delivery.COLLECTED else ""
        row.reason = "" if handed else told.reason.strip()
        store.claim(row, by=by, fields=TOLD)
        if photo is not None:
            _keep_photo(advance, photo, by, row)
    summary = f"{advance.document}:{len(rows)} 人{told.delivery.label}"
    record_event("funds.advance.told", on=advance, by=by, summary=summary, rows=[row.public_id for row in rows])


@transaction.atomic
def hand_in(*, advance: CashAdvance, sheet: Scan | None = None, by: User) -> CashAdvance:
    """Hand the account in, with the signed sheet and the rest of the cash, once every row is told about.

    Raises: Refused, WrongStatus, AdvanceIncomplete, ChangedMeanwhile.
    Rule: R-672.
    """
    check_can_deliver(by, advance)
    _hold(advance)
    advance.move_to(AdvanceStatus.HANDED_IN)
    open_rows = advance.rows.filter(delivery="").count()
    if open_rows:
        raise AdvanceIncomplete(f"还有 {open_rows} 人没有登记送达情况,不能交账。请逐人登记签收、代领或未送达。")
    advance.handed_in_by, advance.handed_in_at, advance.back_reason = by, clock.now(), ""
    store.claim(advance, by=by, fields=HANDED_IN, was={"status": AdvanceStatus.OUT})
    if sheet is not None:
        _keep_photo(advance, sheet, by)
    _record("handed-in", advance, by)
    return advance


@transaction.atomic
def send_back(*, advance: CashAdvance, reason: str, by: User) -> CashAdvance:
    """Send an account back to be put right. Raises: Refused, WrongStatus, ReasonMissing, ChangedMeanwhile."""
    check_can_pay_from(by, advance.source)
    if not reason.strip():
        raise ReasonMissing("退回补正的原因")
    _hold(advance)
    advance.move_to(AdvanceStatus.OUT)
    advance.handed_in_by = advance.handed_in_at = None
    advance.back_reason = reason.strip()
    store.claim(advance, by=by, fields=HANDED_IN, was={"status": AdvanceStatus.HANDED_IN})
    _record("sent-back", advance, by, reason=advance.back_reason)
    return advance


@transaction.atomic
def settle(*, advance: CashAdvance, version: int, by: User) -> CashAdvance:
    """Confirm an account: a payment for each row delivered, a refund of the rest, in one act.

    Raises: Refused, WrongStatus, OwnAdvance, AdvanceIncomplete, SameApprover, RelativePays, ChangedMeanwhile.
    Rule: R-674.
    """
    check_can_pay_from(by, advance.source)
    application = advance.application
    _hold(advance)
    if advance.version != version:
        raise ChangedMeanwhile
    advance.move_to(AdvanceStatus.SETTLED)
    rows = list(advance.rows.select_related("item__person", "told_by"))
    _check_other_person(advance, rows, by)
    for row in rows:
        row.item.application = application
    check_duties(application, [row.item for row in rows], by)
    advance.settled_by, advance.settled_at = by, clock.now()
    advance.returned = sum((row.refund for row in rows), Decimal(0))
    store.claim(advance, by=by, fields=SETTLED, was={"status": AdvanceStatus.HANDED_IN})
    payments = _pay(advance, [row for row in rows if row.delivery in DELIVERED], by)
    ledger.settle_advance(advance=advance, payments=payments, on=clock.today(), by=by)
    _take_back([row.item for row in rows if row.delivery not in DELIVERED], advance, by)
    _record("settled", advance, by, returned=advance.returned)
    close_when_done(application, by=by)
    return advance


@transaction.atomic
def open_photo(*, photo: AdvancePhoto, by: User) -> bytes:
    """Return the bytes of a sheet or photo and record the look: it shows people and what they got."""
    record_event("funds.advance.scan-seen", on=photo.advance, by=by, summary=photo.title, digest=photo.digest)
    return bytes(photo.content)


def obstacle_to_settling(advance: CashAdvance, rows: Sequence[AdvanceRow], by: User) -> str:
    """Return why this person may not settle, "" when they may; for a button that says it. Queries: none."""
    try:
        _check_other_person(advance, rows, by)
    except OwnAdvance as own:
        return str(own)
    return ""


def _hold(advance: CashAdvance) -> None:
    """Lock the plan and read where the advance stands now, so that acts on one advance wait for each other."""
    hold(advance.application)
    advance.refresh_from_db(fields=["status", "version"])


def _same(stored: CashAdvance, application: AidApplication, taker: StaffMember, by: User) -> CashAdvance:
    if (stored.application_id, stored.taker_id, stored.issued_by_id) != (application.pk, taker.pk, by.pk):
        raise KeyUsedOtherwise
    return stored


def _check_issuable(application: AidApplication, items: Sequence[AidItem], issued_on: date, document: str) -> None:
    """Refuse what is no approved plan's, is paid or on the way, and a date or receipt that cannot be."""
    if not application.is_plan or application.status != AidStatus.APPROVED or application.approved_at is None:
        raise NotPayable("只有审批完成的慰问方案可以预借现金。")
    if not items:
        raise AdvanceIncomplete("没有选人。请勾选这次要送的人。")
    if not document.strip():
        raise AdvanceIncomplete("请填写借据号。")
    if not application.approved_at.astimezone(clock.SHANGHAI).date() <= issued_on <= clock.today():
        raise AdvanceIncomplete("借款日期应在审批完成之后、今天之前(含当天),请核对借据。")
    sent = Payment.objects.filter(item__in=items, status__in=LIVE_PAYMENT).first()
    if sent is not None:
        raise AlreadyPaid(sent.payee_name)
    for item in items:
        if item.status != ItemStatus.PAYABLE:
            raise NotPayable(f"{item.payee_name} 这一笔现在是“{item.get_status_display()}”,不能预借。")
        if is_gone(item.person, clock.today()):
            raise NotPayable(f"{item.person.name} 已去世或已转出,不能再预借。请经办人停止发放这一笔。")


def _check_taker(application: AidApplication, items: Sequence[AidItem], taker: StaffMember, by: User) -> None:
    """Refuse a taker who is the keeper, signed the plan, is kin to anybody on the list, or is not in service.

    Rule: R-671.
    """
    who = Actor.of_staff(taker.pk)
    if taker.bureau_id != application.bureau_id or not StaffMember.objects.serving(clock.today()).filter(pk=taker.pk):
        raise TakerBarred(f"{taker.name} 不是本局在职人员,请另选借款人。")
    if who.is_same_person(Actor.of_account(by)):
        raise TakerBarred("付款的管理人不能自己借款,请另选借款人。")
    if any(who.is_same_person(signer) for signer in signers_of(application)):
        raise TakerBarred(f"{taker.name} 签批过这份方案,按职责分离要求不能经手现金,请另选借款人。")
    if taker.pk in relatives_of(items):
        raise TakerBarred(f"{taker.name} 是名单上的人已申报的亲属,应当回避。请另选借款人,或去掉这一行。")


def _insert(advance: CashAdvance, items: Sequence[AidItem], by: User) -> None:
    try:
        with transaction.atomic():
            store.create(advance, by=by)
    except IntegrityError as fault:  # two at once with one key, in two plans
        raise KeyUsedOtherwise from fault
    for item in items:
        item.move_to(ItemStatus.ADVANCED)
        store.claim(item, by=by, fields=["status"], was={"status": ItemStatus.PAYABLE})
    rows = [AdvanceRow(advance=advance, item=item, amount=item.amount) for item in items]
    store.bulk_create(rows, by=by)


def _check_told(advance: CashAdvance, row: AdvanceRow, told: Told) -> None:
    """Refuse what a row of the sheet cannot say. Raises: AdvanceIncomplete, ReasonMissing. Rule: R-673."""
    name = row.item.payee_name
    if told.delivery == Delivery.UNDELIVERED:
        if not told.reason.strip():
            raise ReasonMissing("没有送达的原因")
        return
    if told.on is None or not advance.issued_on <= told.on <= clock.today():
        raise AdvanceIncomplete("送达日期应在借款之后、今天之前(含当天),请核对签收单。")
    if is_gone(row.item.person, told.on):
        raise AdvanceIncomplete(f"{row.item.person.name} 那天已去世或已转出,这笔钱应当退回,请登记“未送达”。")
    if told.delivery == Delivery.COLLECTED and not (told.received_by.strip() and told.relation.strip()):
        raise AdvanceIncomplete(f"{name} 由他人代领的,请填写代领人和与本人的关系。")


def _check_other_person(advance: CashAdvance, rows: Sequence[AdvanceRow], by: User) -> None:
    """Refuse whoever took the cash, handed the account in or told about a row. Rule: R-675."""
    mine = Actor.of_account(by)
    others = [Actor.of_staff(advance.taker_id)]
    others += [Actor.of_account(user) for user in (advance.handed_in_by, *(row.told_by for row in rows)) if user]
    if any(mine.is_same_person(other) for other in others):
        raise OwnAdvance


def _pay(advance: CashAdvance, rows: Sequence[AdvanceRow], by: User) -> list[Payment]:
    """Make the payment of each row delivered; whoever took the cash was there when it was handed over."""
    for row in rows:
        if row.delivered_on and is_gone(row.item.person, row.delivered_on):
            raise AdvanceIncomplete(f"{row.item.person.name} 送达那天已去世或已转出,这笔钱应当退回。请退回补正。")
        row.item.move_to(ItemStatus.PAID)
        store.claim(row.item, by=by, fields=["status"], was={"status": ItemStatus.ADVANCED})
    payments = [
        Payment(
            item=row.item,
            source=advance.source,
            amount=row.amount,
            payee_name=row.item.payee_name,
            method=PaymentMethod.CASH,
            paid_on=row.delivered_on,
            received_by=row.received_by,
            receiver_relation=row.receiver_relation,
            witness=advance.taker,
            status=PaymentStatus.PAID,
            request_key=f"advance:{row.public_id}",
            by=by,
            at=clock.now(),
        )
        for row in rows
    ]
    return store.bulk_create(payments, by=by)


def _take_back(items: Sequence[AidItem], advance: CashAdvance, by: User) -> None:
    """Let what came back wait for its payee again, reserved; what was for somebody who is gone is stopped."""
    gone = [item for item in items if is_gone(item.person, clock.today())]
    for item in gone:
        stop_items([item], reason=DEATH if item.person.died_on else GONE, by=by)
    waiting = [item for item in items if item not in gone]
    for item in waiting:
        item.move_to(ItemStatus.PAYABLE)
        store.claim(item, by=by, fields=["status"], was={"status": ItemStatus.ADVANCED})
    if waiting:
        ledger.reserve(source=advance.source, items=waiting, by=by)


def _keep_photo(advance: CashAdvance, scan: Scan, by: User, row: AdvanceRow | None = None) -> None:
    photo = AdvancePhoto(advance=advance, row=row, title="签收照片" if row else "签收单")
    files.keep(photo, content=scan.content, content_type=scan.content_type, by=by)


def _record(act: str, advance: CashAdvance, by: User, **data: Any) -> None:
    summary = f"{advance.taker.name} 预借 {format_yuan(advance.amount)} 元({advance.application.title})"
    record_event(f"funds.advance.{act}", on=advance, by=by, summary=summary, amount=advance.amount, **data)
