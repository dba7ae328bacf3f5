"""Income per head of the household somebody lives in, as of a day, with the sum that led to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office import clock
from office.formats import yuan
from office.money import half_up
from registry import facts
from registry.choices import ChildEmployment, FactField, FamilyFactField, YesNo
from registry.minors import is_minor
from registry.models import FamilyFact, FamilyMember, Person

F, K = FactField, FamilyFactField
ZERO = Decimal(0)


@dataclass(frozen=True)
class Earner:
    """Somebody of the household and the income of a month in yuan; None is not known."""

    name: str
    income: Decimal | None
    note: str = ""


@dataclass(frozen=True)
class PerCapita:
    """Income of a month per head in yuan, or None when it cannot be said, and the sum in words."""

    amount: Decimal | None
    earners: Sequence[Earner]
    how: str

    @property
    def members(self) -> int:
        return len(self.earners)

    @property
    def unknown(self) -> list[str]:
        """Return the names of those whose income is not known."""
        return [earner.name for earner in self.earners if earner.income is None]


def per_capita(people: Sequence[Person], on: date) -> dict[int, PerCapita]:
    """Return person id → income per head of the household on a day.

    Queries: three, whatever the number of people.
    Rule: R-232.
    """
    own = facts.newest(on, [p.pk for p in people], [F.MONTHLY_INCOME, F.HOUSEHOLD_INCOME])
    members = list(
        FamilyMember.objects.filter(person__in=[p.pk for p in people]).exclude(ended_on__lte=on).order_by("pk")
    )
    known = facts.newest_of_family(on, [m.pk for m in members], [K.MONTHLY_INCOME, K.LIVES_TOGETHER, K.EMPLOYMENT])
    at_home: dict[int, list[Earner]] = {}
    for member in members:
        told = known.get(member.pk, {})
        if K.LIVES_TOGETHER in told and told[K.LIVES_TOGETHER].value == YesNo.YES:
            at_home.setdefault(member.person_id, []).append(earner(member, told, on))
    found = {}
    for person in people:
        told_of = {name: facts.to_column(name, fact.value) for name, fact in own.get(person.pk, {}).items()}
        earners = [Earner(person.name, told_of.get(F.MONTHLY_INCOME)), *at_home.get(person.pk, [])]
        found[person.pk] = per_head(earners, told_of.get(F.HOUSEHOLD_INCOME))
    return found


def today(person: Person, family: Sequence[FamilyMember], yearly: Decimal | None) -> PerCapita:
    """Return the same of today from rows that are read already: they repeat the newest facts."""
    earners = [
        _counted(member.name, member.monthly_income, member.employment, minor=is_minor(member, clock.today()))
        for member in family
        if member.lives_together == YesNo.YES
    ]
    return per_head([Earner(person.name, person.monthly_income), *earners], yearly)


def earner(member: FamilyMember, told: dict[str, FamilyFact], on: date) -> Earner:
    """Return what a relative brought in on a day; a child and a student without an income on record bring none."""
    income = facts.to_column(K.MONTHLY_INCOME, told[K.MONTHLY_INCOME].value) if K.MONTHLY_INCOME in told else None
    employment = told[K.EMPLOYMENT].value if K.EMPLOYMENT in told else ""
    return _counted(member.name, income, employment, minor=is_minor(member, on))


def _counted(name: str, income: Decimal | None, employment: str, *, minor: bool) -> Earner:
    """Return what a relative brings in; a child and a student without an income on record bring none."""
    studying = employment == ChildEmployment.STUDYING
    if income is None and (studying or minor):
        return Earner(name, ZERO, "在校" if studying else "未成年")
    return Earner(name, income)


def per_head(earners: Sequence[Earner], yearly: Decimal | None) -> PerCapita:
    """Return the income per head of those who live together."""
    heads = len(earners)
    if yearly is not None:
        return PerCapita(
            half_up(yearly / 12 / heads, 2), earners, f"家庭年收入 {yuan(yearly)} 元 ÷ 12 个月 ÷ {heads} 人"
        )
    known = [earner.income for earner in earners if earner.income is not None]
    if len(known) < heads:
        names = "、".join(earner.name for earner in earners if earner.income is None)
        return PerCapita(None, earners, f"同住 {heads} 人,{names} 的收入未登记,算不出来")
    parts = " + ".join(_words(earner) for earner in earners)
    return PerCapita(half_up(sum(known, ZERO) / heads, 2), earners, f"({parts})÷ {heads} 人")


def _words(earner: Earner) -> str:
    note = f"({earner.note})" if earner.note else ""
    return f"{earner.name}{note} {yuan(earner.income)}"
