"""What is known of persons on a day: everything the rules look at, read in bulk and the same way for one person."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from office import policy
from office.policy import InForce
from registry import facts
from registry.choices import FactField, FamilyFactField
from registry.figure_reading import PersonRow
from registry.household import Earner, earner
from registry.models import Assistance, CareAssessment, Disaster, FamilyMember, HospitalStay
from registry.querysets import PersonQuerySet

NUMBERS = (
    "aged_years",
    "disaster_months",
    "frequent_stays",
    "low_income_percent",
    "single_earner_household",
    "subsidy_care_level",
    "subsistence_yuan",
)
FACTS = (
    FactField.FIXED_INCOME,
    FactField.HOUSEHOLD_INCOME,
    FactField.ILLNESS_KIND,
    FactField.LIVING_ARRANGEMENT,
    FactField.LONG_TERM_MEDICATION,
    FactField.MARITAL_STATUS,
    FactField.MEDICAL_COST,
    FactField.MONTHLY_INCOME,
    FactField.OTHER_ILLNESSES,
    FactField.OWN_EMPLOYMENT,
    FactField.PAID_CARER,
    FactField.SELF_CARE,
    FactField.SPOUSE_EMPLOYMENT,
)
OF_FAMILY = (FamilyFactField.EMPLOYMENT, FamilyFactField.LIVES_TOGETHER, FamilyFactField.MONTHLY_INCOME)
STAY, DISASTER, ASSISTANCE, ASSESSMENT = "stay", "disaster", "assistance", "assessment"


@dataclass(frozen=True, slots=True)
class Known:
    """A coded fact on the day: '' is not known; `since` is the day from which it holds."""

    value: str = ""
    since: date | None = None


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Member:
    """A family member on the day."""

    relation: str
    employment: Known
    lives_together: Known
    monthly_income: Known
    earner: Earner


@dataclass(frozen=True, slots=True)
class Happening:
    """Something with a day of its own: a stay, a disaster, assistance granted, an assessment of care."""

    what: str
    on: date
    until: date | None


@dataclass
class Evidence:
    """One person on the day, and the policy numbers of their bureau."""

    on: date
    pk: int
    public_id: str
    name: str
    kind: str
    bureau_id: int
    branch: str
    birth_date: date | None
    was_leader: str
    is_veteran: str
    served_from: date | None
    numbers: Mapping[str, InForce] = field(default_factory=dict)
    facts: Mapping[str, Known] = field(default_factory=dict)
    family: list[Member] = field(default_factory=list)
    happened: Mapping[str, list[Happening]] = field(default_factory=dict)  # newest first

    def known(self, name: str) -> Known:
        return self.facts.get(name, NOTHING)

    def number(self, code: str) -> Any:
        return self.numbers[code].value

    def events(self, source: str) -> list[Happening]:
        return self.happened.get(source, [])


COLUMNS = (
    "pk",
    "public_id",
    "name",
    "kind",
    "bureau_id",
    "branch__name",
    "birth_date",
    "was_leader",
    "is_veteran",
    "details__military_from",
)


def read(people: PersonQuerySet, on: date) -> list[Evidence]:
    """Return what is known of those of the people who count on the day, in the order of the query set.

    Nothing dated after the day is looked at. Queries: six, whatever the number of people.
    Rule: R-270.
    """
    here = people.living(on)
    rows = here.values_list(*PersonRow._fields, *COLUMNS)
    own = len(PersonRow._fields)
    found = [Evidence(on, *row[own:]) for row in rows if PersonRow(*row[:own]).counts(on)]
    numbers = policy.in_force(NUMBERS, bureaus={one.bureau_id for one in found}, on=on)
    unordered = here.order_by()
    known = facts.newest(on, unordered, FACTS)
    family, happened = _family(unordered, on), _happened(unordered, on)
    for one in found:
        one.branch = one.branch or ""
        one.numbers = numbers[one.bureau_id]
        one.facts = {name: Known(fact.value, fact.holds_from) for name, fact in known.get(one.pk, {}).items()}
        one.family = family.get(one.pk, [])
        one.happened = happened.get(one.pk, {})
    return found


def _family(people: PersonQuerySet, on: date) -> dict[int, list[Member]]:
    """Return person id → the relatives on the list that day; who was born later was nobody yet."""
    rows = FamilyMember.objects.filter(person__in=people).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    rows = rows.exclude(birth_date__gt=on)
    known = facts.newest_of_family(on, rows.order_by(), OF_FAMILY)
    found: dict[int, list[Member]] = defaultdict(list)
    for member in rows.only("person", "relation", "name", "birth_date", "schooling").order_by("pk"):
        told = known.get(member.pk, {})
        own = {name: Known(fact.value, fact.holds_from) for name, fact in told.items()}
        work, together, income = (own.get(name, NOTHING) for name in OF_FAMILY)
        found[member.person_id].append(Member(member.relation, work, together, income, earner(member, told, on)))
    return found


def _happened(people: PersonQuerySet, on: date) -> dict[int, dict[str, list[Happening]]]:
    """Return person id → source → what happened up to the day, the newest first. Queries: one over the four tables."""
    parts = [
        _part(HospitalStay.objects, STAY, "hospital", "admitted_on", "discharged_on", people, on),
        _part(Disaster.objects, DISASTER, "kind", "happened_on", None, people, on),
        _part(Assistance.objects, ASSISTANCE, "kind", "granted_from", "ended_on", people, on),
        _part(CareAssessment.objects, ASSESSMENT, "level", "assessed_on", None, people, on),
    ]
    rows = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (row[3], row[2]), reverse=True)
    found: dict[int, dict[str, list[Happening]]] = defaultdict(lambda: defaultdict(list))
    for person_id, source, what, day, until in rows:
        found[person_id][source].append(Happening(what, day, until if until and until <= on else None))
    return found


def _part(
    rows: Any, source: str, what: str, day: str, until: str | None, people: PersonQuerySet, on: date
) -> QuerySet[Any, Any]:
    rows = rows.filter(person__in=people, withdrawn_on=None, **{f"{day}__lte": on}).order_by()
    end = F(until) if until else Cast(Value(None), DateField())
    return rows.values_list("person_id", Value(source, CharField()), Cast(what, CharField()), F(day), end)
