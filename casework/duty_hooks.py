"""What the yearly lists fill into the registry's hooks, and the place where funds says which money a round has."""

from collections.abc import Callable, Sequence

from django.urls import reverse

from casework.choices.duties import Tick
from casework.models import Duty, DutyRow
from casework.workflows import duties
from office.display import Fact
from office.models import User
from office.roles import Permission
from registry import hooks
from registry.hooks import TimelineEvent, TimelineRow, TimelineRows, TimelineSource
from registry.merged import records_of
from registry.models import Person

# The money of a round: takes who asks and the round, returns its plans of aid with state and sum.
ROUND_MONEY: list[Callable[[User, Duty], Sequence[Fact]]] = []


def _sees(user: User) -> bool:
    return user.may(Permission.SEE_CASEWORK)


def _ticks(user: User, person: Person) -> list[TimelineRows]:
    ticked = DutyRow.objects.filter(person__in=records_of([person.pk]), left_reason="").exclude(status=Tick.WAITING)
    return [TimelineRows(ticked, "done_on", "", "duty__public_id", ["duty__title", "status"])]


def _ticks_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(row.on, "年度事项", f"{row.a}:{Tick(row.b).label}", reverse("casework:duty-page", args=[row.ref]))
        for row in found
    ]


def uses(person: Person) -> Sequence[hooks.Use]:
    """Name the lists on which a person was ticked. Queries: one."""
    rows = DutyRow.objects.filter(person=person).exclude(status=Tick.WAITING).select_related("duty")
    return [
        hooks.Use(f"{row.duty}({row.get_status_display()})", reverse("casework:duty-page", args=[row.duty.public_id]))
        for row in rows
    ]


def fill() -> None:
    """Fill the registry's hooks; called once from `ready()`."""
    hooks.ON_DEATH.append(duties.leave_on_death)
    hooks.ON_DEATH_REVERSED.append(duties.resume_after_death)
    hooks.ON_DEPARTURE.append(duties.leave_on_departure)
    hooks.ON_MERGE.append(duties.join)
    hooks.ON_UNMERGE.append(duties.part)
    hooks.USES.append(uses)
    hooks.TIMELINE.append(TimelineSource("duties", "年度事项", _sees, _ticks, _ticks_in_words))
