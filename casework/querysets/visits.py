"""What a visit needs to know: the fields of a person that a helper sees, and no others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet

from casework.models import ContactDue, ContactState, DutyRow, Need
from casework.querysets.duties import DutyRowQuerySet
from casework.querysets.people import own_people
from office import clock
from office.identifiers.dates import completed_years
from office.identifiers.phones import parse_phones
from office.models import User
from registry.minors import is_minor
from registry.models import FamilyMember, HospitalStay, Person

# What a visit needs: no ID number, income, account or diagnosis.
VISIT_COLUMNS = (
    "id",
    "public_id",
    "bureau_id",
    "name",
    "kind",
    "sex",
    "birth_date",
    "birth_precision",
    "died_on",
    "phone",
    "address",
    "living_arrangement",
    "self_care",
)
FAMILY_COLUMNS = ("person_id", "relation", "name", "phone", "is_contact", "birth_date", "schooling")
STAY_COLUMNS = ("person_id", "admitted_on", "hospital", "ward", "bed", "family_contact", "family_phone")


EVERYBODY = Q()


@dataclass(frozen=True)
class Card:
    """One person as their helper sees them."""

    person: Person
    age: int | None
    phones: list[str]
    family: list[FamilyMember]
    stay: HospitalStay | None
    needs: list[Need]
    state: ContactState | None
    dues: list[ContactDue]


def own_people_of(user: User) -> QuerySet[Person]:
    """Return the living people paired with the user today, whatever other roles the user has."""
    people = Person.objects.standing().living(clock.today()).filter(own_people(user))
    return people.only(*VISIT_COLUMNS).order_by("pinyin", "id")


def own_duty_rows(user: User) -> DutyRowQuerySet:
    """Return the rows of one's own people, who are paired with one today and named as theirs on the list."""
    paired = Person.objects.standing().living(clock.today()).filter(own_people(user))
    rows = DutyRow.objects.of_helper(user, clock.today()).filter(person__in=paired)
    return rows.with_visits().select_related("duty", "person")


def cards_context(user: User, *, public_id: str = "", only: Q = EVERYBODY) -> dict[str, Any]:
    """Return the user's people as cards, the most urgent first; `only` those of a condition.

    Queries: six, whatever the number of people.
    """
    today = clock.today()
    people = (
        own_people_of(user)
        .filter(only)
        .prefetch_related(
            Prefetch("family", FamilyMember.objects.filter(ended_on=None).only(*FAMILY_COLUMNS)),
            Prefetch("stays", HospitalStay.objects.filter(discharged_on=None, withdrawn_on=None).only(*STAY_COLUMNS)),
            Prefetch("needs", Need.objects.open()),
            Prefetch("contact_dues", ContactDue.objects.order_by("due_on", "kind")),
        )
    )
    if public_id:
        people = people.filter(public_id=public_id)
    found = list(people)
    states = ContactState.objects.in_bulk([person.pk for person in found])
    made = [_card(person, states.get(person.pk), today) for person in found]
    made.sort(key=lambda card: ((card.state and card.state.next_due_on) or date.max, card.person.name))
    return {"cards": made}


def _card(person: Person, state: ContactState | None, today: date) -> Card:
    family = [member for member in person.family.all() if not is_minor(member, today)]
    return Card(
        person=person,
        age=completed_years(person.birth_date, today) if person.birth_date else None,
        phones=phones_of(person.phone),
        family=[member for member in family if member.is_contact] or [member for member in family if member.phone][:1],
        stay=next(iter(person.stays.all()), None),
        needs=list(person.needs.all()),
        state=state,
        dues=list(person.contact_dues.all()),
    )


def phones_of(text: str) -> list[str]:
    """Return the numbers to call; what does not read as a number is left to be shown as it stands."""
    try:
        return [str(phone.number) for phone in parse_phones(text)] if text else []
    except ValidationError:
        return []
