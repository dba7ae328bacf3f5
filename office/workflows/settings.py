"""Staff members, branches, the bureau's own data, policy numbers and the calendar."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db import transaction

from office import audit, clock, permissions, policy, store, workdays
from office.errors import Refused, RuleBroken, WrongStatus
from office.models import (
    Branch,
    Bureau,
    CalendarDay,
    Headcount,
    HolidayPlan,
    PolicyNumber,
    PolicyText,
    RouteBase,
    StaffMember,
    User,
)
from office.roles import Permission
from office.routes import Actor
from office.signing import ReasonMissing

Record = TypeVar("Record", StaffMember, Branch)
Proposal = PolicyNumber | RouteBase


def check_own_bureau(by: User, bureau: Bureau | None) -> None:
    """Refuse to change another bureau's data: an upper bureau reads its subtree and edits nothing there."""
    if not by.sees_installation and (bureau is None or by.bureau_id != bureau.pk):
        raise Refused("上级局只能查看下级局的资料,修改请由本局办理。")


@transaction.atomic
def save_record(*, record: Record, fields: Sequence[str], by: User) -> Record:
    """Insert or change a staff member or a branch; a stale version is refused. Raises Refused, ChangedMeanwhile."""
    permissions.check(by, Permission.EDIT_STAFF)
    check_own_bureau(by, record.bureau)
    if isinstance(record, StaffMember):
        record.spell()
        fields = [*fields, "pinyin", "initials"]
    record.full_clean(exclude=["version"])  # whatever was posted: no row has it, so somebody else was quicker
    noun = record._meta.model_name
    if record.pk is None:
        store.create(record, by=by)
        audit.record_event(f"office.{noun}.created", on=record, by=by)
    else:
        store.claim(record, by=by, fields=fields)
        audit.record_event(f"office.{noun}.changed", on=record, by=by)
    return record


def check_can_change_bureau(by: User, bureau: Bureau) -> None:
    if not by.may(Permission.EDIT_STAFF):
        permissions.check(by, Permission.EDIT_TECHNICAL)
    check_own_bureau(by, bureau)


@transaction.atomic
def save_bureau(*, bureau: Bureau, fields: Sequence[str], by: User) -> Bureau:
    """Change the bureau's own data (name, section, body, telephone, address). Raises Refused, ChangedMeanwhile."""
    check_can_change_bureau(by, bureau)
    bureau.full_clean()
    store.claim(bureau, by=by, fields=fields)
    audit.record_event("office.bureau.changed", on=bureau, by=by, bureau=bureau)
    return bureau


@transaction.atomic
def save_headcount(*, bureau: Bureau, on: date, number: int, by: User) -> Headcount:
    """Set the number of serving staff on a day (A03). Raises Refused."""
    permissions.check(by, Permission.EDIT_STAFF)
    check_own_bureau(by, bureau)
    headcount = Headcount.objects.filter(bureau=bureau, on=on).first() or Headcount(bureau=bureau, on=on)
    before, headcount.number = headcount.number, number
    store.save(headcount, by=by)
    if before != number:
        audit.record_event("office.headcount.saved", on=headcount, by=by, on_day=on, before=before, number=number)
    return headcount


@transaction.atomic
def propose_number(
    *, code: str, value: Decimal, holds_from: date, note: str, by: User, source: PolicyText | None = None
) -> PolicyNumber:
    """Propose a policy number of the own bureau; it holds once a leader confirmed it. Raises Refused, RuleBroken."""
    permissions.check(by, Permission.PROPOSE_POLICY)
    if code not in policy.SHIPPED:
        raise RuleBroken("没有这个政策数值项目,请从列表中选择。")
    if not note and source is None:
        raise RuleBroken("请写明依据(文号、会议或局领导批示)。")
    number = PolicyNumber(
        bureau=by.bureau,
        code=code,
        value=value,
        holds_from=holds_from,
        note=note,
        source=source,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    store.create(number, by=by)
    summary = f"{policy.SHIPPED[code].label} {policy.shown(code, value)},自 {holds_from} 起"
    audit.record_event("office.policy.proposed", on=number, by=by, summary=summary)
    return number


def decide_proposal(proposal: Proposal, *, confirmed: bool, by: User, reason: str = "") -> None:
    """Save a leader's decision on what was proposed; inside the transaction of its act.

    Raises: Refused (not a leader, own proposal), WrongStatus (decided), ReasonMissing, ChangedMeanwhile.
    """
    permissions.check(by, Permission.CONFIRM_POLICY)
    check_own_bureau(by, proposal.bureau)
    if Actor.of_account(by).is_same_person(Actor.of_account(proposal.proposed_by)):
        raise Refused("提出的人不能自己确认,请由另一位局领导确认。")
    if proposal.confirmed_at or proposal.refused_reason:
        raise WrongStatus("这一条已经处理过了。")
    if confirmed:
        proposal.confirmed_by, proposal.confirmed_at = by, clock.now()
        proposal.validate_constraints()
    elif not reason.strip():
        raise ReasonMissing("不同意的原因")
    proposal.refused_reason = "" if confirmed else reason.strip()
    was = {"confirmed_at": None, "refused_reason": ""}
    store.claim(proposal, by=by, fields=["confirmed_by", "confirmed_at", "refused_reason"], was=was)


@transaction.atomic
def decide_number(*, number: PolicyNumber, confirmed: bool, by: User, reason: str = "") -> PolicyNumber:
    """Confirm or refuse a proposed policy number; the proposer decides nothing. Raises Refused, WrongStatus.

    Rule: R-67.
    """
    decide_proposal(number, confirmed=confirmed, by=by, reason=reason)
    if confirmed and number.holds_from <= clock.today():  # a later one begins on its day (run_worker)
        for work_out in policy.ON_BEGIN:
            work_out(number.code, number.bureau)
    action = "office.policy.confirmed" if confirmed else "office.policy.refused"
    audit.record_event(action, on=number, by=by, summary=reason)
    return number


@transaction.atomic
def save_plan(*, year: int, source: str, days: Sequence[tuple[date, str, str]], by: User) -> HolidayPlan:
    """Replace the holiday plan of a year by (day, off or work, name) rows. Raises Refused, RuleBroken."""
    permissions.check(by, Permission.EDIT_TECHNICAL)
    if strangers := [day for day, _, _ in days if day.year != year]:
        raise RuleBroken(f"{strangers[0]} 不在 {year} 年。请只填写这一年的日期。")
    plan = HolidayPlan.objects.filter(year=year).first() or HolidayPlan(year=year)
    plan.source = source
    store.save(plan, by=by)
    plan.days.all().delete()
    CalendarDay.objects.bulk_create(CalendarDay(plan=plan, on=day, kind=kind, name=name) for day, kind, name in days)
    workdays.forget()
    audit.record_event("office.calendar.saved", on=plan, by=by, summary=f"{year}年放假安排", days=len(days))
    return plan
