"""Needs from registering to the person's confirmation."""

from datetime import date

from django.db import transaction

from casework.choices.needs import NeedKind, NeedStatus
from casework.errors.needs import NeedIncomplete
from casework.models import Contact, Need
from casework.permissions.needs import check_can_handle, check_can_keep, check_can_raise
from office import clock, store
from office.audit import record_event
from office.models import StaffMember, User
from registry.models import Person


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
    raised_on = raised_on or clock.today()
    if not text.strip():
        raise NeedIncomplete("请写明诉求内容。")
    if raised_on > clock.today():
        raise NeedIncomplete("提出日期不能晚于今天。")
    need = Need(
        person=person,
        kind=NeedKind(kind),
        text=text.strip(),
        raised_on=raised_on,
        raised_by=by,
        raised_at=clock.now(),
        contact=contact,
    )
    store.create(need, by=by)
    _record("raised", need, by, NeedKind(kind).label)
    return need


@transaction.atomic
def assign_need(*, need_id: int, to: StaffMember, due_on: date, by: User) -> Need:
    """Give a need to a staff member with a day by which it is done; also again, when the person is not content.

    Raises: Refused, NeedWrongStatus, NeedIncomplete, ChangedMeanwhile.
    Rule: R-87.
    """
    need = _locked(need_id)
    check_can_keep(by, need)
    if to.bureau_id != need.person.bureau_id or not to.is_serving(clock.today()):
        raise NeedIncomplete(f"{to.name} 不是本局在职人员,请改选承办人。")
    if due_on < clock.today():
        raise NeedIncomplete("办理期限不能早于今天。")
    _claim(need, NeedStatus.ASSIGNED, by, assigned_to=to, due_on=due_on, done_on=None)
    _record("assigned", need, by, to.name)
    return need


@transaction.atomic
def finish_need(*, need_id: int, outcome: str, by: User, done_on: date | None = None) -> Need:
    """Say what was done; the person's own confirmation follows. Raises: Refused, NeedWrongStatus, NeedIncomplete."""
    need = _locked(need_id)
    check_can_handle(by, need)
    done_on = done_on or clock.today()
    if not outcome.strip():
        raise NeedIncomplete("请写明办理结果。")
    if not need.raised_on <= done_on <= clock.today():
        raise NeedIncomplete("办理日期须在提出日期之后、今天之前。")
    _claim(need, NeedStatus.DONE, by, outcome=outcome.strip(), done_on=done_on)
    _record("done", need, by)
    return need


@transaction.atomic
def confirm_need(*, need_id: int, by: User, confirmed_on: date | None = None) -> Need:
    """Register that the person says it is settled. Raises: Refused, NeedWrongStatus, ChangedMeanwhile."""
    need = _locked(need_id)
    check_can_keep(by, need)
    _claim(need, NeedStatus.CONFIRMED, by, confirmed_on=confirmed_on or clock.today())
    _record("confirmed", need, by)
    return need


@transaction.atomic
def close_need(*, need_id: int, reason: str, by: User) -> Need:
    """Close a need that will not be handled. Raises: Refused, NeedWrongStatus, NeedIncomplete, ChangedMeanwhile."""
    need = _locked(need_id)
    check_can_keep(by, need)
    if not reason.strip():
        raise NeedIncomplete("请写明关闭原因。")
    _claim(need, NeedStatus.CLOSED, by, closed_on=clock.today(), closed_reason=reason.strip())
    _record("closed", need, by, reason.strip())
    return need


def _locked(need_id: int) -> Need:
    return Need.objects.locked().select_related("person__bureau").get(pk=need_id)


def _claim(need: Need, status: NeedStatus, by: User, **changes: object) -> None:
    was = need.status
    need.move_to(status)
    for name, value in changes.items():
        setattr(need, name, value)
    store.claim(need, by=by, was={"status": was}, fields=["status", *changes])


def _record(what: str, need: Need, by: User, summary: str = "") -> None:
    record_event(f"casework.need.{what}", on=need, by=by, bureau=need.person.bureau, summary=summary)
