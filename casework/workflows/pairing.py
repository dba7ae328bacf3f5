"""Propose, issue, withdraw and end pairings; what a death does to them."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from casework.choices.pairing import EndReason, PairingKind, PairingStatus
from casework.errors.pairing import (
    AlreadyHasContact,
    AlreadyPaired,
    BatchNotIssued,
    HelperIsRelative,
    HelperNotPartyMember,
    HelperNotServing,
    OtherBureau,
    PairingDatesWrong,
    PersonNotPairable,
    QuotaReasonMissing,
)
from casework.models import Handover, Pairing
from casework.permissions.pairing import check_can_end, check_can_issue, check_can_propose
from casework.workflows.schedule import refresh_people
from office import clock, policy, store
from office.audit import record_event
from office.errors import RuleBroken
from office.models import Post, StaffMember, User
from registry.holding import hold
from registry.merged import records_of
from registry.models import Person, RelativeDeclaration

QUOTA_CODES = {
    Post.PRINCIPAL_LEADER: "quota_principal_leader",
    Post.LEADER: "quota_leader",
    Post.SECTION_PRINCIPAL: "quota_section_principal",
    Post.STAFF: "quota_staff",
}
CLAIM_ENDING = ["status", "ends_on", "end_reason", "end_note", "ended_by", "ended_at"]
CLAIM_ISSUING = ["status", "issued_by", "issued_at", "issuing_body", "document_number"]


def quota_of(helper: StaffMember, on: date) -> int:
    """Return how many people the helper's post should have at most. Queries: one."""
    return policy.whole(QUOTA_CODES[Post(helper.post)], bureau=helper.bureau, on=on)


def check_pairable(person: Person, helper: StaffMember, on: date) -> None:
    """Refuse a pairing that may not be on the day. Rule: R-71, R-72, R-73, B19. Queries: one (declared relatives)."""
    if person.died_on:
        raise PersonNotPairable(person.name, "已去世")
    if person.transferred_out_on and person.transferred_out_on <= on:
        raise PersonNotPairable(person.name, "已转出")
    if person.merged_into_id or person.withdrawn_on:
        raise PersonNotPairable(person.name, "的记录已撤销或并入他人")
    if helper.bureau_id != person.bureau_id:
        raise OtherBureau
    if not helper.is_serving(on):
        raise HelperNotServing(helper.name, on)
    if not helper.is_party_member:
        raise HelperNotPartyMember(helper.name)
    declared = RelativeDeclaration.objects.filter(
        staff_member=helper, person__in=records_of([person.pk]), ended_on=None
    ).first()
    if declared:
        raise HelperIsRelative(helper.name, person.name, declared.relation)


def check_quota(helper: StaffMember, kind: PairingKind, on: date, reason: str, replaces: Pairing | None = None) -> None:
    """Ask for a reason when the helper would have more people of this kind than the post's quota; stand-ins are free.

    Raises: QuotaReasonMissing. Queries: two.
    Rule: R-74.
    """
    if kind == PairingKind.STAND_IN or reason.strip():
        return
    held = Pairing.objects.open().filter(helper=helper, kind=kind)
    count = held.exclude(pk=replaces.pk).count() if replaces else held.count()
    quota = quota_of(helper, on)
    if count >= quota:
        raise QuotaReasonMissing(helper.name, count, quota)


def check_dates(kind: PairingKind, starts_on: date, ends_on: date | None) -> None:
    """Refuse dates that the kind of pairing does not have. Rule: R-75."""
    if kind == PairingKind.STAND_IN and ends_on is None:
        raise PairingDatesWrong("代管联系人须写明起止日期。请填写结束日期。")
    if kind != PairingKind.STAND_IN and ends_on is not None:
        raise PairingDatesWrong("只有代管联系人预先写结束日期;联系人和领导结对在结束时登记。")
    if ends_on is not None and ends_on <= starts_on:
        raise PairingDatesWrong("结束日期须晚于起始日期。")


def check_not_taken(person: Person, helper: StaffMember, kind: PairingKind, replaces: Pairing | None) -> None:
    """Refuse the same pairing twice and a second contact person. Queries: one. Rule: R-70."""
    for row in Pairing.objects.open().filter(person=person).select_related("helper"):
        if row.helper_id == helper.pk and row.kind == kind:
            raise AlreadyPaired(person.name, helper.name)
        if kind == PairingKind.CONTACT == row.kind and row.status == PairingStatus.ISSUED and replaces != row:
            raise AlreadyHasContact(person.name, row.helper.name)


@transaction.atomic
def propose_pairing(
    *,
    person: Person,
    helper: StaffMember,
    starts_on: date,
    by: User,
    kind: PairingKind = PairingKind.CONTACT,
    ends_on: date | None = None,
    quota_reason: str = "",
    replaces: Pairing | None = None,
    replace_reason: str = "",
    handover: Handover | None = None,
) -> Pairing:
    """Enter a pairing for the section head to issue.

    Units: [starts_on, ends_on), ends_on only for a stand-in.
    Raises: Refused, PersonNotPairable, OtherBureau, HelperNotServing, HelperNotPartyMember, HelperIsRelative,
    PairingDatesWrong, AlreadyHasContact, AlreadyPaired, QuotaReasonMissing, ChangedMeanwhile.
    """
    check_can_propose(by, person)
    hold(person)
    kind = PairingKind(kind)
    check_dates(kind, starts_on, ends_on)
    check_pairable(person, helper, starts_on)
    check_not_taken(person, helper, kind, replaces)
    check_quota(helper, kind, starts_on, quota_reason, replaces)
    pairing = Pairing(
        person=person,
        helper=helper,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        quota_reason=quota_reason.strip(),
        replaces=replaces,
        replace_reason=replace_reason if replaces else "",
        handover=handover,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    _create_once(pairing, by)
    who = f"{person.name} — {helper.name}({kind.label})"
    record_event("casework.pairing.proposed", on=pairing, by=by, bureau=person.bureau, summary=who, starts_on=starts_on)
    return pairing


def _create_once(pairing: Pairing, by: User) -> None:
    try:
        with transaction.atomic():
            store.create(pairing, by=by)
    except IntegrityError as exc:  # the same proposal entered at the same moment
        raise AlreadyPaired(pairing.person.name, pairing.helper.name) from exc


def propose_change(
    *,
    pairing_id: int,
    helper: StaffMember,
    starts_on: date,
    reason: EndReason,
    by: User,
    quota_reason: str = "",
    handover: Handover | None = None,
) -> Pairing:
    """Propose another helper in place of the present one; issuing it ends the old pairing in the same moment."""
    old = Pairing.objects.select_related("person").get(pk=pairing_id)
    if old.status != PairingStatus.ISSUED:
        raise PairingDatesWrong("这项结对不在进行中,不用更换联系人。请直接登记新的结对。")
    if starts_on < old.starts_on:
        raise PairingDatesWrong("接替日期不能早于原结对的起始日期。")
    return propose_pairing(
        person=old.person,
        helper=helper,
        starts_on=starts_on,
        ends_on=old.ends_on if old.kind == PairingKind.STAND_IN else None,
        kind=PairingKind(old.kind),
        quota_reason=quota_reason,
        replaces=old,
        replace_reason=reason,
        handover=handover,
        by=by,
    )


@transaction.atomic
def issue_pairings(*, pairing_ids: Sequence[int], issuing_body: str, document_number: str, by: User) -> list[Pairing]:
    """Issue proposed pairings with one document: all of them or none.

    The people are locked before their pairings, as a death does it: two acts that wait for each other need two orders.

    Raises: Refused; BatchNotIssued with a sentence for each row that could not be issued.
    Rule: R-76, R-350.
    """
    people = Pairing.objects.filter(pk__in=pairing_ids).values("person")
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    rows = Pairing.objects.locked().select_related("person__bureau", "helper", "replaces").filter(pk__in=pairing_ids)
    issued, verdicts = [], {}
    for pairing in rows.order_by("pk"):
        check_can_issue(by, pairing)
        try:
            with transaction.atomic():
                _issue(pairing, issuing_body.strip(), document_number.strip(), by)
        except RuleBroken as exc:
            verdicts[pairing.pk] = str(exc)
        else:
            issued.append(pairing)
    if verdicts:
        raise BatchNotIssued(verdicts)
    refresh_people(row.person_id for row in issued if row.kind == PairingKind.CONTACT)
    return issued


def _issue(pairing: Pairing, issuing_body: str, document_number: str, by: User) -> None:
    """Issue one proposal after judging it again; what it replaces ends on the day it begins. Rule: R-77."""
    pairing.move_to(PairingStatus.ISSUED)
    check_pairable(pairing.person, pairing.helper, max(pairing.starts_on, clock.today()))
    check_quota(pairing.helper, PairingKind(pairing.kind), clock.today(), pairing.quota_reason or "已下达前登记", None)
    if pairing.replaces is not None and pairing.replaces.status == PairingStatus.ISSUED:
        note = f"由 {pairing.helper.name} 接替"
        _end(pairing.replaces, pairing.starts_on, EndReason(pairing.replace_reason), note, by)
    pairing.issued_by, pairing.issued_at = by, clock.now()
    pairing.issuing_body, pairing.document_number = issuing_body, document_number
    try:
        with transaction.atomic():
            store.claim(pairing, by=by, was={"status": PairingStatus.PROPOSED}, fields=CLAIM_ISSUING)
    except IntegrityError as exc:  # pairing_one_active_contact: somebody else's issue came first
        other = Pairing.objects.issued().contacts().select_related("helper").get(person=pairing.person)
        raise AlreadyHasContact(pairing.person.name, other.helper.name) from exc
    record_event(
        "casework.pairing.issued",
        on=pairing,
        by=by,
        bureau=pairing.person.bureau,
        summary=f"{pairing.person.name} — {pairing.helper.name}",
        issuing_body=issuing_body,
        document_number=document_number,
    )


@transaction.atomic
def withdraw_pairing(*, pairing_id: int, reason: str, by: User) -> Pairing:
    """Take back a proposal that was not issued. Raises: Refused, PairingWrongStatus, ChangedMeanwhile."""
    pairing = Pairing.objects.locked().select_related("person").get(pk=pairing_id)
    check_can_end(by, pairing)
    _withdraw(pairing, reason, by)
    return pairing


def _withdraw(pairing: Pairing, reason: str, by: User) -> None:
    pairing.move_to(PairingStatus.WITHDRAWN)
    pairing.end_note, pairing.ended_by, pairing.ended_at = reason.strip(), by, clock.now()
    store.claim(
        pairing,
        by=by,
        was={"status": PairingStatus.PROPOSED},
        fields=["status", "end_note", "ended_by", "ended_at"],
        reason=reason,
    )
    record_event("casework.pairing.withdrawn", on=pairing, by=by, bureau=pairing.person.bureau, summary=reason)


@transaction.atomic
def end_pairing(*, pairing_id: int, ends_on: date, reason: EndReason, by: User, note: str = "") -> Pairing:
    """End an issued pairing.

    Units: ends_on is the first day without the pairing, today at the latest.
    Raises: Refused, PairingWrongStatus, PairingDatesWrong, ChangedMeanwhile.
    Rule: R-78.
    """
    pairing = Pairing.objects.locked().select_related("person").get(pk=pairing_id)
    check_can_end(by, pairing)
    if ends_on > clock.today():
        raise PairingDatesWrong("结束日期不能晚于今天。以后才结束的,请到时再登记。")
    if ends_on < pairing.starts_on:
        raise PairingDatesWrong("结束日期不能早于起始日期。")
    _end(pairing, ends_on, EndReason(reason), note.strip(), by)
    return pairing


def _end(pairing: Pairing, ends_on: date, reason: EndReason, note: str, by: User) -> None:
    pairing.move_to(PairingStatus.ENDED)
    pairing.ends_on, pairing.end_reason, pairing.end_note = ends_on, reason, note
    pairing.ended_by, pairing.ended_at = by, clock.now()
    store.claim(pairing, by=by, was={"status": PairingStatus.ISSUED}, fields=CLAIM_ENDING, reason=note)
    record_event(
        "casework.pairing.ended", on=pairing, by=by, bureau=pairing.person.bureau, summary=reason.label, ends_on=ends_on
    )


@transaction.atomic
def end_pairings_of(*, person: Person, on: date, reason: EndReason, by: User) -> list[Pairing]:
    """End or withdraw every open pairing of a person who died or left; never refuses. Rule: R-79."""
    rows = list(Pairing.objects.locked().open().filter(person=person).select_related("person", "helper"))
    for pairing in rows:
        if pairing.status == PairingStatus.PROPOSED:
            _withdraw(pairing, reason.label, by)
        else:
            _end(pairing, max(on, pairing.starts_on), reason, "", by)
    return rows


@transaction.atomic
def resume_pairing(pairing: Pairing, *, by: User) -> None:
    """Put an ended pairing back as it was issued, when the death that ended it is taken back.

    Raises: PersonNotPairable, HelperNotServing, HelperIsRelative, AlreadyHasContact, AlreadyPaired, ChangedMeanwhile.
    Rule: R-254.
    """
    check_pairable(pairing.person, pairing.helper, clock.today())
    check_not_taken(pairing.person, pairing.helper, PairingKind(pairing.kind), None)
    before = pairing.history.filter(status=PairingStatus.ISSUED).order_by("-history_id")[0]
    pairing.move_to(PairingStatus.ISSUED)
    for name in CLAIM_ENDING[1:]:
        setattr(pairing, name, getattr(before, name))
    store.claim(pairing, by=by, was={"status": PairingStatus.ENDED}, fields=CLAIM_ENDING, reason="去世登记撤销")
    record_event("casework.pairing.resumed", on=pairing, by=by, bureau=pairing.person.bureau)


@transaction.atomic
def carry_on(ended: Pairing, *, person: Person, by: User) -> Pairing:
    """Let a pairing that ended with a merged record go on, as it was issued, with the record that stays.

    Raises: PersonNotPairable, HelperNotServing, HelperIsRelative, AlreadyHasContact, AlreadyPaired, PairingDatesWrong.
    Rule: R-268.
    """
    before = ended.history.filter(status=PairingStatus.ISSUED).order_by("-history_id")[0]
    if before.ends_on and before.ends_on <= clock.today():
        raise PairingDatesWrong("代管已经到期。")
    check_pairable(person, ended.helper, clock.today())
    check_not_taken(person, ended.helper, PairingKind(ended.kind), None)
    same = ["helper", "kind", "quota_reason", "proposed_by", "proposed_at", "issued_by", "issued_at"]
    pairing = Pairing(
        person=person,
        status=PairingStatus.ISSUED,
        starts_on=max(clock.today(), ended.starts_on),
        ends_on=before.ends_on,
        replaces=ended,
        replace_reason=EndReason.OTHER,
        issuing_body=ended.issuing_body,
        document_number=ended.document_number,
        **{name: getattr(ended, name) for name in same},
    )
    _create_once(pairing, by)
    record_event("casework.pairing.carried", on=pairing, by=by, bureau=person.bureau, summary=ended.helper.name)
    return pairing


def end_now(pairing: Pairing, *, reason: EndReason, note: str, by: User) -> None:
    """End an issued pairing today, in the caller's transaction. Raises: PairingWrongStatus, ChangedMeanwhile."""
    _end(pairing, max(clock.today(), pairing.starts_on), reason, note, by)
