"""The retirees' share at the next five year-ends, from who serves today.

Counted are those who reach retirement age, or whose agreed earlier day is entered. Civil servants are not kept on, so a
later day entered changes nothing. Deaths, removals and new entrants are not foretold, and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.models import Bureau, StaffMember
from office.money import percent
from office.retirement import EARLY_MONTHS, add_months
from registry.figures import Situation

YEARS = 5


@dataclass(frozen=True)
class Leaving:
    """When somebody leaves the service; `retires` unless they go long before the age."""

    member: StaffMember
    on: date
    retires: bool = True


@dataclass(frozen=True)
class YearEnd:
    """The office at the end of a year, and who leaves it in the time since the one before."""

    on: date
    leaving: list[Leaving]
    retirees: int
    serving: int

    @property
    def retiring(self) -> list[Leaving]:
        return [one for one in self.leaving if one.retires]

    @property
    def percent(self) -> Decimal | None:
        return percent(self.retirees, self.retirees + self.serving)


@dataclass(frozen=True)
class Forecast:
    """Five year-ends, who cannot be foretold, who serves past the age, how many are listed and how many counted."""

    years: list[YearEnd]
    unknown: list[StaffMember]
    overdue: list[Leaving]
    listed: int
    serving: int

    def as_json(self) -> dict[str, object]:
        return {
            "years": [
                {
                    "on": year.on.isoformat(),
                    "retiring": len(year.retiring),
                    "retirees": year.retirees,
                    "serving_staff": year.serving,
                    "percent": None if year.percent is None else float(year.percent),
                }
                for year in self.years
            ],
            "unknown": len(self.unknown),
            "past_retirement_age": len(self.overdue),
            "serving_staff_listed": self.listed,
        }


def forecast(of: Situation) -> Forecast:
    """Foretell the five year-ends after the day of a situation. Queries: one. Rule: R-321."""
    roster = serving_roster(of.bureau, of.as_of)
    leaving = [one for member in roster if (one := leaving_of(member, of.as_of))]
    serving = len(roster) if of.serving_staff is None else of.serving_staff
    return Forecast(
        years=_years(of, leaving, serving),
        unknown=[member for member in roster if member.retires_in is None],
        overdue=[one for one in leaving if one.retires and one.on <= of.as_of],
        listed=len(roster),
        serving=serving,
    )


def serving_roster(bureau: Bureau | None, on: date) -> list[StaffMember]:
    """Return who serves on the day in a bureau's subtree. Queries: one."""
    staff = StaffMember.objects.serving(on).select_related("bureau")
    if bureau is not None:
        staff = staff.filter(bureau__path__startswith=bureau.path)
    return list(staff.order_by("pinyin", "pk"))


def leaving_of(member: StaffMember, as_of: date) -> Leaving | None:
    """Return when a serving member leaves; None while age cannot be told. Rules: R-321, R-322."""
    reached = member.retires_in
    if reached is None:
        return None
    agreed = member.serving_to
    if agreed and as_of < agreed < reached:
        return Leaving(member, agreed, retires=agreed >= add_months(reached, -EARLY_MONTHS))
    return Leaving(member, reached)


def year_ends_after(day: date) -> list[date]:
    """Return the next five last days of December after the day."""
    first = day.year if day < date(day.year, 12, 31) else day.year + 1
    return [date(first + number, 12, 31) for number in range(YEARS)]


def _years(of: Situation, leaving: Sequence[Leaving], serving: int) -> list[YearEnd]:
    retirees, since, years = len(of.groups["retirees"]), date.min, []
    for end in year_ends_after(of.as_of):
        gone = [one for one in leaving if since < one.on <= end]
        retirees += sum(one.retires for one in gone)
        serving = max(0, serving - len(gone))
        years.append(YearEnd(end, gone, retirees, serving))
        since = end
    return years
