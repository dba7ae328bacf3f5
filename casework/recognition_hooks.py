"""What recognition fills into the registry's hooks."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from casework.choices.recognition import Category, RecognitionStatus
from casework.models import Recognition, RecognitionRoute
from casework.permissions.recognition import sees_categories
from casework.workflows.recognition import end_on_death
from office import clock
from office import hooks as office_hooks
from office.display import Fact
from office.hooks import Citation, Door
from office.models import PolicyText, User
from office.roles import Permission
from registry import hooks
from registry.models import Person


def panels(user: User, person: Person) -> list[hooks.Panel]:
    """Return the panel of a person's recognitions. Queries: one."""
    if not user.may(Permission.SEE_RECOGNITION):
        return []
    rows = list(Recognition.objects.of_person(person.pk).for_panel())
    context = {"rows": rows, "sees_categories": sees_categories(user)}
    head = [Fact("今年认定", _in_force(rows, sees=sees_categories(user)))]
    return [hooks.Panel("care", "帮扶对象认定", "casework/_person_recognitions.html", context, head)]


def _in_force(rows: Sequence[Recognition], *, sees: bool) -> list[str]:
    """Return the categories somebody is recognised in this year; who may not see an illness reads the posted words."""
    year = clock.today().year
    valid = [row for row in rows if row.year == year and row.status == RecognitionStatus.RECOGNISED]
    return list(dict.fromkeys(str(row.get_category_display()) if sees else row.wording for row in valid))


def actions(user: User, person: Person) -> Sequence[tuple[str, str]]:
    if not user.may(Permission.EDIT_RECOGNITION) or user.bureau_id != person.bureau_id or person.died_on:
        return []
    return [("申请认定", reverse("casework:recognition-open") + f"?person={person.public_id}")]


def taken_up(people: QuerySet[Person], on: date) -> dict[tuple[int, str], hooks.TakenUp]:
    """Return who was put forward in which category for the year of a day, and how far it was then. Queries: one.

    What was withdrawn by the day leaves the suggestion open; what was refused or ended was decided by a person.
    """
    rows = Recognition.objects.filter(person__in=people, year=on.year).defer("reason", "closing_note").order_by("pk")
    found = {}
    for row in rows:
        if _day(row.entered_at) <= on and (stage := _stage(row, on)):
            url = reverse("casework:recognition-detail", args=[row.public_id])
            found[row.person_id, row.category] = hooks.TakenUp(stage, url)
    return found


def _stage(row: Recognition, on: date) -> str:
    """Return how far a recognition was on a day; "" for one withdrawn."""
    if row.closed_at is not None and _day(row.closed_at) <= on:
        return "" if row.status == RecognitionStatus.WITHDRAWN else str(row.get_status_display())
    recognised = row.recognised_on is not None and row.recognised_on <= on
    return str(RecognitionStatus.RECOGNISED.label) if recognised else "申请中"


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def accept_suggestion(user: User, person_id: str, rule: str) -> str:
    """Return where a suggestion is accepted: the form of a recognition, filled in. Rule: R-277."""
    if not user.may(Permission.EDIT_RECOGNITION):
        return ""
    return f"{reverse('casework:recognition-open')}?{urlencode({'person': person_id, 'rule': rule})}"


def recognised(user: User, value: str) -> Q:
    """Return the condition of the list filter 认定类别: recognised this year, in a category or in any."""
    if value not in dict(filter_choices(user)):
        return Q()
    rows = Recognition.objects.in_force(clock.today().year).filter(person=OuterRef("pk"))
    return Q(Exists(rows if value == "any" else rows.filter(category=value)))


def filter_choices(user: User) -> list[tuple[str, str]]:
    """Return what may be filtered by: who may not see an illness cannot ask for one category."""
    return [("any", "本年已认定"), *(Category.choices if sees_categories(user) else [])]


def may_filter(user: User) -> bool:
    return user.may(Permission.SEE_RECOGNITION)


def citations(text: PolicyText, user: User) -> list[Citation]:
    """Return the routes of recognition that cite a policy text. Queries: one."""
    if not user.may(Permission.SEE_RECOGNITION):
        return []
    return [
        Citation("认定流程", f"{route},{route.holds_from} 起用", reverse("casework:route-list"))
        for route in RecognitionRoute.objects.filter(policy_text=text, refused_reason="")
    ]


def fill() -> None:
    """Fill the hooks of registry and office; called once from `ready()`."""
    office_hooks.CITATIONS.append(citations)
    door = Door("认定流程", "帮扶对象认定由谁提意见、谁签批", "casework:route-list", Permission.SEE_RECOGNITION)
    office_hooks.DOORS.append(door)
    hooks.ON_DEATH.append(end_on_death)
    hooks.PERSON_PANELS.append(panels)
    hooks.PERSON_ACTIONS.append(actions)
    hooks.TAKEN_UP.append(taken_up)
    hooks.ACCEPT_SUGGESTION.append(accept_suggestion)
    hooks.LIST_FILTERS.append(hooks.ListFilter("recognised", "认定类别", filter_choices, recognised, may_filter))
