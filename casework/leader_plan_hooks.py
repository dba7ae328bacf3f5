"""What the leaders' visit plans fill into the registry's hooks."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from casework.models import LeaderPlanLine
from casework.workflows import leader_plans
from office import clock
from office.models import User
from registry import hooks
from registry.models import Person


def _ahead(person: Person) -> list[LeaderPlanLine]:
    """Return the lines of a person whose day is still to come. Queries: one."""
    lines = LeaderPlanLine.objects.filter(person=person, left_reason="", plan__withdrawn_at=None)
    return list(lines.filter(planned_on__gte=clock.today()).select_related("plan", "leader"))


def tell_of_plans(person: Person, on: date, by: User) -> Sequence[hooks.Finding]:
    """Name the visits of leaders that fall away with a death or a departure. Rule: R-549."""
    return [
        hooks.Finding(
            f"{line.leader.name} {line.planned_on} 的走访不再列入“{line.plan}”,请告知陪同人员。",
            reverse("casework:leader-plan", args=[line.plan.public_id]),
        )
        for line in _ahead(person)
    ]


def uses(person: Person) -> Sequence[hooks.Use]:
    """Name the plans on which a person stands. Queries: one."""
    lines = LeaderPlanLine.objects.filter(person=person, left_reason="", plan__withdrawn_at=None)
    return [
        hooks.Use(f"{line.plan}:{line.leader.name}", reverse("casework:leader-plan", args=[line.plan.public_id]))
        for line in lines.select_related("plan", "leader")
    ]


def fill() -> None:
    """Fill the registry's hooks; called once from `ready()`."""
    hooks.ON_DEATH.append(tell_of_plans)
    hooks.ON_DEPARTURE.append(tell_of_plans)
    hooks.ON_MERGE.append(leader_plans.join)
    hooks.ON_UNMERGE.append(leader_plans.part)
    hooks.USES.append(uses)
