"""The leaders' visit plans: drafted from the leaders' pairings, changed line by line in one act, withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from casework.choices.pairing import PairingKind
from casework.errors import leader_plans as errors
from casework.models import LeaderPlan, LeaderPlanLine, Pairing
from casework.permissions.leader_plans import check_can_keep
from casework.querysets import people
from office import clock, store
from office.audit import record_event
from office.models import StaffMember, User
from registry.holding import hold
from registry.hooks import Finding
from registry.models import Person

MERGED = "记录已合并"
CHANGED = ["planned_on", "companions", "car", "gift", "left_reason"]


@dataclass(frozen=True)
class Trip:
    """What is arranged of a visit."""

    planned_on: date
    companions: str = ""
    car: str = ""
    gift: str = ""
    left_reason: str = ""


@dataclass(frozen=True)
class Change:
    """A line as it was on the screen, and what it is to be."""

    public_id: str
    version: int
    trip: Trip


@dataclass(frozen=True)
class Added:
    """New lines: one leader goes to each of these people."""

    leader: StaffMember
    persons: Sequence[Person]
    trip: Trip


@transaction.atomic
def draft_plan(*, title: str, starts_on: date, from_pairings: bool, car: str, gift: str, by: User) -> LeaderPlan:
    """Draft a plan, with a line for each leader pairing of today if asked; the contact person goes along.

    Raises: Refused, NoLeaderPairings.
    Rule: R-547.
    """
    plan = LeaderPlan(bureau=by.bureau, title=title, starts_on=starts_on, drafted_by=by, drafted_at=clock.now())
    check_can_keep(by, plan)
    store.create(plan, by=by)
    lines = _from_pairings(plan, car, gift, by) if from_pairings else []
    if from_pairings and not lines:
        raise errors.NoLeaderPairings
    store.bulk_create(lines, by=by)
    record_event("casework.leader_plan.drafted", on=plan, by=by, summary=f"{title},{len(lines)} 人次")
    return plan


def _from_pairings(plan: LeaderPlan, car: str, gift: str, by: User) -> list[LeaderPlanLine]:
    own = people.cared_for(by).filter(bureau=plan.bureau)
    found = Pairing.objects.active_on(clock.today()).filter(kind=PairingKind.LEADER, person__in=own)
    pairings = list(found.order_by("helper__pinyin", "person__pinyin", "pk"))
    helpers = people.helper_names([row.person_id for row in pairings], clock.today())
    return [
        LeaderPlanLine(
            plan=plan,
            leader_id=row.helper_id,
            person_id=row.person_id,
            planned_on=plan.starts_on,
            companions=helpers.get(row.person_id, ""),
            car=car,
            gift=gift,
        )
        for row in pairings
    ]


@transaction.atomic
def change_plan(*, plan_id: int, changes: Iterable[Change], added: Iterable[Added], by: User) -> LeaderPlan:
    """Change lines and add new ones, all of it or nothing.

    Raises: Refused, PlanWithdrawn, AlreadyPlanned, ChangedMeanwhile.
    Rule: R-590.
    """
    plan = _open_plan(plan_id)
    check_can_keep(by, plan)
    lines = {line.public_id: line for line in plan.lines.select_related("person", "leader")}
    changed = sum(_change(lines[change.public_id], change, by) for change in changes if change.public_id in lines)
    planned = {(line.leader_id, line.person_id) for line in lines.values()}
    new = [_new_line(plan, one, person, planned) for one in added for person in one.persons]
    hold(*(line.person for line in new))
    store.bulk_create(new, by=by)
    if changed or new:
        summary = f"{plan},改动 {changed} 行,增加 {len(new)} 行"
        record_event("casework.leader_plan.changed", on=plan, by=by, summary=summary)
    return plan


def _change(line: LeaderPlanLine, change: Change, by: User) -> int:
    """Save what differs of a line, and return whether anything did; what nobody touched asks for no version."""
    values = {name: getattr(change.trip, name) for name in CHANGED}
    if all(getattr(line, name) == value for name, value in values.items()):
        return 0
    line.version = change.version
    for name, value in values.items():
        setattr(line, name, value)
    store.claim(line, by=by, fields=CHANGED)
    return 1


def _new_line(plan: LeaderPlan, added: Added, person: Person, planned: set[tuple[int, int]]) -> LeaderPlanLine:
    if (key := (added.leader.pk, person.pk)) in planned:
        raise errors.AlreadyPlanned(added.leader.name, person.name)
    planned.add(key)
    arranged = {name: getattr(added.trip, name) for name in CHANGED}
    return LeaderPlanLine(plan=plan, leader=added.leader, person=person, **arranged)


@transaction.atomic
def withdraw_plan(*, plan_id: int, reason: str, by: User) -> LeaderPlan:
    """Take a plan back; its lines stay to be read.

    Raises: Refused, PlanWithdrawn, ChangedMeanwhile.
    """
    plan = _open_plan(plan_id)
    check_can_keep(by, plan)
    plan.withdrawn_by, plan.withdrawn_at, plan.withdrawn_reason = by, clock.now(), reason
    names = ["withdrawn_by", "withdrawn_at", "withdrawn_reason"]
    store.claim(plan, by=by, fields=names, was={"withdrawn_at": None})
    record_event("casework.leader_plan.withdrawn", on=plan, by=by, summary=f"{plan}:{reason}")
    return plan


def _open_plan(plan_id: int) -> LeaderPlan:
    plan = LeaderPlan.objects.locked().get(pk=plan_id)
    if not plan.is_open:
        raise errors.PlanWithdrawn(plan.title)
    return plan


@transaction.atomic
def join(kept: Person, merged: Person, by: User) -> list[Finding]:
    """Let the record that stays stand on the plans of the other (registry hook). Rule: R-592."""
    open_lines = LeaderPlanLine.objects.filter(plan__withdrawn_at=None)
    own = set(open_lines.filter(person=kept).values_list("plan_id", "leader_id"))
    findings = []
    for line in open_lines.filter(person=merged, left_reason="").select_related("plan"):
        if (line.plan_id, line.leader_id) not in own:
            arranged = {name: getattr(line, name) for name in CHANGED}
            store.create(LeaderPlanLine(plan=line.plan, leader_id=line.leader_id, person=kept, **arranged), by=by)
        line.left_reason = MERGED
        store.claim(line, by=by, fields=["left_reason"])
        findings.append(Finding(f"{line.plan}并到合并后的记录。"))
    return findings


@transaction.atomic
def part(kept: Person, merged: Person, by: User) -> list[Finding]:
    """Put the other record back on its plans (registry hook); what was carried over stays to be looked at."""
    lines = LeaderPlanLine.objects.filter(person=merged, left_reason=MERGED, plan__withdrawn_at=None)
    found = list(lines.select_related("plan"))
    for line in found:
        line.left_reason = ""
        store.claim(line, by=by, fields=["left_reason"])
    return [Finding(f"{line.plan}重新列入。") for line in found]
