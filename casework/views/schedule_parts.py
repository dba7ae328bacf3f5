"""Parts of the schedule's pages: the month as a grid, the tables of the warning ratio, the rules in force."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from casework.choices.schedule import DueKind, Standing, Tier
from casework.forms.schedule import NOBODY
from casework.schedule.numbers import OCCASIONS, RHYTHMS, SHIPPED
from office import lunar, policy
from office.money import percent
from office.occasions import Occasion

MONTH = "%Y-%m"


@dataclass(frozen=True)
class Count:
    """So many, and the list that shows exactly those."""

    label: str
    number: int
    url: str


@dataclass(frozen=True)
class Day:
    """A day of the month page."""

    on: date
    in_month: bool
    is_today: bool
    note: str  # a festival, or the lunar date
    counts: list[Count] = field(default_factory=list)


def month_asked(text: str, today: date) -> date:
    """Return the first day of the month named in the address, such as 2026-12; this month for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def month_span(first: date) -> tuple[date, date]:
    """Return the first and last day of the weeks that the month touches, Monday first."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def month_days(first: date, today: date, counted: Mapping[date, Mapping[str, int]]) -> list[list[Day]]:
    """Return the weeks of a month, each day with what is due on it."""
    begin, end = month_span(first)
    festivals = {one.on: one.name for year in {begin.year, end.year} for one in lunar.festivals(year)}
    days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    made = [
        Day(
            on=day,
            in_month=day.month == first.month,
            is_today=day == today,
            note=festivals.get(day) or lunar.lunar_text(day).removeprefix("农历"),
            counts=[
                Count(DueKind(kind).label, number, due_url(since=day, until=day, kind=kind))
                for kind, number in sorted(counted.get(day, {}).items())
            ],
        )
        for day in days
    ]
    return [made[at : at + 7] for at in range(0, len(made), 7)]


def due_url(**query: Any) -> str:
    return f"{reverse('casework:due-list')}?{urlencode(query)}"


@dataclass(frozen=True)
class WarningRow:
    """One line of the warning ratio: a helper, a branch, a tier, or all."""

    label: str
    people: Count
    overdue: Count
    soon: Count
    fine: Count
    ratio: Any


def warning_rows(rows: Iterable[Mapping[str, Any]], list_url: str, name: str, key: str, label: str) -> list[WarningRow]:
    """Return tallies as lines whose every number opens its list; `key` and `label` are the columns of a tally."""
    return [_warning_row(row, list_url, {name: row[key] or NOBODY}, _label(name, row[label])) for row in rows]


def total_row(row: Mapping[str, Any], list_url: str) -> WarningRow:
    return _warning_row(row, list_url, {}, "合计")


def _label(name: str, label: str | None) -> str:
    if name == "tier":
        return str(Tier(label).label) if label else "未排"
    return label or {"helper": "没有联系人", "branch": "没有党支部"}[name]


def _warning_row(row: Mapping[str, Any], list_url: str, query: Mapping[str, str], label: str) -> WarningRow:
    def count(show: str, number: int) -> Count:
        return Count(show, number, f"{list_url}?{urlencode({'show': show, **query})}")

    people = row["people"]
    warned = row[Standing.OVERDUE] + row[Standing.SOON]
    return WarningRow(
        label,
        count("all", people),
        count(Standing.OVERDUE, row[Standing.OVERDUE]),
        count(Standing.SOON, row[Standing.SOON]),
        count(Standing.FINE, row[Standing.FINE]),
        percent(warned, people),
    )


@dataclass(frozen=True)
class RuleCell:
    """A number of the schedule as the page of rules shows it."""

    code: str
    value: str
    holds_from: date | None
    source: str


@dataclass(frozen=True)
class RuleRow:
    """What is asked in one case, its numbers in the order of the table's heads."""

    label: str
    cells: list[tuple[str, RuleCell]]  # the head, which names the cell on a phone

    @property
    def sources(self) -> str:
        return "、".join(dict.fromkeys(cell.source for _, cell in self.cells))


@dataclass(frozen=True)
class RuleTable:
    title: str
    heads: Sequence[str]
    rows: list[RuleRow]


def rule_tables(in_force: Mapping[str, policy.InForce]) -> list[RuleTable]:
    """Return the rules in force as tables: rhythms, occasions, and the single numbers."""

    def cell(code: str) -> RuleCell:
        number = in_force[code]
        since = None if number.holds_from == policy.EVER else number.holds_from
        none = not number.value and code.endswith(("_months", "_days"))
        return RuleCell(code, "不要求" if none else policy.shown(code, number.value), since, number.source)

    def table(title: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> RuleTable:
        made = [RuleRow(label, list(zip(heads, map(cell, codes), strict=True))) for label, codes in rows]
        return RuleTable(title, heads, made)

    rhythms = [(label, (_contact_code(code), f"tier_{code}_visit_months")) for code, (label, _, _) in RHYTHMS.items()]
    occasions = [(_occasion(code), (f"occasion_{code}_days", f"occasion_{code}_visit")) for code in OCCASIONS]
    single = ["call_satisfies_contact", "aged_years", *(code for code in SHIPPED if not _in_table(code))]
    return [
        table("多久联系一次", ("联系(电话或上门)", "上门"), rhythms),
        table("节日、生日和冬夏两季", ("提前多少天内", "须上门"), occasions),
        table("住院、丧亲和其他", ("数值",), [(policy.SHIPPED[code].label, (code,)) for code in single]),
    ]


def _contact_code(code: str) -> str:
    return "contact_months" if code == "general" else f"tier_{code}_contact_months"


def _occasion(code: Occasion) -> str:
    return "生日" if code == Occasion.BIRTHDAY else str(code.label)


def _in_table(code: str) -> bool:
    return code.endswith("_months") or code.startswith("occasion_")
