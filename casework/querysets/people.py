"""What casework knows of people: conditions and subqueries over `registry.Person` for lists, board and hooks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from casework.models import Pairing
from office import clock
from office.models import StaffMember, User
from registry.models import Person


def own_people(user: User) -> Q:
    """Return the condition on a person for being paired with the user today, as contact person, stand-in or leader.

    Rule: R-65.
    """
    if user.staff_member_id is None:
        return Q(pk__in=[])
    paired = Pairing.objects.active_on(clock.today()).filter(helper_id=user.staff_member_id)
    return Q(pk__in=paired.values("person_id"))


def cared_for(user: User) -> QuerySet[Person]:
    """Return the people in scope who are to be paired and visited today: the living, survivors included."""
    return Person.objects.visible_to(user).living(clock.today())


def paired_with(helper: StaffMember, today: date) -> Q:
    """Return the condition for having this contact person today."""
    return Q(pk__in=Pairing.objects.contacts().active_on(today).filter(helper=helper).values("person_id"))


def is_contact_person(today: date) -> Q:
    """Return the condition on a staff member for being somebody's contact person today."""
    return Q(pk__in=Pairing.objects.contacts().active_on(today).values("helper_id"))


def without_helper(today: date) -> Q:
    return ~Q(pk__in=Pairing.objects.contacts().active_on(today).values("person_id"))


def overdue(today: date) -> Q:
    return Q(contact_state__next_due_on__lt=today)


def contacted_in_window(window_end: date) -> Q:
    return Q(contact_state__next_due_on__gt=window_end)


def standing_as(show: str, today: date, window_end: date) -> Q:
    """Return the condition of a part of the schedule: overdue, waiting (overdue included), done or all."""
    done = contacted_in_window(window_end)
    return {"overdue": overdue(today), "waiting": ~done, "done": done}.get(show, Q())


def helper_name(today: date) -> Subquery:
    """Return the name of the present contact person as a subquery."""
    return Subquery(
        Pairing.objects.contacts().active_on(today).filter(person=OuterRef("pk")).order_by().values("helper__name")[:1]
    )


def helper_names(person_ids: Sequence[int], today: date) -> dict[int, str]:
    """Return person id → the name of the present contact person. Queries: one."""
    present = Pairing.objects.contacts().active_on(today).filter(person__in=person_ids).order_by()
    return dict(present.values_list("person_id", "helper__name"))


def state_column(column: str) -> F:
    """Return a column of the person's one contact state, by a join."""
    return F(f"contact_state__{column}")


def with_schedule(people: QuerySet[Person], today: date) -> Any:
    """Add helper_name, last_contact_on and next_due_on to each person."""
    return people.annotate(
        helper_name=helper_name(today),
        last_contact_on=state_column("last_contact_on"),
        next_due_on=state_column("next_due_on"),
    )


def figures(people: QuerySet[Person], today: date, window_end: date) -> dict[str, int]:
    """Return how many people there are, have no helper, are overdue and were contacted in this window. Queries: one."""
    return people.aggregate(
        total=Count("pk"),
        gaps=Count("pk", filter=without_helper(today)),
        overdue=Count("pk", filter=overdue(today)),
        done=Count("pk", filter=contacted_in_window(window_end)),
    )


def with_people_count(helpers: QuerySet[StaffMember], today: date) -> QuerySet[StaffMember]:
    """Add how many people each staff member is the contact person of."""
    active = Pairing.objects.contacts().active_on(today).filter(helper=OuterRef("pk")).order_by()
    count = active.values("helper").annotate(count=Count("pk")).values("count")
    return helpers.annotate(people_count=Coalesce(Subquery(count), 0))
