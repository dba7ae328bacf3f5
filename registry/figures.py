"""The situation figures of a bureau on a day: every count is a set of persons, so each opens the list of exactly those.

Rules R-20 to R-30 in docs/rules.md. Survivors count only in `survivors`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from office import policy
from office.identifiers.dates import completed_years
from office.models import Bureau, Headcount, User
from office.money import half_up, percent
from office.roles import Permission
from registry import choices as c
from registry import facts
from registry.choices import FactField, FamilyFactField
from registry.models import FamilyMember, HospitalStay, Person
from registry.querysets import PersonQuerySet

# Reported as a count alone (the JSON keys are stable); the page still shows them beside all retirees.
COUNTS_ALONE = {"aged_70_and_alone", "serious_illness"}
# Counted from illness, medication, care or stays: for those alone who may see a person's illness.
OF_ILLNESS = frozenset(
    {
        "often_in_hospital_or_on_long_term_medication",
        "lixiu_in_hospital_in_year",
        "lixiu_in_hospital_twice_or_more",
        "tuixiu_outpatient_in_year",
        "tuixiu_in_hospital_in_year",
        "serious_illness",
    }
)
COUNTED_FACTS = (
    FactField.RESIDENCE_AREA,
    FactField.LIVING_ARRANGEMENT,
    FactField.HOUSING_TENURE,
    FactField.ILLNESS_KIND,
    FactField.LONG_TERM_MEDICATION,
    FactField.OUTPATIENT_VISITS,
    FactField.SELF_CARE,
    FactField.SPOUSE_EMPLOYMENT,
)
OFTEN_STAYS = 2  # "often" in hospital: two stays or more in the calendar year (A05, A11)


@dataclass(frozen=True)
class Figure:
    """One count: who is counted, out of how many, and for how many the fact is not known."""

    key: str
    label: str
    people: frozenset[int]
    base: int | None = None
    unknown: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        return len(self.people)

    @property
    def percent(self) -> Decimal | None:
        """Return count / base × 100, one decimal, half up; None for a zero or unknown base. Rule: R-23."""
        return percent(self.count, self.base) if self.base else None

    def as_json(self) -> dict[str, object]:
        if self.key in COUNTS_ALONE:
            return {"count": self.count}
        return {"count": self.count, "of": self.base, "percent": None if self.percent is None else float(self.percent)}


@dataclass
class Situation:
    """All figures of one bureau (with its subtree) as of one day."""

    bureau: Bureau | None
    as_of: date
    serving_staff: int | None
    warning_line: Decimal
    groups: dict[str, frozenset[int]]
    mean_ages: dict[str, Decimal | None]
    share: Figure
    figures: list[Figure]
    unlisted: frozenset[int] = frozenset()
    undated: frozenset[int] = frozenset()  # retirees whose birth date is not known: in no mean

    @property
    def over_warning_line(self) -> bool:
        """Say whether the share has reached the line. Rule: R-24."""
        return self.share.percent is not None and self.share.percent >= self.warning_line

    def seen_by(self, user: User) -> "Situation":
        """Return the situation without the figures this user may not see."""
        if user.may(Permission.SEE_ILLNESS):
            return self
        return replace(self, figures=[figure for figure in self.figures if figure.key not in OF_ILLNESS])

    def figure(self, key: str) -> Figure:
        """Return one figure by its key, the headcounts among them, as far as it may be seen. Raises KeyError."""
        if key in self.groups:
            return Figure(key, GROUP_LABELS[key], self.groups[key])
        if key == UNLISTED:
            return Figure(key, "后来的花名册未列", self.unlisted)
        if key == BIRTH_DATE:
            return Figure(key, "出生日期", self.groups["retirees"] - self.undated, unknown=self.undated)
        return {figure.key: figure for figure in [self.share, *self.figures]}[key]

    def as_json(self) -> dict[str, object]:
        """Return the figures under their stable keys."""
        return {
            "as_of": self.as_of.isoformat(),
            "serving_staff": self.serving_staff,
            **{key: len(people) for key, people in self.groups.items()},
            **{key: None if mean is None else float(mean) for key, mean in self.mean_ages.items()},
            "share_of_all_staff": self.share.as_json(),
            "warning_line_percent": float(self.warning_line),
            **{figure.key: figure.as_json() for figure in self.figures},
        }


UNLISTED, BIRTH_DATE = "unlisted", "birth_date"  # not figures of their own: who is left out, and of which mean
GROUP_LABELS = {"retirees": "离退休人员", "lixiu": "离休", "tuixiu": "退休", "survivors": "遗属"}


def situation(*, as_of: date, bureau: Bureau | None, people: PersonQuerySet | None = None) -> Situation:
    """Compute the situation of a bureau's subtree (of everybody without one) on a day; `people` narrows the view.

    Queries: eight, whatever the number of persons.
    Rule: R-29.
    """
    base = Person.objects.standing() if people is None else people
    if bureau is not None:
        base = base.filter(bureau__path__startswith=bureau.path)
    here = base.living(as_of)  # as a subquery: the ids of a province do not fit into a statement
    rows = list(here.values_list("pk", "kind", "birth_date", "retired_on", "listed_from", "unlisted_from"))
    unlisted = frozenset(pk for pk, *_, gone in rows if gone and gone <= as_of)
    rows = [row for row in rows if row[0] not in unlisted]
    groups = _groups(rows, as_of)
    retirees, lixiu, tuixiu = groups["retirees"], groups["lixiu"], groups["tuixiu"]
    births = {pk: birth for pk, _, birth, *_ in rows if pk in retirees and birth}
    ages = {pk: completed_years(birth, as_of) for pk, birth in births.items()}
    serving = _serving_staff(bureau, as_of)
    known = facts.newest(as_of, here, COUNTED_FACTS)
    share = Figure(
        "share_of_all_staff",
        "离退休人员占全部人员",
        retirees,
        base=None if serving is None else len(retirees) + serving,
    )
    jobless = _with_jobless_child(here, as_of)
    counts = _Counts(as_of=as_of, facts=known, stays=_stays_in_year(here, as_of), ages=ages, jobless=jobless)
    return Situation(
        bureau=bureau,
        as_of=as_of,
        serving_staff=serving,
        warning_line=policy.number("warning_ratio", bureau=bureau, on=as_of),
        groups=groups,
        mean_ages={
            "mean_age": _mean(ages, retirees),
            "mean_age_lixiu": _mean(ages, lixiu),
            "mean_age_tuixiu": _mean(ages, tuixiu),
        },
        share=share,
        figures=counts.figures(retirees, lixiu, tuixiu, aged_from=policy.whole("aged_years", bureau=bureau, on=as_of)),
        unlisted=unlisted,
        undated=retirees - births.keys(),
    )


def _groups(rows: Iterable[tuple], as_of: date) -> dict[str, frozenset[int]]:
    """Return who is of which kind on the day: a retiree counts once retired, or once listed where no date is known.

    Rules: R-20, R-21.
    """

    def counts(kind: str, retired_on: date | None, listed_from: date | None) -> bool:
        if kind == c.PersonKind.SURVIVOR:
            return listed_from is None or listed_from <= as_of
        begins = retired_on or listed_from
        return begins is None or begins <= as_of

    by_kind: dict[str, set[int]] = {kind: set() for kind in c.PersonKind.values}
    for pk, kind, _, retired_on, listed_from, _ in rows:
        if counts(kind, retired_on, listed_from):
            by_kind[kind].add(pk)
    lixiu, tuixiu = frozenset(by_kind[c.PersonKind.HONOURED]), frozenset(by_kind[c.PersonKind.RETIREE])
    survivors = frozenset(by_kind[c.PersonKind.SURVIVOR])
    return {"retirees": lixiu | tuixiu, "lixiu": lixiu, "tuixiu": tuixiu, "survivors": survivors}


def _mean(ages: dict[int, int], people: frozenset[int]) -> Decimal | None:
    found = [ages[pk] for pk in people if pk in ages]
    return half_up(Decimal(sum(found)) / len(found), 1) if found else None


def _serving_staff(bureau: Bureau | None, as_of: date) -> int | None:
    """Return the newest headcount not after the day, added over the subtree; None when none is known."""
    scope = Q() if bureau is None else Q(bureau__path__startswith=bureau.path)
    newest: dict[int, int] = {}
    for bureau_id, number in (
        Headcount.objects.filter(scope, on__lte=as_of).order_by("on").values_list("bureau_id", "number")
    ):
        newest[bureau_id] = number
    return sum(newest.values()) if newest else None


def _stays_in_year(people: QuerySet[Person], as_of: date) -> dict[int, int]:
    """Return how many stays each person began from 1 January to the day. Rule: R-26."""
    found: dict[int, int] = {}
    stays = HospitalStay.objects.filter(
        person__in=people, withdrawn_on=None, admitted_on__range=(date(as_of.year, 1, 1), as_of)
    )
    for person_id in stays.values_list("person_id", flat=True):
        found[person_id] = found.get(person_id, 0) + 1
    return found


def _with_jobless_child(people: QuerySet[Person], as_of: date) -> tuple[frozenset[int], frozenset[int]]:
    """Return who has a child out of work on the day, and who has a child of whose work nothing is known. Rule: R-30."""
    children = FamilyMember.objects.filter(person__in=people, relation__in=c.CHILDREN).filter(
        Q(ended_on=None) | Q(ended_on__gt=as_of)
    )
    known = facts.newest_of_family(as_of, children, [FamilyFactField.EMPLOYMENT])
    jobless, unsure = set(), set()
    for member_id, person_id in children.values_list("pk", "person_id"):
        fact = known.get(member_id, {}).get(FamilyFactField.EMPLOYMENT)
        if fact is None or not fact.value:
            unsure.add(person_id)
        elif fact.value in c.OUT_OF_WORK:
            jobless.add(person_id)
    return frozenset(jobless), frozenset(unsure - jobless)


@dataclass(frozen=True)
class _Counts:
    """The facts of a day, from which each figure is counted."""

    as_of: date
    facts: dict[int, dict[str, facts.PersonFact]]
    stays: dict[int, int]
    ages: dict[int, int]
    jobless: tuple[frozenset[int], frozenset[int]]

    def value(self, pk: int, name: str) -> str:
        """Return what is known of a fact on the day, '' for nothing. Rule: R-25."""
        fact = self.facts.get(pk, {}).get(name)
        if fact is None or (name == FactField.OUTPATIENT_VISITS and fact.holds_from.year != self.as_of.year):
            return ""  # a yearly count says nothing of another year
        return fact.value

    def by_fact(self, key: str, label: str, base: frozenset[int], name: str, counted: Sequence[str]) -> Figure:
        """Return who has one of the values; who has none of any stays in the base and is named. Rule: R-22."""
        values = {pk: self.value(pk, name) for pk in base}
        return Figure(
            key,
            label,
            frozenset(pk for pk, value in values.items() if value in counted),
            len(base),
            frozenset(pk for pk, value in values.items() if not value),
        )

    def by_stays(self, key: str, label: str, base: frozenset[int], at_least: int) -> Figure:
        return Figure(key, label, frozenset(pk for pk in base if self.stays.get(pk, 0) >= at_least), len(base))

    def figures(
        self, retirees: frozenset[int], lixiu: frozenset[int], tuixiu: frozenset[int], *, aged_from: int
    ) -> list[Figure]:
        f = FactField
        medicated = self.by_fact("", "", retirees, f.LONG_TERM_MEDICATION, [c.YesNo.YES])
        often = self.by_stays("", "", retirees, OFTEN_STAYS).people
        alone = self.by_fact(
            "living_alone_or_empty_nest", "独居或空巢", retirees, f.LIVING_ARRANGEMENT, c.ALONE_OR_EMPTY_NEST
        )
        jobless, unsure = self.jobless
        visits = {pk: self.value(pk, f.OUTPATIENT_VISITS) for pk in tuixiu}
        limited = [v for v in c.SelfCare.values if v != c.SelfCare.INDEPENDENT]
        not_owned = [v for v in c.HousingTenure.values if v != c.HousingTenure.OWNED]
        aged = frozenset(pk for pk, age in self.ages.items() if age >= aged_from)
        return [
            Figure(
                "often_in_hospital_or_on_long_term_medication",
                "经常住院或长期服药",
                medicated.people | often,
                len(retirees),
                medicated.unknown - often,
            ),
            self.by_fact("limited_mobility_or_no_self_care", "行动不便或不能自理", retirees, f.SELF_CARE, limited),
            alone,
            self.by_fact("no_housing_of_their_own", "没有自有住房", retirees, f.HOUSING_TENURE, not_owned),
            self.by_fact(
                "living_elsewhere_or_remote_rural",
                "居住外地或边远农村",
                retirees,
                f.RESIDENCE_AREA,
                c.ELSEWHERE_OR_REMOTE,
            ),
            Figure(
                "children_out_of_work", "子女下岗、失业或无业", jobless & retirees, len(retirees), unsure & retirees
            ),
            self.by_fact(
                "spouse_without_work", "配偶无工作", retirees, f.SPOUSE_EMPLOYMENT, [c.SpouseEmployment.NOT_WORKING]
            ),
            self.by_stays("lixiu_in_hospital_in_year", "离休干部本年住过院", lixiu, 1),
            self.by_stays("lixiu_in_hospital_twice_or_more", "离休干部本年住院两次以上", lixiu, OFTEN_STAYS),
            Figure(
                "tuixiu_outpatient_in_year",
                "退休人员本年看过门诊",
                frozenset(pk for pk, value in visits.items() if value and int(value) > 0),
                len(tuixiu),
                frozenset(pk for pk, value in visits.items() if not value),
            ),
            self.by_stays("tuixiu_in_hospital_in_year", "退休人员本年住过院", tuixiu, 1),
            Figure(
                "aged_70_and_alone", f"{aged_from} 岁以上独居或空巢", alone.people & aged, len(retirees), alone.unknown
            ),
            self.by_fact("serious_illness", "重症", retirees, f.ILLNESS_KIND, c.SERIOUS_ILLNESSES),
        ]
