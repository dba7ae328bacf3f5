"""What casework knows of people: conditions and subqueries over `registry.Person` for lists, board and hooks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from casework.choices.schedule import Standing
from casework.models import Pairing
from casework.querysets.schedule import standing
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


def helped_by(public_id: str, today: date) -> Q:
    """Return the condition for having this contact person today; `none` is for those who have nobody."""
    active = Pairing.objects.contacts().active_on(today)
    if public_id == "none":
        return without_helper(today)
    return Q(pk__in=active.filter(helper__public_id=public_id).values("person_id"))


def helper_columns(today: date) -> dict[str, Subquery]:
    """Return the present contact person as columns: who it is in an address, and the name."""
    active = Pairing.objects.contacts().active_on(today).filter(person=OuterRef("pk")).order_by()
    return {
        "helper_id_now": Subquery(active.values("helper__public_id")[:1]),
        "helper_name": Subquery(active.values("helper__name")[:1]),
    }


def in_no_tier() -> Q:
    """Return the condition for not being in the schedule yet."""
    return Q(contact_state=None) | Q(contact_state__tier="")


def is_contact_person(today: date) -> Q:
    """Return the condition on a staff member for being somebody's contact person today."""
    return Q(pk__in=Pairing.objects.contacts().active_on(today).values("helper_id"))


def without_helper(today: date) -> Q:
    return ~Q(pk__in=Pairing.objects.contacts().active_on(today).values("person_id"))


def overdue(today: date) -> Q:
    return standing(Standing.OVERDUE, today)


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
    """Add helper_name to each person, and how they stand (`contact_state`)."""
    return people.annotate(helper_name=helper_name(today)).select_related("contact_state")


def figures(people: QuerySet[Person], today: date) -> dict[str, int]:
    """Return how many people there are, have no helper, and stand how in the schedule. Queries: one."""
    return people.aggregate(
        total=Count("pk"),
        gaps=Count("pk", filter=without_helper(today)),
        **{str(code): Count("pk", filter=standing(code, today)) for code in Standing},
    )


def with_people_count(helpers: QuerySet[StaffMember], today: date) -> QuerySet[StaffMember]:
    """Add how many people each staff member is the contact person of."""
    active = Pairing.objects.contacts().active_on(today).filter(helper=OuterRef("pk")).order_by()
    count = active.values("helper").annotate(count=Count("pk")).values("count")
    return helpers.annotate(people_count=Coalesce(Subquery(count), 0))
