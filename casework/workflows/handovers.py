"""Hand a helper's people to another helper, confirm it, take it back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from casework.choices.handovers import HandoverKind, HandoverSide
from casework.choices.pairing import EndReason, PairingKind
from casework.errors.handovers import HandoverConfirmed, HandoverNotIssued, NotHandedOver, NothingToHandOver
from casework.models import Handover, Pairing
from casework.permissions.handovers import check_can_confirm, check_can_hand_over
from casework.workflows import pairing as pairings
from office import clock, store
from office.audit import record_event
from office.errors import RuleBroken
from office.models import StaffMember, User


def to_hand_over(giver: StaffMember) -> list[Pairing]:
    """Return the pairings in force today that a staff member can hand over, people by name. Queries: one."""
    rows = Pairing.objects.active_on(clock.today()).filter(helper=giver).exclude(kind=PairingKind.STAND_IN)
    return list(rows.select_related("person__branch", "helper").order_by("kind", "person__pinyin", "pk"))


@transaction.atomic
def hand_over(
    *,
    giver: StaffMember,
    receiver: StaffMember,
    pairing_ids: Sequence[int],
    kind: HandoverKind,
    starts_on: date,
    reason: EndReason,
    by: User,
    ends_on: date | None = None,
    notes: str = "",
    quota_reason: str = "",
) -> Handover:
    """Propose the receiver for every chosen person, all or none; the section head issues them.

    To stand in leaves the giver's pairings as they are; to take over ends each when its successor is issued.

    Units: [starts_on, ends_on), ends_on only for standing in.
    Raises: Refused; NothingToHandOver; PairingDatesWrong; NotHandedOver with a sentence for each person refused.
    Rule: R-460, R-461.
    """
    check_can_hand_over(by, giver.bureau)
    kind, reason = HandoverKind(kind), EndReason(reason)
    pairings.check_dates(_pairing_kind(kind), starts_on, ends_on)
    chosen = [row for row in to_hand_over(giver) if row.pk in set(pairing_ids)]
    if not chosen or giver == receiver:
        raise NothingToHandOver("请至少勾选一人,并把他们移交给另一名联系人。")
    handover = Handover(
        bureau=giver.bureau,
        giver=giver,
        receiver=receiver,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        notes=notes.strip(),
        entered_by=by,
        entered_at=clock.now(),
    )
    store.create(handover, by=by)
    verdicts = {}
    for row in chosen:
        try:
            with transaction.atomic():
                _propose(row, handover, quota_reason, by)
        except RuleBroken as broken:
            verdicts[row.pk] = str(broken)
    if verdicts:
        raise NotHandedOver(verdicts)
    summary = f"{giver.name} → {receiver.name}({kind.label}),{len(chosen)} 人"
    record_event("casework.handover.entered", on=handover, by=by, bureau=giver.bureau, summary=summary)
    return handover


def _pairing_kind(kind: HandoverKind) -> PairingKind:
    return PairingKind.STAND_IN if kind == HandoverKind.STAND_IN else PairingKind.CONTACT


def _propose(row: Pairing, handover: Handover, quota_reason: str, by: User) -> None:
    if handover.kind == HandoverKind.TAKE_OVER:
        pairings.propose_change(
            pairing_id=row.pk,
            helper=handover.receiver,
            starts_on=handover.starts_on,
            reason=EndReason(handover.reason),
            quota_reason=quota_reason,
            handover=handover,
            by=by,
        )
    else:
        pairings.propose_pairing(
            person=row.person,
            helper=handover.receiver,
            kind=PairingKind.STAND_IN,
            starts_on=handover.starts_on,
            ends_on=handover.ends_on,
            handover=handover,
            by=by,
        )


@transaction.atomic
def withdraw_handover(*, handover_id: int, reason: str, by: User) -> Handover:
    """Take back what of a handover is not issued yet.

    Raises: Refused, NothingToHandOver when all of it is issued or ended, ChangedMeanwhile.
    Rule: R-462.
    """
    handover = Handover.objects.select_related("bureau").get(pk=handover_id)
    check_can_hand_over(by, handover.bureau)
    waiting = list(Pairing.objects.proposed().filter(handover=handover).order_by("pk"))
    if not waiting:
        raise NothingToHandOver("这次移交没有待下达的结对。已下达的请用“更换联系人”或再登记一次移交。")
    for row in waiting:
        pairings.withdraw_pairing(pairing_id=row.pk, reason=reason, by=by)
    record_event("casework.handover.withdrawn", on=handover, by=by, bureau=handover.bureau, summary=reason)
    return handover


@transaction.atomic
def confirm_handover(*, handover_id: int, side: HandoverSide, by: User, sheet: str = "") -> Handover:
    """Confirm one side of a handover, on screen by that helper or from the signed sheet.

    Raises: Refused, HandoverNotIssued, HandoverConfirmed, ChangedMeanwhile.
    Rule: R-463.
    """
    side, sheet = HandoverSide(side), sheet.strip()
    handover = Handover.objects.select_related("bureau", "giver", "receiver").get(pk=handover_id)
    check_can_confirm(by, handover, side, sheet)
    if handover.is_to_issue or handover.is_withdrawn:
        raise HandoverNotIssued
    if handover.is_confirmed_by(side):
        raise HandoverConfirmed(side.label)
    at, who, paper = (f"{side.value}_{name}" for name in ("confirmed_at", "confirmed_by", "sheet"))
    setattr(handover, at, clock.now())
    setattr(handover, who, by)
    setattr(handover, paper, sheet)
    store.claim(handover, by=by, was={at: None}, fields=[at, who, paper])
    summary = f"{side.label} {handover.helper_of(side).name}" + (f",交接单 {sheet}" if sheet else "")
    record_event("casework.handover.confirmed", on=handover, by=by, bureau=handover.bureau, summary=summary)
    return handover
