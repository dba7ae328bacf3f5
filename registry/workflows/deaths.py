"""What follows a recorded death: the checklist, and taking back a death entered for the wrong person."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from office import audit, clock, store
from office.models import StaffMember, User
from office.roles import Permission
from registry import hooks
from registry.checklist import BY_HELPER, DeathStep, Outcome, steps_for
from registry.errors import DateInFuture, NotDead, TaskIncomplete
from registry.models import Death, DeathFinding, DeathTask, Person
from registry.workflows.people import check_may, check_values

SETTLED = ["due_on", "assignee", "outcome", "done_on", "note", "settled_by", "settled_at"]


def open_death(*, person: Person, told_by: str, by: User) -> Death:
    """Write down that a death was recorded, before anything stops: what stops afterwards stopped because of it."""
    return store.create(Death(person=person, told_by=told_by, recorded_by=by, recorded_at=clock.now()), by=by)


def open_checklist(death: Death, findings: Sequence[hooks.Finding], *, by: User) -> None:
    """Open the checklist with days and persons, and keep what the hooks found. Rule: R-250, R-251.

    The helper whose pairing ended has the lines that belong beside the family; whoever recorded the death the others.
    """
    person = death.person
    steps = steps_for(
        kind=person.kind,
        is_party_member=person.is_party_member,
        died_on=_died_on(person),
        heard_on=clock.today(),
    )
    helper = next((finding.helper for finding in findings if finding.helper), None)
    rows = [
        DeathTask(death=death, step=step, due_on=due_on, assignee=_assignee(step, helper, by))
        for step, due_on in steps.items()
    ]
    store.bulk_create(rows, by=by)
    keep_findings(death, findings)


def keep_findings(death: Death, findings: Iterable[hooks.Finding], *, of_reversal: bool = False) -> None:
    """Keep what hooks did or found, so that the page of the death names it tomorrow too."""
    rows = [DeathFinding(death=death, of_reversal=of_reversal, text=f.text, url=f.url) for f in findings]
    store.insert_rows(rows)


def _died_on(person: Person) -> date:
    if person.died_on is None:
        raise NotDead(person)
    return person.died_on


def _assignee(step: DeathStep, helper: StaffMember | None, by: User) -> StaffMember | None:
    return helper if helper and step in BY_HELPER else by.staff_member


@transaction.atomic
def settle_task(*, task: DeathTask, values: dict[str, Any], by: User) -> DeathTask:
    """Arrange a line of the checklist, tick it off, or open it again; the line carries the version its editor saw.

    `values`: due_on, assignee, outcome, done_on, note.
    Raises: Refused, NotDead, TaskIncomplete, DateInFuture, ChangedMeanwhile.
    Rule: R-252.
    """
    person = task.death.person
    check_may(by, Permission.EDIT_PEOPLE, person.bureau)
    if task.death.reversed_at is not None:
        raise NotDead(person)
    for name, value in values.items():
        setattr(task, name, value)
    if task.outcome == Outcome.DONE and task.done_on is None:
        raise TaskIncomplete("请填写办理日期。")
    if task.outcome == Outcome.NOT_NEEDED and not task.note:
        raise TaskIncomplete("不需要办的,请在备注里写明原因。")
    if task.outcome != Outcome.DONE:
        task.done_on = None
    if task.done_on and task.done_on > clock.today():
        raise DateInFuture("办理日期")
    task.settled_by, task.settled_at = (by, clock.now()) if task.outcome else (None, None)
    store.claim(task, by=by, fields=SETTLED, reason=str(Outcome(task.outcome).label))
    summary = f"{task.get_step_display()}:{Outcome(task.outcome).label}"
    audit.record_event("registry.death.task", on=person, by=by, summary=summary, task=task.public_id)
    return task


@transaction.atomic
def reverse_death(*, person: Person, reason: str, by: User) -> Death:
    """Take back a death entered for the wrong person; what it stopped is taken up again or named.

    Raises: Refused, NotDead, ImpossibleValues, ChangedMeanwhile.
    Rule: R-254.
    """
    check_may(by, Permission.REVERSE_DEATH, person.bureau)
    was = _died_on(person)
    death = Death.objects.filter(person=person, reversed_at=None).first()
    if death is None:
        raise NotDead(person)
    death.person, person.died_on = person, None
    check_values(person)
    store.claim(person, by=by, fields=["died_on"], was={"died_on": was}, reason=reason)
    death.reversed_by, death.reversed_at, death.reversed_reason = by, clock.now(), reason
    fields = ["reversed_by", "reversed_at", "reversed_reason"]
    store.claim(death, by=by, fields=fields, was={"reversed_at": None}, reason=reason)
    found = [finding for hook in hooks.ON_DEATH_REVERSED for finding in hook(person, death.recorded_at, by)]
    found += [
        hooks.Finding(f"{one.name} 登记为其遗属,请核对:不是遗属的,修改人员类别或撤销登记。", one.get_absolute_url())
        for one in person.survivors.standing()
    ]
    keep_findings(death, found, of_reversal=True)
    summary = f"撤销去世登记({was}):{reason}"
    audit.record_event("registry.person.death-reversed", on=person, by=by, summary=summary, was=was)
    hooks.changed(person.pk)
    return death
