"""A call that cannot wait: the stay it starts, who goes there by when, help in manpower, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from casework.choices.emergencies import EmergencyKind, EmergencyStatus, Help, ShiftStatus, ShiftTask
from casework.endings import ended_by_death
from casework.errors.emergencies import EmergencyIncomplete, ShiftImpossible
from casework.models import Emergency, Pairing, Shift
from casework.permissions.emergencies import check_can_answer, check_can_close, check_can_plan, check_can_settle
from casework.permissions.pairing import check_own_bureau
from office import clock, policy, store, workdays
from office.audit import record_event
from office.models import StaffMember, User
from office.permissions import check
from office.roles import Permission
from registry.holding import hold
from registry.merged import records_of
from registry.models import HospitalStay, Person
from registry.workflows.life import record_stay

SOONEST = timedelta(days=30)  # a call written down later than that is no emergency any more


@dataclass(frozen=True)
class Call:
    """What the family said: into which hospital, or what happened; without a kind it is an ordinary stay."""

    told_by: str
    told_at: datetime
    hospital: str = ""
    ward: str = ""
    bed: str = ""
    family_contact: str = ""
    family_phone: str = ""
    kind: EmergencyKind | None = None
    note: str = ""
    lead: StaffMember | None = None


@transaction.atomic
def record_call(*, person: Person, call: Call, by: User) -> tuple[HospitalStay | None, Emergency | None]:
    """Write down a call: a stay when a hospital is named, an emergency when there is one.

    Raises: Refused, EmergencyIncomplete, and what the registry refuses of a stay.
    Rule: R-433.
    """
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, person)
    hold(person)
    if not call.hospital and call.kind is None:
        raise EmergencyIncomplete("住院的写明医院;有紧急情况的选明是哪一类。")
    if not clock.now() - SOONEST <= call.told_at <= clock.now():
        raise EmergencyIncomplete("来电时间须在最近 30 天之内,不能晚于现在。")
    stay = None
    if call.hospital:
        details = {name: getattr(call, name) for name in ("ward", "bed", "told_by", "family_contact", "family_phone")}
        admitted_on = call.told_at.astimezone(clock.SHANGHAI).date()
        stay = record_stay(person=person, by=by, admitted_on=admitted_on, hospital=call.hospital, **details)
    return stay, _open(person, call, stay, by) if call.kind else None


def _open(person: Person, call: Call, stay: HospitalStay | None, by: User) -> Emergency:
    lead = call.lead or _contact_person(person)
    if lead is None or lead.bureau_id != person.bureau_id or not lead.is_serving(clock.today()):
        raise EmergencyIncomplete("请写明由哪位在职人员负责处置。")
    hours = policy.whole("emergency_hours", bureau=person.bureau)
    days = policy.whole("emergency_close_days", bureau=person.bureau)
    emergency = Emergency(
        person=person,
        stay=stay,
        kind=EmergencyKind(str(call.kind)),
        told_by=call.told_by.strip(),
        told_at=call.told_at,
        note=call.note.strip(),
        lead=lead,
        due_at=call.told_at + timedelta(hours=hours),
        close_by=workdays.add_working_days(clock.today(), days),
        entered_by=by,
        entered_at=clock.now(),
    )
    store.create(emergency, by=by)
    _record("opened", emergency, by)
    return emergency


def _contact_person(person: Person) -> StaffMember | None:
    rows = Pairing.objects.contacts().active_on(clock.today()).filter(person=person).select_related("helper")
    row = rows.first()
    return row.helper if row else None


@transaction.atomic
def answer_emergency(*, emergency_id: int, answer: str, answered_at: datetime, by: User) -> Emergency:
    """Say that somebody is there and what they found. Raises: Refused, EmergencyWrongStatus, EmergencyIncomplete."""
    emergency = _locked(emergency_id)
    check_can_answer(by, emergency)
    if not answer.strip():
        raise EmergencyIncomplete("请写明到场后的情况。")
    if not emergency.told_at <= answered_at <= clock.now():
        raise EmergencyIncomplete("到场时间须在来电之后,不能晚于现在。")
    _claim(emergency, EmergencyStatus.ANSWERED, by, answer=answer.strip(), answered_at=answered_at)
    return emergency


@transaction.atomic
def close_emergency(*, emergency_id: int, closing: str, helps: Sequence[Help], by: User) -> Emergency:
    """Say how it ended and what the help was. Raises: Refused, EmergencyWrongStatus, EmergencyIncomplete."""
    emergency = _locked(emergency_id)
    check_can_close(by, emergency)
    if not closing.strip() or not helps:
        raise EmergencyIncomplete("请写明怎样处置的、给了哪些帮助。")
    if emergency.status == EmergencyStatus.OPEN:
        raise EmergencyIncomplete("请先登记到场情况,再办结。")
    changes = {"closing": closing.strip(), "helps": [Help(one).value for one in helps], "closed_on": clock.today()}
    _claim(emergency, EmergencyStatus.CLOSED, by, **changes)
    return emergency


def end_emergencies_of(*, person: Person, sentence: str, by: User) -> list[Emergency]:
    """Close what goes on for somebody who died or left, and drop the hours planned, in the caller's transaction."""
    rows = Emergency.objects.locked().going_on().filter(person__in=records_of([person.pk]))
    found = list(rows.select_related("person__bureau"))
    for emergency in found:
        _claim(emergency, EmergencyStatus.CLOSED, by, closing=sentence, closed_on=clock.today())
    planned = Shift.objects.locked().planned().filter(person__in=records_of([person.pk]), on__gte=clock.today())
    for shift in planned.select_related("person__bureau"):
        _settle(shift, ShiftStatus.MISSED, sentence, by)
    return found


def resume_emergencies_of(*, person: Person, since: datetime, by: User) -> int:
    """Take up again what a death entered for the wrong person closed, and return how much; in the caller's transaction.

    Hours whose day has passed meanwhile stay as they are: nobody was there. Rule: R-588.
    """
    records, today = records_of([person.pk]), clock.today()
    closed = Emergency.objects.locked().filter(
        person__in=records, status=EmergencyStatus.CLOSED, closed_on__gte=since.astimezone(clock.SHANGHAI).date()
    )
    emergencies = [row for row in closed.select_related("person__bureau") if ended_by_death(row.closing)]
    for emergency in emergencies:
        emergency.status = EmergencyStatus.ANSWERED if emergency.answered_at else EmergencyStatus.OPEN
        emergency.closing, emergency.closed_on = "", None
        was = {"status": EmergencyStatus.CLOSED}
        store.claim(emergency, by=by, was=was, fields=["status", "closing", "closed_on"])
        _record("resumed", emergency, by)
    missed = Shift.objects.locked().filter(person__in=records, status=ShiftStatus.MISSED, on__gte=today)
    shifts = [row for row in missed.select_related("person__bureau") if ended_by_death(row.remark)]
    for shift in shifts:
        shift.status, shift.remark = ShiftStatus.PLANNED, ""
        store.claim(shift, by=by, was={"status": ShiftStatus.MISSED}, fields=["status", "remark"])
        record_event("casework.shift.resumed", on=shift, by=by, bureau=shift.person.bureau, summary=str(shift))
    return len(emergencies) + len(shifts)


@transaction.atomic
def plan_shift(
    *,
    person: Person,
    on: date,
    starts_at: time,
    ends_at: time,
    task: ShiftTask,
    by: User,
    helper: StaffMember | None = None,
    other: str = "",
) -> Shift:
    """Plan somebody's hours with a person. Raises: Refused, ShiftImpossible. Rule: R-435."""
    check_can_plan(by, person)
    other = other.strip()
    if (helper is None) == (not other):
        raise ShiftImpossible("本局人员和其他人只填一个:谁去。")
    if ends_at <= starts_at:
        raise ShiftImpossible("结束时间须晚于开始时间;过夜的分成两班登记。")
    if on < clock.today():
        raise ShiftImpossible("只能排今天以后的班。")
    if helper is not None:
        _check_free(helper, person, on, starts_at, ends_at)
    shift = Shift(person=person, on=on, starts_at=starts_at, ends_at=ends_at, task=ShiftTask(task), helper=helper)
    shift.other, shift.entered_by, shift.entered_at = other, by, clock.now()
    store.create(shift, by=by)
    record_event("casework.shift.planned", on=shift, by=by, bureau=person.bureau, summary=str(shift))
    return shift


def _check_free(helper: StaffMember, person: Person, on: date, starts_at: time, ends_at: time) -> None:
    if helper.bureau_id != person.bureau_id or not helper.is_serving(on):
        raise ShiftImpossible(f"{helper.name} 那天不是本局在职人员,请改选。")
    StaffMember.objects.select_for_update(no_key=True).get(pk=helper.pk)  # two shifts of one person, one at a time
    taken = Shift.objects.planned().filter(helper=helper, on=on, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if clash := taken.select_related("person").first():
        raise ShiftImpossible(
            f"{helper.name} 那天 {clash.starts_at:%H:%M} 已排了 {clash.person.name} 的班,请改时间或换人。"
        )


@transaction.atomic
def settle_shift(*, shift_id: int, kept: bool, by: User, remark: str = "") -> Shift:
    """Say whether somebody was there. Raises: Refused, ShiftWrongStatus, ShiftImpossible."""
    shift = Shift.objects.locked().select_related("person__bureau", "helper").get(pk=shift_id)
    check_can_settle(by, shift)
    if kept and shift.on > clock.today():
        raise ShiftImpossible("还没到那一天,不能登记已到。")
    if not kept and not remark.strip():
        raise ShiftImpossible("没有去的,请写明原因。")
    _settle(shift, ShiftStatus.DONE if kept else ShiftStatus.MISSED, remark.strip(), by)
    return shift


def _settle(shift: Shift, status: ShiftStatus, remark: str, by: User) -> None:
    shift.move_to(status)
    shift.remark = remark
    store.claim(shift, by=by, was={"status": ShiftStatus.PLANNED}, fields=["status", "remark"])
    record_event("casework.shift.settled", on=shift, by=by, bureau=shift.person.bureau, summary=status.label)


def _locked(emergency_id: int) -> Emergency:
    return Emergency.objects.locked().select_related("person__bureau", "lead").get(pk=emergency_id)


def _claim(emergency: Emergency, status: EmergencyStatus, by: User, **changes: object) -> None:
    was = emergency.status
    emergency.move_to(status)
    for name, value in changes.items():
        setattr(emergency, name, value)
    store.claim(emergency, by=by, was={"status": was}, fields=["status", *changes])
    _record(status.value, emergency, by)


def _record(what: str, emergency: Emergency, by: User) -> None:
    bureau = emergency.person.bureau
    record_event(f"casework.emergency.{what}", on=emergency, by=by, bureau=bureau, summary=emergency.get_kind_display())
