"""Reversing a payment or a receipt: the keeper asks, a second person confirms, one counter-entry is booked.

A reversal is final: the row does not become payable again. Whoever is still to be paid is applied for anew
(docs/decisions).
"""

from django.db import IntegrityError, transaction

from funds import ledger
from funds.choices import EntryKind, ItemStatus, PaymentStatus, ReversalStatus
from funds.errors import ReversalDecided, SamePersonReverses
from funds.models import LedgerEntry, Payment, Reversal
from funds.permissions import check_can_confirm_reversal, check_can_pay_from
from office import clock, routes, store
from office.audit import record_event
from office.errors import WrongStatus
from office.models import User
from office.money import format_yuan
from office.signing import ReasonMissing

REVERSIBLE = (EntryKind.PAYMENT, EntryKind.RECEIPT)
DECIDED = ["status", "decided_by", "decided_at", "decision_note"]


@transaction.atomic
def ask_reversal(*, entry: LedgerEntry, reason: str, by: User) -> Reversal:
    """Ask, as the keeper, to reverse a payment or a receipt.

    Nothing is booked yet. Raises: Refused, WrongStatus, ReasonMissing.
    """
    check_can_pay_from(by, entry.source)
    if not reason.strip():
        raise ReasonMissing("冲销的原因")
    if entry.kind not in REVERSIBLE:
        raise WrongStatus("只有支付和收入可以冲销。")
    reversal = Reversal(entry=entry, reason=reason.strip(), asked_by=by, asked_at=clock.now())
    try:
        with transaction.atomic():
            store.create(reversal, by=by)
    except IntegrityError as error:
        raise WrongStatus("这一笔已经申请过冲销,请到冲销申请里查看。") from error
    _record("asked", reversal, by)
    return reversal


@transaction.atomic
def confirm_reversal(*, reversal: Reversal, by: User) -> LedgerEntry:
    """Confirm, as a second person, and book the counter-entry; the balance is as if it had not happened.

    Raises: Refused, ReversalDecided, SamePersonReverses, ChangedMeanwhile, SourceShort (a receipt whose money is
    reserved).
    """
    entry = reversal.entry
    _decide(reversal, ReversalStatus.CONFIRMED, note="", by=by)
    booked = ledger.post_reversal(
        entry=entry, on=clock.today(), by=by, request_key=f"reversal:{reversal.public_id}", note=reversal.reason
    )
    if entry.payment is not None:
        _undo_payment(entry.payment, by)
    _record("confirmed", reversal, by)
    return booked


@transaction.atomic
def decline_reversal(*, reversal: Reversal, note: str, by: User) -> Reversal:
    """Decline a request.

    The entry stands. Raises: Refused, ReversalDecided, SamePersonReverses, ReasonMissing, ChangedMeanwhile.
    """
    if not note.strip():
        raise ReasonMissing("不同意冲销的原因")
    _decide(reversal, ReversalStatus.DECLINED, note=note.strip(), by=by)
    _record("declined", reversal, by)
    return reversal


def _decide(reversal: Reversal, status: ReversalStatus, *, note: str, by: User) -> None:
    """Answer a request once, as a second person. Rule: R-149."""
    check_can_confirm_reversal(by, reversal.entry.source)
    if reversal.status != ReversalStatus.ASKED:
        raise ReversalDecided
    if routes.Actor.of_account(by).is_same_person(routes.Actor.of_account(reversal.asked_by)):
        raise SamePersonReverses
    reversal.status, reversal.decided_by, reversal.decided_at = status, by, clock.now()
    reversal.decision_note = note
    store.claim(reversal, by=by, fields=DECIDED, was={"status": ReversalStatus.ASKED})


def _undo_payment(payment: Payment, by: User) -> None:
    payment.move_to(PaymentStatus.REVERSED)
    store.claim(payment, by=by, fields=["status"], was={"status": PaymentStatus.PAID})
    item = payment.item
    item.move_to(ItemStatus.REVERSED)
    store.claim(item, by=by, fields=["status"], was={"status": ItemStatus.PAID})


def _record(act: str, reversal: Reversal, by: User) -> None:
    entry = reversal.entry
    summary = f"冲销“{entry.source.name}”{entry.get_kind_display()} {format_yuan(entry.amount)} 元:{reversal.reason}"
    record_event(
        f"funds.reversal.{act}", on=entry, by=by, summary=summary, bureau=entry.source.bureau, amount=entry.amount
    )
