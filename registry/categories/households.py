"""Who lives in a person's household, who of them draws pay, and the income a head: ranges where facts are missing."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from office.formats import yuan
from registry import choices as c
from registry.categories.choices import Answer
from registry.categories.evidence import NOTHING, Evidence, Known
from registry.choices import FactField
from registry.household import Earner, per_head

# Pay is a wage or a pension; whoever is self-employed or farms draws none.
DRAWING_PAY = (c.ChildEmployment.EMPLOYED, c.ChildEmployment.RETIRED)
NOT_SAID = ("", c.ChildEmployment.OTHER)
LIVING_APART = (c.LivingArrangement.ALONE, c.LivingArrangement.INSTITUTION)
COUPLE_ALONE = (c.LivingArrangement.WITH_SPOUSE, c.LivingArrangement.EMPTY_NEST)


@dataclass(frozen=True)
class Range:
    """A number between least and most; `most` None: relatives are missing from the list, so nobody knows."""

    least: int
    most: int | None

    def reaches(self, line: int) -> Answer:
        """Say whether the number is at least so many."""
        if self.least >= line:
            return Answer.YES
        return Answer.UNKNOWN if self.most is None or self.most >= line else Answer.NO

    def is_one(self) -> Answer:
        if self.least == self.most == 1:
            return Answer.YES
        return Answer.NO if self.least > 1 or self.most == 0 else Answer.UNKNOWN

    def __str__(self) -> str:
        if self.most is None:
            return f"至少 {self.least} 人,同住家人没有登记全"
        return f"{self.least} 人" if self.least == self.most else f"{self.least} 至 {self.most} 人,有的情况没有登记"


@dataclass(frozen=True)
class Housemate:
    """Somebody who lives there (`here` yes) or may (unknown), whether they draw pay, and what they bring in."""

    here: Answer
    earns: Answer
    earner: Earner
    told_by: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Household:
    """The person, then everybody else who lives there or may; not `complete`: some are missing from the list."""

    mates: list[Housemate]
    complete: bool

    @property
    def size(self) -> Range:
        return Range(len(self.sure), len(self.mates) if self.complete else None)

    @property
    def earners(self) -> Range:
        least = sum(mate.earns == Answer.YES for mate in self.sure)
        most = sum(mate.earns != Answer.NO for mate in self.mates)
        return Range(least, most if self.complete else None)

    @property
    def certain(self) -> bool:
        """Say whether it is known who lives there."""
        return self.complete and len(self.sure) == len(self.mates)

    @property
    def since(self) -> date | None:
        """Return the day of the newest fact it was told by."""
        return max((known.since for known in self._told_by if known.since), default=None)

    @property
    def basis(self) -> str:
        return "|".join(known.value for known in self._told_by)

    @property
    def _told_by(self) -> list[Known]:
        return [known for mate in self.mates for known in mate.told_by]

    @property
    def sure(self) -> list[Housemate]:
        return [mate for mate in self.mates if mate.here == Answer.YES]


def household(one: Evidence) -> Household:
    """Return the household of a person on the day: the person, the spouse, and the relatives who live there."""
    living = one.known(FactField.LIVING_ARRANGEMENT)
    income, work = one.known(FactField.MONTHLY_INCOME), one.known(FactField.OWN_EMPLOYMENT)
    own = Housemate(Answer.YES, _own_pay(one), Earner(one.name, _yuan(income)), (living, income, work))
    if living.value in LIVING_APART:
        return Household([own], True)
    relatives = _relatives(one)
    listed = any(mate.here == Answer.YES for mate in relatives)
    mates = [own, *_spouse(one, living.value), *relatives]
    if living.value == c.LivingArrangement.WITH_CHILDREN and not listed:
        mates.append(Housemate(Answer.YES, Answer.UNKNOWN, Earner("同住子女", None)))  # whom nobody has listed
    return Household(mates, living.value in COUPLE_ALONE or listed)


def _yuan(known: Known) -> Decimal | None:
    return Decimal(known.value) if known.value else None


def _own_pay(one: Evidence) -> Answer:
    """Say whether the person draws pay: retirees do, a survivor by work or income."""
    if one.kind in c.RETIRED_KINDS:
        return Answer.YES
    work, income = _pay(one.known(FactField.OWN_EMPLOYMENT)), one.known(FactField.MONTHLY_INCOME).value
    if work != Answer.UNKNOWN or not income:
        return work
    return Answer.YES if Decimal(income) else Answer.NO


def _relatives(one: Evidence) -> list[Housemate]:
    """Return the relatives on the list who live there or may, the spouse apart."""
    return [
        Housemate(
            Answer.YES if member.lives_together.value else Answer.UNKNOWN,
            Answer.NO if member.earner.note else _pay(member.employment),  # a pupil, a child
            member.earner,
            (member.lives_together, member.employment, member.monthly_income),
        )
        for member in one.family
        if member.relation != c.Relation.SPOUSE and member.lives_together.value != c.YesNo.NO
    ]


def _spouse(one: Evidence, living: str) -> list[Housemate]:
    """Return the spouse, if there is or may be one: on the family list, or only told by the person's own facts."""
    marital, told = one.known(FactField.MARITAL_STATUS), one.known(FactField.SPOUSE_EMPLOYMENT)
    listed = next((member for member in one.family if member.relation == c.Relation.SPOUSE), None)
    together = listed.lives_together if listed else NOTHING
    unmarried = listed is None and marital.value not in ("", c.MaritalStatus.MARRIED)
    if together.value == c.YesNo.NO or (unmarried and living != c.LivingArrangement.WITH_SPOUSE):
        return []
    married = listed is not None or marital.value == c.MaritalStatus.MARRIED
    sure = together.value or living == c.LivingArrangement.WITH_SPOUSE or (married and living)
    work = listed.employment if listed and listed.employment.value else told
    income = listed.monthly_income if listed else NOTHING
    brings = listed.earner if listed else Earner("配偶", None)
    return [Housemate(Answer.YES if sure else Answer.UNKNOWN, _pay(work), brings, (marital, together, work, income))]


def _pay(work: Known) -> Answer:
    if work.value in NOT_SAID:
        return Answer.UNKNOWN
    return Answer.YES if work.value in DRAWING_PAY else Answer.NO


@dataclass(frozen=True)
class Income:
    """What a head has a month, between least and most; `most` None: nobody knows. `how` is the sum in words."""

    least: Decimal
    most: Decimal | None
    how: str
    since: date | None
    basis: str

    @property
    def known(self) -> bool:
        return self.most is not None

    def less(self, cost: Decimal | None) -> "Income":
        """Return what is left after a cost a head; without knowing the cost, any of it may be left."""
        most = self.most if self.most is None or cost is None else self.most - cost
        return replace(self, least=Decimal(0) if cost is None else self.least - cost, most=most)

    def below(self, line: Decimal) -> Answer:
        """Say whether it lies below a line (the line itself is not below)."""
        if self.most is not None and self.most < line:
            return Answer.YES
        return Answer.NO if self.least >= line else Answer.UNKNOWN


def income_a_head(one: Evidence, home: Household) -> Income:
    """Return the household's income per head (R-232), as a range where it is not known who lives there."""
    yearly = one.known(FactField.HOUSEHOLD_INCOME)
    since = max((day for day in (yearly.since, home.since) if day), default=None)
    earners = [mate.earner for mate in home.mates]
    if home.certain:
        found = per_head(earners, _yuan(yearly))
        amount = found.amount
        return Income(amount or Decimal(0), amount, found.how, since, f"{yearly.value}|{home.basis}")
    most = per_head([mate.earner for mate in home.sure], _yuan(yearly)).amount if yearly.value else None
    least = per_head(earners, _yuan(yearly)).amount if most is not None and home.complete else None
    how = f"家庭年收入 {yuan(_yuan(yearly))} 元,同住家人没有登记全" if yearly.value else "家庭收入和同住家人没有登记全"
    return Income(least or Decimal(0), most, how, since, f"{yearly.value}|{home.basis}")
