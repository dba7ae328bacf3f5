"""The checks about money: fixed income, income a head against the local standard, assistance by the state."""

from dataclasses import replace
from decimal import Decimal

from office import formats
from registry import choices as c
from registry.categories import evidence
from registry.categories.choices import Answer
from registry.categories.evidence import Evidence
from registry.categories.households import Household, Income, household, income_a_head
from registry.categories.readings import MISSING, NO, YES, Reading
from registry.choices import FactField

MONTHS = 12
OPPOSITE = {YES: NO, NO: YES, MISSING: MISSING}
NO_STANDARD = "低保标准还没有登记"
STANDARD, INCOME, COST = "低保标准(政策数值)", "家庭年收入(或每位同住家人的月收入)", "家庭年医疗支出"


def no_fixed_income(one: Evidence) -> Reading:
    """Read what is said of a fixed income; where nothing is, the monthly income tells."""
    fixed, monthly = one.known(FactField.FIXED_INCOME), one.known(FactField.MONTHLY_INCOME)
    basis = f"{fixed.value}|{monthly.value}"
    if fixed.value:
        has = fixed.value == c.YesNo.YES
        return Reading(NO if has else YES, "有固定收入" if has else "没有固定收入", fixed.since, basis)
    if not monthly.value:
        return Reading(MISSING, since=monthly.since or fixed.since, basis=basis)
    income = Decimal(monthly.value)
    words = f"月收入 {formats.yuan(income)} 元" if income else "没有收入"
    return Reading(NO if income else YES, words, monthly.since, basis)


def under_standard(one: Evidence) -> Reading:
    """Compare the income a head with the local standard: the standard itself is not under it."""
    income = income_a_head(one, household(one))
    standard = one.number("subsistence_yuan")
    if not standard:
        return Reading(MISSING, NO_STANDARD, basis=income.basis, lacks=STANDARD)
    return Reading(income.below(standard), _words(income), income.since, income.basis, lacks=INCOME)


def not_below_standard(one: Evidence) -> Reading:
    found = under_standard(one)
    return replace(found, answer=OPPOSITE[found.answer])


def low_after_costs(one: Evidence) -> Reading:
    """Compare what medical costs leave a head with the low-income line, so many per cent of the standard."""
    home = household(one)
    income, cost = income_a_head(one, home), one.known(FactField.MEDICAL_COST)
    basis = f"{income.basis}|{cost.value}"
    standard = one.number("subsistence_yuan")
    if not standard:
        return Reading(MISSING, NO_STANDARD, basis=basis, lacks=STANDARD)
    left = income.less(_a_head(cost.value, home))
    answer = left.below(standard * one.number("low_income_percent") / 100)
    since = max((day for day in (income.since, cost.since) if day), default=None)
    if answer == Answer.UNKNOWN and income.known and not cost.value:
        return Reading(answer, "家庭医疗支出没有登记", since, basis, lacks=COST)
    return Reading(answer, _amount(left), since, basis, lacks=INCOME)


def _a_head(yearly: str, home: Household) -> Decimal | None:
    """Return a yearly cost a head and month; with a household nobody knows fully, of those known to live there."""
    return Decimal(yearly) / MONTHS / home.size.least if yearly else None


def _amount(income: Income) -> str:
    if income.most is None:
        return income.how
    if income.least == income.most:
        return f"{formats.yuan(income.most)} 元"
    return f"{formats.yuan(max(income.least, Decimal(0)))} 至 {formats.yuan(income.most)} 元"


def _words(income: Income) -> str:
    return _amount(income) if income.most is None else f"{_amount(income)}:{income.how}"


def not_assisted(one: Evidence) -> Reading:
    """Say whether the family draws no subsistence allowance; what nobody entered is not drawn."""
    drawn = [
        grant
        for grant in one.events(evidence.ASSISTANCE)
        if grant.what in (c.AssistanceKind.SUBSISTENCE, c.AssistanceKind.STATE_SUPPORTED) and grant.until is None
    ]
    basis = " ".join(f"{grant.what} {grant.on}" for grant in drawn)
    if drawn:
        return Reading(NO, f"享受{c.AssistanceKind(drawn[0].what).label}", drawn[0].on, basis)
    return Reading(YES, "没有登记享受低保", basis=basis)
