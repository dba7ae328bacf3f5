"""Putting needs whose deadline has passed before the responsible leader, once for each deadline."""

from datetime import date

from django.db import transaction

from casework.choices.needs import Act
from casework.choices.pairing import PairingKind
from casework.models import Need, Pairing
from casework.workflows.needs import locked_need, write_step
from office import store
from office.audit import record_event
from office.models import StaffMember, User
from office.roles import Role


def escalate_overdue(today: date) -> int:
    """Escalate every need that is overdue and not yet before a leader, and return how many. Safe to run twice.

    Rule: R-429.
    """
    due = Need.objects.overdue(today).filter(escalated_on=None).values_list("pk", flat=True)
    return sum(_escalate(need_id, today) for need_id in list(due))


@transaction.atomic
def _escalate(need_id: int, today: date) -> bool:
    need = locked_need(need_id)
    if need.escalated_on is not None or not need.is_overdue(today):
        return False
    was = need.status
    need.perform(Act.ESCALATE)
    need.escalated_on, need.escalated_to = today, _leader_of(need, today)
    operator = User.operator()
    store.claim(need, by=operator, was={"status": was, "escalated_on": None}, fields=["escalated_on", "escalated_to"])
    text = f"期限 {need.due_on} 已过,上报{need.escalated_to.name if need.escalated_to else '负责人'}"
    write_step(need, Act.ESCALATE, by=operator, on=today, text=text, staff=need.escalated_to)
    record_event("casework.need.escalated", on=need, by=operator, bureau=need.person.bureau, summary=text)
    return True


def _leader_of(need: Need, today: date) -> StaffMember | None:
    """Return the leader paired with the person who can sign in; nobody means the section head's list."""
    signs_in = {"helper__account__is_active": True, "helper__account__groups__name": Role.BUREAU_LEADER}
    paired = Pairing.objects.active_on(today).filter(kind=PairingKind.LEADER, person=need.person_id, **signs_in)
    row = paired.select_related("helper").order_by("starts_on", "pk").first()
    return row.helper if row else None
