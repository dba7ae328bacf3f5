"""The round plan (走访计划): whom each contact person is to see in a month, and why.

Worked out of the schedule each time, nothing is kept. What is already overdue stands on the plan of the present month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from casework.choices.pairing import PairingKind
from casework.models import ContactDue, ContactState, Pairing
from casework.querysets import people
from casework.querysets.schedule import ContactDueQuerySet
from casework.schedule.windows import month_after
from office import clock
from office.identifiers.dates import completed_years
from office.models import StaffMember, User
from office.roles import Permission
from registry.minors import is_minor
from registry.models import FamilyMember, Person

SEEN_BY = (PairingKind.CONTACT, PairingKind.STAND_IN)  # leaders have a plan of their own


@dataclass(frozen=True)
class PlanLine:
    """One person of a plan: what a visit needs to know, no identity number, income or diagnosis."""

    person: Person
    age: int | None
    family: list[FamilyMember]
    stands_in: bool
    dues: list[ContactDue]
    state: ContactState | None


@dataclass(frozen=True)
class HelperPlan:
    helper: StaffMember
    lines: list[PlanLine]


def dues_of_month(first: date, today: date) -> ContactDueQuerySet:
    """Return what is due in a month, for the present one with what is already overdue. Rule: R-544."""
    dues = ContactDue.objects.filter(due_on__lt=month_after(first)).order_by("due_on", "kind", "pk")
    return dues if first <= today < month_after(first) else dues.filter(due_on__gte=first)


def pairings_of(user: User, first: date) -> QuerySet[Pairing]:
    """Return the pairings of today with something due in the month: a helper's own, the own bureau's for the office.

    Rule: R-353, R-545.
    """
    today = clock.today()
    rows = Pairing.objects.active_on(today).filter(kind__in=SEEN_BY, person__bureau=user.bureau_id)
    if user.may(Permission.SEE_CASEWORK):
        rows = rows.filter(person__in=people.cared_for(user))
    else:
        living = Person.objects.standing().living(today)
        rows = rows.filter(helper=user.staff_member_id, person__in=living)
    return rows.filter(person__in=dues_of_month(first, today).order_by().values("person"))


def helpers_of(pairings: QuerySet[Pairing]) -> QuerySet[StaffMember]:
    return StaffMember.objects.filter(pk__in=pairings.order_by().values("helper")).order_by("pinyin", "pk")


def plans_of(helpers: Sequence[StaffMember], pairings: QuerySet[Pairing], first: date) -> list[HelperPlan]:
    """Return the plans of these helpers, whom to see first on top. Queries: three."""
    today = clock.today()
    held: dict[int, list[PlanLine]] = {helper.pk: [] for helper in helpers}
    dues: dict[int, list[ContactDue]] = {}
    for due in dues_of_month(first, today).filter(person__in=pairings.order_by().values("person")):
        dues.setdefault(due.person_id, []).append(due)
    family = Prefetch("person__family", FamilyMember.objects.filter(ended_on=None, is_contact=True))
    found = pairings.filter(helper__in=held).select_related("person__contact_state").prefetch_related(family)
    for row in found.order_by("person__pinyin", "pk"):
        held[row.helper_id].append(_line(row, dues[row.person_id], today))
    return [HelperPlan(helper, sorted(held[helper.pk], key=lambda line: line.dues[0].due_on)) for helper in helpers]


def _line(row: Pairing, dues: list[ContactDue], today: date) -> PlanLine:
    person = row.person
    return PlanLine(
        person=person,
        age=completed_years(person.birth_date, today) if person.birth_date else None,
        family=[member for member in person.family.all() if not is_minor(member, today)],
        stands_in=row.kind == PairingKind.STAND_IN,
        dues=dues,
        state=getattr(person, "contact_state", None),
    )


def months_ahead(today: date, count: int = 4) -> list[date]:
    """Return the first days of this month and the following ones, as far as the schedule is worked out."""
    months = [today.replace(day=1)]
    while len(months) < count:
        months.append(month_after(months[-1]))
    return months
