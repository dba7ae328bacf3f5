"""Needs from registering to the person's confirmation.

Every act goes through the table `NEED_ACTS`: who may do it, from which status, and what the need then is.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from casework.choices.needs import Act, ConfirmedHow, NeedEnd, NeedKind
from casework.errors.needs import NeedIncomplete
from casework.models import Contact, Need, NeedStep
from casework.permissions.needs import check_can, check_can_raise
from office import clock, policy, store, workdays
from office.audit import record_event
from office.models import Bureau, StaffMember, User
from registry.holding import hold
from registry.merged import records_of
from registry.models import Person

Changes = dict[str, Any]
NOT_ESCALATED: Changes = {"escalated_on": None, "escalated_to": None}


def deadline(kind: NeedKind, raised_on: date, bureau: Bureau) -> date:
    """Return the last day for a need of a kind: so many working days after it was raised. Rule: R-426."""
    days = policy.whole(f"need_days_{kind}", bureau=bureau, on=raised_on)
    return workdays.add_working_days(raised_on, days)


@transaction.atomic
def raise_need(
    *,
    person: Person,
    kind: NeedKind,
    text: str,
    by: User,
    raised_on: date | None = None,
    contact: Contact | None = None,
) -> Need:
    """Register what a person asks for. Raises: Refused, NeedIncomplete."""
    check_can_raise(by, person)
    hold(person)
    raised_on, kind = raised_on or clock.today(), NeedKind(kind)
    if not text.strip():
        raise NeedIncomplete("请写明诉求内容。")
    if raised_on > clock.today():
        raise NeedIncomplete("提出日期不能晚于今天。")
    need = Need(
        person=person,
        kind=kind,
        text=text.strip(),
        raised_on=raised_on,
        due_on=deadline(kind, raised_on, person.bureau),
        raised_by=by,
        raised_at=clock.now(),
        contact=contact,
    )
    store.create(need, by=by)
    write_step(need, Act.RAISE, by=by, on=raised_on)
    _record("raised", need, by, kind.label)
    return need


@transaction.atomic
def assign_need(*, need_id: int, to: StaffMember, due_on: date, by: User) -> Need:
    """Give a need to a staff member with a day by which it is done.

    Raises: Refused, NeedWrongStatus, NeedIncomplete, ChangedMeanwhile.
    Rule: R-87.
    """
    need = locked_need(need_id)
    check_can(by, Act.ASSIGN, need)
    _check_handler(need, to, due_on)
    changes: Changes = {"assigned_to": to, "due_on": due_on} | (NOT_ESCALATED if due_on != need.due_on else {})
    _perform(need, Act.ASSIGN, by, changes, staff=to)
    _record("assigned", need, by, to.name)
    return need


@transaction.atomic
def note_need(*, need_id: int, text: str, by: User, on: date | None = None) -> Need:
    """Write down what was done so far. Raises: Refused, NeedWrongStatus, NeedIncomplete."""
    need = locked_need(need_id)
    check_can(by, Act.NOTE, need)
    on = on or clock.today()
    if not text.strip():
        raise NeedIncomplete("请写明做了什么。")
    _check_day(need, on)
    need.perform(Act.NOTE)
    write_step(need, Act.NOTE, by=by, on=on, text=text, staff=by.staff_member)
    _record("noted", need, by)
    return need


@transaction.atomic
def finish_need(*, need_id: int, outcome: str, by: User, done_on: date | None = None) -> Need:
    """Say what was done; the person's own confirmation follows. Raises: Refused, NeedWrongStatus, NeedIncomplete."""
    need = locked_need(need_id)
    check_can(by, Act.FINISH, need)
    done_on = done_on or clock.today()
    if not outcome.strip():
        raise NeedIncomplete("请写明办理结果。")
    _check_day(need, done_on)
    changes: Changes = {"outcome": outcome.strip(), "done_on": done_on} | NOT_ESCALATED
    _perform(need, Act.FINISH, by, changes, on=done_on, text=outcome, staff=by.staff_member)
    _record("done", need, by)
    return need


@transaction.atomic
def confirm_need(
    *, need_id: int, by: User, how: ConfirmedHow, confirmed_on: date | None = None, said: str = ""
) -> Need:
    """Register that the person says it is settled: the only end a need has while the person lives here.

    Raises: Refused, NeedWrongStatus, NeedIncomplete, ChangedMeanwhile.
    Rule: R-427.
    """
    need = locked_need(need_id)
    check_can(by, Act.CONFIRM, need)
    confirmed_on, how = confirmed_on or clock.today(), ConfirmedHow(how)
    _check_day(need, confirmed_on)
    if need.done_on and confirmed_on < need.done_on:
        raise NeedIncomplete("本人确认的日期不能早于办理日期。")
    text = f"{how.label}:{said.strip()}" if said.strip() else how.label
    changes: Changes = {"confirmed_on": confirmed_on, "confirmed_how": how}
    _perform(need, Act.CONFIRM, by, changes, on=confirmed_on, text=text)
    _record("confirmed", need, by, how.label)
    return need


@transaction.atomic
def reopen_need(*, need_id: int, reason: str, due_on: date, by: User) -> Need:
    """Take a need up again because the person is not content, and count it.

    Raises: Refused, NeedWrongStatus, NeedIncomplete, ChangedMeanwhile.
    Rule: R-428.
    """
    need = locked_need(need_id)
    check_can(by, Act.REOPEN, need)
    if not reason.strip():
        raise NeedIncomplete("请写明本人哪里不满意,或哪里又出了问题。")
    if due_on < clock.today():
        raise NeedIncomplete("办理期限不能早于今天。")
    changes: Changes = {"reopened": need.reopened + 1, "due_on": due_on, "done_on": None}
    changes |= {"confirmed_on": None, "confirmed_how": ""} | NOT_ESCALATED
    _perform(need, Act.REOPEN, by, changes, text=reason)
    _record("reopened", need, by, f"第 {need.reopened} 次")
    return need


@transaction.atomic
def withdraw_need(*, need_id: int, reason: str, by: User) -> Need:
    """Register that the person takes the need back. Raises: Refused, NeedWrongStatus, NeedIncomplete."""
    need = locked_need(need_id)
    check_can(by, Act.WITHDRAW, need)
    if not reason.strip():
        raise NeedIncomplete("请写明本人为什么撤回。")
    _close(need, Act.WITHDRAW, NeedEnd.WITHDRAWN, reason.strip(), by)
    return need


@transaction.atomic
def direct_need(*, need_id: int, text: str, due_on: date, by: User) -> Need:
    """Let a leader say how a need goes on and until when. Raises: Refused, NeedWrongStatus, NeedIncomplete."""
    need = locked_need(need_id)
    check_can(by, Act.DIRECT, need)
    if not text.strip():
        raise NeedIncomplete("请写明批示意见。")
    if due_on < clock.today():
        raise NeedIncomplete("办理期限不能早于今天。")
    changes: Changes = {"due_on": due_on} | NOT_ESCALATED
    _perform(need, Act.DIRECT, by, changes, text=text, staff=by.staff_member)
    _record("directed", need, by)
    return need


def end_needs_of(*, person: Person, why: NeedEnd, sentence: str, by: User) -> list[Need]:
    """End the open needs of somebody who died or left, inside the caller's transaction. Rule: R-430."""
    needs = list(
        Need.objects.locked().open().filter(person__in=records_of([person.pk])).select_related("person__bureau")
    )
    for need in needs:
        _close(need, Act.END, why, sentence, by)
    return needs


def resume_needs_of(*, person: Person, since: datetime, by: User) -> list[Need]:
    """Take up again what a death entered for the wrong person ended, inside the caller's transaction."""
    ended = NeedStep.objects.filter(act=Act.END, entered_at__gte=since, need__closed_as=NeedEnd.DIED)
    rows = (
        Need.objects.locked()
        .filter(person__in=records_of([person.pk]), pk__in=ended.values("need"))
        .select_related("person__bureau")
    )
    needs = list(rows)
    for need in needs:
        _perform(need, Act.RESUME, by, {"closed_on": None, "closed_as": "", "closed_reason": ""})
        _record("resumed", need, by)
    return needs


def locked_need(need_id: int) -> Need:
    return Need.objects.locked().select_related("person__bureau").get(pk=need_id)


def write_step(
    need: Need, act: Act, *, by: User, on: date | None = None, text: str = "", staff: StaffMember | None = None
) -> None:
    """Add a line to the need's course."""
    NeedStep.objects.create(
        need=need,
        act=act,
        on=on or clock.today(),
        text=text.strip(),
        staff=staff,
        entered_by=by,
        entered_at=clock.now(),
    )


def _close(need: Need, act: Act, why: NeedEnd, reason: str, by: User) -> None:
    changes: Changes = {"closed_on": clock.today(), "closed_as": why, "closed_reason": reason} | NOT_ESCALATED
    _perform(need, act, by, changes, text=reason)
    _record("closed", need, by, why.label)


def _check_handler(need: Need, to: StaffMember, due_on: date) -> None:
    if to.bureau_id != need.person.bureau_id or not to.is_serving(clock.today()):
        raise NeedIncomplete(f"{to.name} 不是本局在职人员,请改选承办人。")
    if due_on < clock.today():
        raise NeedIncomplete("办理期限不能早于今天。")


def _check_day(need: Need, day: date) -> None:
    if not need.raised_on <= day <= clock.today():
        raise NeedIncomplete("日期须在提出日期之后、今天之前。")


def _perform(
    need: Need,
    act: Act,
    by: User,
    changes: Changes,
    *,
    on: date | None = None,
    text: str = "",
    staff: StaffMember | None = None,
) -> None:
    was = need.status
    need.perform(act)
    for name, value in changes.items():
        setattr(need, name, value)
    store.claim(need, by=by, was={"status": was}, fields=["status", *changes])
    write_step(need, act, by=by, on=on, text=text, staff=staff)


def _record(what: str, need: Need, by: User, summary: str = "") -> None:
    record_event(f"casework.need.{what}", on=need, by=by, bureau=need.person.bureau, summary=summary)
