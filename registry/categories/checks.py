"""The checks that rules are made of: each looks at one thing of a person and says yes, no or unknown, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from office import formats
from office.formats import UNKNOWN
from office.identifiers.dates import completed_years
from office.roles import Permission
from registry import choices as c
from registry import facts
from registry.categories import evidence
from registry.categories.evidence import Evidence
from registry.categories.households import household
from registry.categories.incomes import (
    low_after_costs,
    no_fixed_income,
    not_assisted,
    not_below_standard,
    under_standard,
)
from registry.categories.readings import MISSING, NO, YES, Reading
from registry.choices import FactField

WITHOUT_WORK = (
    *c.OUT_OF_WORK,
    c.ChildEmployment.FARMING,
    c.ChildEmployment.STUDYING,
    c.ChildEmployment.RETIRED,
)


@dataclass(frozen=True)
class Check:
    """One thing a rule asks for; `wanted` names policy numbers in braces, `guard` is the right to see the fact.

    What is `lasting` stays true once it is: an age is not lost again.
    """

    key: str
    label: str
    wanted: str
    read: Callable[[Evidence], Reading]
    guard: Permission | None = None
    numbers: tuple[str, ...] = ()
    lasting: bool = False


def coded(
    field: str, values: Sequence[str], wanted: str, guard: Permission | None = None, unclear: str | None = None
) -> Check:
    """Return the check that a dated fact has one of the values; an `unclear` value says as little as none."""

    def read(one: Evidence) -> Reading:
        known = one.known(field)
        if known.value in ("", unclear):
            return Reading(MISSING, facts.shown(field, known.value) or UNKNOWN, known.since, known.value)
        answer = YES if known.value in values else NO
        return Reading(answer, facts.shown(field, known.value), known.since, known.value)

    return Check(field, FactField(field).label, wanted, read, guard)


def yes_or_no(field: str, wanted: str, guard: Permission | None = None) -> Check:
    """Return the check that a dated fact says yes; its words are the question itself, or that it is not so."""

    def read(one: Evidence) -> Reading:
        known = one.known(field)
        if not known.value:
            return Reading(MISSING, since=known.since)
        yes = known.value == c.YesNo.YES
        return Reading(YES if yes else NO, wanted if yes else f"没有{wanted}", known.since, known.value)

    return Check(field, FactField(field).label, wanted, read, guard)


def _was_leader(one: Evidence) -> Reading:
    return _on_file(one.was_leader, "曾任领导职务", "没有担任过领导职务")


def _served(one: Evidence) -> Reading:
    """Read the file's word; where it says nothing, a day of joining the army says it."""
    if not one.is_veteran and one.served_from:
        return Reading(YES, f"{one.served_from.year}年入伍", basis=str(one.served_from))
    return _on_file(one.is_veteran, "退役军人", "不是退役军人")


def _on_file(value: str, yes: str, no: str) -> Reading:
    if not value:
        return Reading(MISSING)
    return Reading(YES, yes, basis=value) if value == c.YesNo.YES else Reading(NO, no, basis=value)


def _aged(one: Evidence) -> Reading:
    if one.birth_date is None:
        return Reading(MISSING)
    line, age = int(one.number("aged_years")), completed_years(one.birth_date, one.on)
    answer = YES if age >= line else NO
    turns = "" if answer == YES else f"{formats.day_cn(birthday(one.birth_date, line))}满 {line} 周岁"
    return Reading(answer, f"{age} 周岁", basis=str(one.birth_date), turns=turns)


def birthday(birth: date, years: int) -> date:
    """Return the day on which an age is reached; 29 February is reached on 1 March. Rule: R-27."""
    year = birth.year + years
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _severely_ill(one: Evidence) -> Reading:
    """Read the main illness and the others: one severe one among them is enough, and the main one tells for all."""
    main, others = one.known(FactField.ILLNESS_KIND), one.known(FactField.OTHER_ILLNESSES)
    told = [(main, main.value), *((others, value) for value in others.value.split(",") if value)]
    severe = next((pair for pair in told if pair[1] in c.SERIOUS_ILLNESSES), None)
    basis = f"{main.value}|{others.value}"
    if severe is not None:
        return Reading(YES, c.IllnessKind(severe[1]).label, severe[0].since, basis)
    if not main.value:
        return Reading(MISSING, since=main.since, basis=basis)
    return Reading(NO, facts.shown(FactField.ILLNESS_KIND, main.value), main.since, basis)


def _struck(one: Evidence) -> Reading:
    """Read the newest disaster: it counts for so many months, the last day included."""
    if not one.events(evidence.DISASTER):
        return Reading(NO, "没有登记受灾")
    newest = one.events(evidence.DISASTER)[0]
    end = months_after(newest.on, int(one.number("disaster_months")))
    words, basis = f"{formats.day_cn(newest.on)}{c.DisasterKind(newest.what).label}", f"{newest.what} {newest.on}"
    if one.on > end:
        return Reading(NO, f"{words},已过期限", basis=basis)
    return Reading(YES, words, basis=basis, turns=f"{formats.day_cn(end)}以后不再作为依据")


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (next_month - date.resolution).day))


def _often_in_hospital(one: Evidence) -> Reading:
    """Count the stays that began within twelve months up to the day."""
    since = months_after(one.on, -12)
    stays = one.events(evidence.STAY)
    days = [stay.on for stay in stays if stay.on > since]
    words = f"近 12 个月住院 {len(days)} 次,最近 {days[0]}" if days else "近 12 个月没有住院"
    answer = YES if len(days) >= one.number("frequent_stays") else NO
    return Reading(answer, words, basis=" ".join(str(stay.on) for stay in stays))


def _care_level(one: Evidence) -> Reading:
    """Read the newest assessment; one by another standard than the national one is for a person to compare."""
    if not one.events(evidence.ASSESSMENT):
        return Reading(NO, "没有登记失能评估")
    newest = one.events(evidence.ASSESSMENT)[0]
    if newest.what not in c.CareLevel.values:
        return Reading(MISSING, "按其他标准评估,请核对", newest.on, newest.what)
    answer = YES if int(newest.what) >= one.number("subsidy_care_level") else NO
    return Reading(answer, c.CareLevel(newest.what).label, newest.on, newest.what)


def _household_size(one: Evidence) -> Reading:
    home = household(one)
    answer = home.size.reaches(int(one.number("single_earner_household")))
    return Reading(answer, f"同住 {home.size}", home.since, home.basis, lacks="婚姻状况、家庭成员是否同住")


def _one_earner(one: Evidence) -> Reading:
    home = household(one)
    return Reading(
        home.earners.is_one(), f"拿工资的 {home.earners}", home.since, home.basis, lacks="同住家人的就业状况"
    )


ILLNESS, INCOME = Permission.SEE_ILLNESS, Permission.SEE_INCOME
STANDARD = ("subsistence_yuan",)

WAS_LEADER = Check("was_leader", "原任领导职务", "曾任领导职务", _was_leader, lasting=True)
IS_VETERAN = Check("is_veteran", "退役军人", "参加过军队,已退役", _served, lasting=True)
AGED = Check("age", "年龄", "{aged_years}以上(含)", _aged, numbers=("aged_years",), lasting=True)
ALONE = coded(FactField.LIVING_ARRANGEMENT, c.ALONE_OR_EMPTY_NEST, "独居或空巢")
SEVERELY_ILL = Check("illness", "疾病", "癌症、危重症、瘫痪或精神障碍", _severely_ill, ILLNESS)
ON_MEDICATION = yes_or_no(FactField.LONG_TERM_MEDICATION, "长期服药", ILLNESS)
OFTEN_IN_HOSPITAL = Check(
    "stays", "住院", "近 12 个月住院 {frequent_stays}以上(含)", _often_in_hospital, ILLNESS, ("frequent_stays",)
)
NO_WORK = coded(
    FactField.OWN_EMPLOYMENT,
    WITHOUT_WORK,
    "没有工作(务农、在校、已退休的不算有工作)",
    unclear=c.ChildEmployment.OTHER,
)
NO_FIXED_INCOME = Check("fixed_income", "固定收入", "没有固定收入", no_fixed_income, INCOME)
STRUCK = Check("disaster", "受灾情况", "{disaster_months}内受过灾", _struck, numbers=("disaster_months",))
HOUSEHOLD = Check(
    "household",
    "同住人数",
    "同住 {single_earner_household}以上(含)",
    _household_size,
    numbers=("single_earner_household",),
)
ONE_EARNER = Check("earners", "有工资的人", "只有一人有工资或离退休费", _one_earner, INCOME)
UNDER_STANDARD = Check(
    "income_a_head", "家庭人均月收入", "低于低保标准({subsistence_yuan})", under_standard, INCOME, STANDARD
)
NOT_BELOW_STANDARD = Check(
    "income_a_head", "家庭人均月收入", "不低于低保标准({subsistence_yuan})", not_below_standard, INCOME, STANDARD
)
LOW_AFTER_COSTS = Check(
    "left_a_head",
    "扣除医疗支出后的人均月收入",
    "低于低保标准({subsistence_yuan})的 {low_income_percent}",
    low_after_costs,
    INCOME,
    (*STANDARD, "low_income_percent"),
)
NOT_ASSISTED = Check("assistance", "社会救助", "没有享受低保或特困供养", not_assisted)
UNABLE = coded(FactField.SELF_CARE, (c.SelfCare.LIMITED_MOBILITY, c.SelfCare.DEPENDENT), "行动不便或不能自理")
CARE_LEVEL = Check(
    "care_level", "失能等级", "{subsidy_care_level}以上(含)", _care_level, numbers=("subsidy_care_level",)
)
PAID_CARER = yes_or_no(FactField.PAID_CARER, "长期请人照料")
