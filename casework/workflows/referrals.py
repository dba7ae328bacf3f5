"""Referrals and reports to outside agencies: sent, received there, answered, or taken back."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from casework.choices.needs import Act
from casework.choices.referrals import Agency, Outcome, ReferralStatus, SentBy
from casework.errors.needs import ReferralIncomplete
from casework.models import Need, Referral
from casework.permissions.needs import check_can, check_can_keep
from casework.permissions.pairing import check_own_bureau
from casework.workflows.needs import locked_need, write_step
from office import clock, policy, store, workdays
from office.audit import record_event
from office.errors import Refused
from office.models import Bureau, User
from office.permissions import check
from office.roles import Permission
from registry.holding import hold
from registry.models import Person


@dataclass(frozen=True)
class Letter:
    """What is sent to an agency, and how; `due_on` is by when the office expects the answer."""

    agency: Agency
    agency_name: str
    subject: str
    way: SentBy
    sent_on: date
    due_on: date | None = None
    document_number: str = ""


def reply_due(sent_on: date, bureau: Bureau) -> date:
    return workdays.add_working_days(sent_on, policy.whole("referral_reply_days", bureau=bureau, on=sent_on))


@transaction.atomic
def send_referral(*, letter: Letter, by: User, person: Person | None = None, need: Need | None = None) -> Referral:
    """Send a request or report to an agency: of a need, of a person, or of the office as a whole.

    Raises: Refused, NeedWrongStatus, ReferralIncomplete.
    Rule: R-431.
    """
    check(by, Permission.EDIT_CASEWORK)
    if need is not None:
        need = locked_need(need.pk)
        check_can(by, Act.REFER, need)
        need.perform(Act.REFER)
        person = need.person
    if person is not None:
        check_own_bureau(by, person)
        hold(person)
    referral = _referral(letter, by, person, need)
    store.create(referral, by=by)
    if need is not None:
        text = f"{referral.get_agency_display()} {letter.agency_name}:{letter.subject}"
        write_step(need, Act.REFER, by=by, on=letter.sent_on, text=text)
    _record("sent", referral, by, f"{referral.get_agency_display()} {letter.agency_name}")
    return referral


def _referral(letter: Letter, by: User, person: Person | None, need: Need | None) -> Referral:
    if by.bureau is None:
        raise Refused("您的账号不属于任何单位,不能报送。")
    if letter.sent_on > clock.today():
        raise ReferralIncomplete("送出日期不能晚于今天。")
    if need is not None and letter.sent_on < need.raised_on:
        raise ReferralIncomplete("送出日期不能早于诉求提出的日期。")
    due_on = letter.due_on or reply_due(letter.sent_on, by.bureau)
    if due_on < letter.sent_on:
        raise ReferralIncomplete("应回复日期不能早于送出日期。")
    return Referral(
        bureau=by.bureau,
        person=person,
        need=need,
        agency=Agency(letter.agency),
        agency_name=letter.agency_name.strip(),
        subject=letter.subject.strip(),
        way=SentBy(letter.way),
        document_number=letter.document_number.strip(),
        sent_on=letter.sent_on,
        due_on=due_on,
        entered_by=by,
        entered_at=clock.now(),
    )


@transaction.atomic
def receive_referral(*, referral_id: int, received_on: date, receipt: str, by: User) -> Referral:
    """Register that the agency took it in: who signed, or the receipt's number."""
    referral = _locked(referral_id, by)
    _check_day(referral, received_on)
    if not receipt.strip():
        raise ReferralIncomplete("请写明对方签收人或回执号。")
    _claim(referral, ReferralStatus.RECEIVED, by, received_on=received_on, receipt=receipt.strip())
    return referral


@transaction.atomic
def answer_referral(*, referral_id: int, replied_on: date, outcome: Outcome, reply: str, by: User) -> Referral:
    """Register the answer and what came of it; it stands in the course of the need. Rule: R-431."""
    referral = _locked(referral_id, by)
    outcome = Outcome(outcome)
    _check_day(referral, replied_on)
    if not reply.strip():
        raise ReferralIncomplete("请写明对方怎样答复。")
    changes = {"replied_on": replied_on, "outcome": outcome, "reply": reply.strip()}
    _claim(referral, ReferralStatus.ANSWERED, by, **changes)
    if referral.need is not None:
        text = f"{referral.agency_name} 回复({outcome.label}):{reply.strip()}"
        write_step(referral.need, Act.REFER, by=by, on=replied_on, text=text)
    return referral


@transaction.atomic
def withdraw_referral(*, referral_id: int, reason: str, by: User) -> Referral:
    referral = _locked(referral_id, by)
    if not reason.strip():
        raise ReferralIncomplete("请写明撤回的原因。")
    _claim(referral, ReferralStatus.WITHDRAWN, by, withdrawn_reason=reason.strip())
    return referral


def _locked(referral_id: int, by: User) -> Referral:
    referral = Referral.objects.locked().select_related("bureau", "need").get(pk=referral_id)
    check_can_keep(by, referral)
    return referral


def _check_day(referral: Referral, day: date) -> None:
    if not referral.sent_on <= day <= clock.today():
        raise ReferralIncomplete("日期须在送出日期之后、今天之前。")


def _claim(referral: Referral, status: ReferralStatus, by: User, **changes: object) -> None:
    was = referral.status
    referral.move_to(status)
    for name, value in changes.items():
        setattr(referral, name, value)
    store.claim(referral, by=by, was={"status": was}, fields=["status", *changes])
    _record(status.value, referral, by, status.label)


def _record(what: str, referral: Referral, by: User, summary: str) -> None:
    record_event(f"casework.referral.{what}", on=referral, by=by, bureau=referral.bureau, summary=summary)
