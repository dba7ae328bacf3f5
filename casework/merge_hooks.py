"""What casework does when two records of one person are joined, and when they are parted again. Rule: R-268."""

from collections.abc import Sequence

from django.urls import reverse

from casework.choices.pairing import EndReason, PairingStatus
from casework.models import Pairing
from casework.workflows.pairing import carry_on, check_not_taken, end_now, end_pairings_of, resume_pairing
from casework.workflows.schedule import refresh
from office import clock
from office.errors import RuleBroken
from office.models import User
from registry import hooks
from registry.hooks import Finding
from registry.models import Person

PARTED = "撤销合并"


def join(kept: Person, merged: Person, by: User) -> Sequence[Finding]:
    """Let one contact person go on with the record that stays; the other pairings end where they stand."""
    today = clock.today()
    rows = end_pairings_of(person=merged, on=today, reason=EndReason.OTHER, by=by)
    findings = [_carried(row, kept, by) for row in rows if row.status == PairingStatus.ENDED]
    findings += [
        Finding(f"{row.helper.name} 待下达的结对已撤回,需要的请重新登记。", _propose(kept))
        for row in rows
        if row.status == PairingStatus.WITHDRAWN
    ]
    refresh(person_ids=[kept.pk, merged.pk], bureau=kept.bureau)
    return findings


def _carried(row: Pairing, kept: Person, by: User) -> Finding:
    who = f"{row.get_kind_display()} {row.helper.name} 的结对"
    try:
        carry_on(row, person=kept, by=by)
    except RuleBroken as broken:
        return Finding(f"{who}没有并过来:{broken.messages[0]}", _propose(kept))
    return Finding(f"{who}继续联系合并后的记录。", reverse("casework:pairing-list"))


def _propose(person: Person) -> str:
    return f"{reverse('casework:pairing-propose')}?person={person.public_id}"


def part(kept: Person, merged: Person, by: User) -> Sequence[Finding]:
    """End what went on with the record that stayed and put the pairings of the other back as they were."""
    carried = Pairing.objects.locked().issued().filter(person=kept, replaces__person=merged)
    findings = []
    for row in carried.select_related("person", "helper", "replaces__person", "replaces__helper"):
        end_now(row, reason=EndReason.OTHER, note=PARTED, by=by)
        try:
            check_not_taken(merged, row.helper, row.replaces.kind, None)
            resume_pairing(row.replaces, by=by)
        except RuleBroken as broken:
            findings.append(Finding(f"{row.helper.name} 的结对没有恢复:{broken.messages[0]}", _propose(merged)))
        else:
            findings.append(Finding(f"{row.get_kind_display()} {row.helper.name} 的结对已恢复到原来的记录。"))
    refresh(person_ids=[kept.pk, merged.pk], bureau=kept.bureau)
    return findings


def fill() -> None:
    """Fill the registry's hooks; called once from `ready()`."""
    hooks.ON_MERGE.append(join)
    hooks.ON_UNMERGE.append(part)
