"""The situation figures of a bureau on a day: every count is a set of persons, so each opens the list of exactly those.

Rules R-20 to R-30 in docs/rules.md. Survivors count only in `survivors`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from office import policy
from office.identifiers.dates import completed_years
from office.models import Bureau, User
from office.money import half_up, percent
from office.roles import Permission
from registry import choices as c
from registry.choices import FactField
from registry.figure_reading import Reading, read
from registry.models import Person
from registry.querysets import PersonQuerySet

FIRST_DAY = date(1950, 1, 1)  # there are no figures of earlier days
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
    bureaus: dict[int, int] = field(default_factory=dict)  # person → bureau
    branches: dict[int, int | None] = field(default_factory=dict)  # person → branch on the day
    serving: dict[int, int] = field(default_factory=dict)  # bureau → headcount, where one is known

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

    Queries: seven, whatever the number of persons.
    Rule: R-29.
    """
    return situations(days=[as_of], bureau=bureau, people=people)[0]


def situations(*, days: Sequence[date], bureau: Bureau | None, people: PersonQuerySet | None = None) -> list[Situation]:
    """Compute the situation on each of several days, from one reading. Queries: seven, whatever the days."""
    reading = read(days, bureau=bureau, people=Person.objects.standing() if people is None else people)
    return counted(reading, days=days, bureau=bureau)


def counted(reading: Reading, *, days: Sequence[date], bureau: Bureau | None) -> list[Situation]:
    """Count a reading on some of its days. Queries: one (policy numbers)."""
    numbers = policy.numbers(["warning_ratio", "aged_years"], bureau=bureau, days=days)
    return [
        _counted(
            reading,
            day,
            bureau,
            warning_line=numbers["warning_ratio", day],
            aged_from=int(numbers["aged_years", day]),
        )
        for day in days
    ]


def _counted(reading: Reading, on: date, bureau: Bureau | None, *, warning_line: Decimal, aged_from: int) -> Situation:
    groups = reading.groups(on)
    retirees, lixiu, tuixiu = groups["retirees"], groups["lixiu"], groups["tuixiu"]
    births = {row.pk: row.birth_date for row in reading.people if row.pk in retirees and row.birth_date}
    ages = {pk: completed_years(birth, on) for pk, birth in births.items()}
    serving = reading.serving(on)
    counts = _Counts(on, reading, reading.stays_in_year(on), ages, reading.with_jobless_child(on))
    return Situation(
        bureau=bureau,
        as_of=on,
        serving_staff=sum(serving.values()) if serving else None,
        warning_line=warning_line,
        groups=groups,
        mean_ages={
            "mean_age": _mean(ages, retirees),
            "mean_age_lixiu": _mean(ages, lixiu),
            "mean_age_tuixiu": _mean(ages, tuixiu),
        },
        share=share_of(retirees, sum(serving.values()) if serving else None),
        figures=counts.figures(retirees, lixiu, tuixiu, aged_from=aged_from),
        unlisted=reading.unlisted(on),
        undated=retirees - births.keys(),
        bureaus={row.pk: row.bureau_id for row in reading.people},
        branches={pk: counts.branch(pk) for people in groups.values() for pk in people},
        serving=serving,
    )


def share_of(retirees: frozenset[int], serving: int | None) -> Figure:
    """Return the retirees' share of all staff; without a headcount its base is unknown. Rule: R-23."""
    base = None if serving is None else len(retirees) + serving
    return Figure("share_of_all_staff", "离退休人员占全部人员", retirees, base)


def _mean(ages: dict[int, int], people: frozenset[int]) -> Decimal | None:
    found = [ages[pk] for pk in people if pk in ages]
    return half_up(Decimal(sum(found)) / len(found), 1) if found else None


@dataclass(frozen=True)
class _Counts:
    """The facts of a day, from which each figure is counted."""

    as_of: date
    reading: Reading
    stays: dict[int, int]
    ages: dict[int, int]
    jobless: tuple[frozenset[int], frozenset[int]]

    def branch(self, pk: int) -> int | None:
        """Return the branch on the day, None for none known."""
        value = self.value(pk, FactField.BRANCH)
        return int(value) if value else None

    def value(self, pk: int, name: str) -> str:
        """Return what is known of a fact on the day, '' for nothing. Rule: R-25."""
        fact = self.reading.fact(pk, name, self.as_of)
        if fact is None or (name == FactField.OUTPATIENT_VISITS and fact[0].year != self.as_of.year):
            return ""  # a yearly count says nothing of another year
        return fact[1]

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

    def seriously_ill(self, base: frozenset[int]) -> Figure:
        """Return who has a serious illness, be it the main one or another. Rule: R-238."""
        main = self.by_fact("serious_illness", "重症", base, FactField.ILLNESS_KIND, c.SERIOUS_ILLNESSES)
        others = {pk: self.value(pk, FactField.OTHER_ILLNESSES).split(",") for pk in base - main.people}
        more = frozenset(pk for pk, kinds in others.items() if set(kinds) & set(c.SERIOUS_ILLNESSES))
        return replace(main, people=main.people | more, unknown=main.unknown - more)

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
            self.seriously_ill(retirees),
        ]
