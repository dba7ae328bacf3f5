"""The whole situation report: a day, an earlier one beside it, the share over the years, and its parts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office import clock, permissions
from office.models import Bureau, User
from office.roles import Permission
from registry.breakdown import Part, parts
from registry.errors import ComparedWithLater, DateInFuture, ReportTooEarly
from registry.figure_reading import Reading, read
from registry.figures import FIRST_DAY, Situation, counted, share_of
from registry.forecast import Forecast, forecast
from registry.models import Person

YEARS_BACK = 5


@dataclass(frozen=True)
class PastShare:
    """The share on a day gone by; None where serving staff was not known."""

    on: date
    retirees: int
    serving: int | None
    percent: Decimal | None


@dataclass(frozen=True)
class Report:
    """What the page, the workbook, the PDF and the data of one report hold alike."""

    of: Situation
    before: Situation
    past: list[PastShare]  # the last of them is the report's own day
    forecast: Forecast
    parts: list[Part]

    def as_json(self, *, details: bool = False) -> dict[str, object]:
        """Return the figures under their stable keys; `details` adds what else the report holds. Rule: R-326."""
        if not details:
            return self.of.as_json()
        return self.of.as_json() | {
            "compared_with": self.before.as_json(),
            "forecast": self.forecast.as_json(),
            **{f"by_{part.query}": part.as_json() for part in self.parts},
        }


def read_report(*, as_of: date, compared_with: date | None, bureau: Bureau | None, by: User) -> Report:
    """Return what a user may see of a day beside an earlier one (the same of last year unless told).

    Queries: ten, whatever the persons and the years.
    Raises: Refused, DateInFuture, ReportTooEarly, ComparedWithLater.
    Rules: R-29, R-324.
    """
    permissions.check(by, Permission.SEE_REPORTS)
    if as_of > clock.today():
        raise DateInFuture("截止日期")
    if as_of < FIRST_DAY:
        raise ReportTooEarly
    earlier = compared_with or year_before(as_of)
    if earlier >= as_of:
        raise ComparedWithLater
    ends = [date(as_of.year - back, 12, 31) for back in range(YEARS_BACK, 0, -1)]
    reading = read([*ends, earlier, as_of], bureau=bureau, people=Person.objects.standing())
    of, before = (one.seen_by(by) for one in counted(reading, days=[as_of, earlier], bureau=bureau))
    return Report(
        of=of,
        before=before,
        past=[_share_on(reading, day) for day in [*ends, as_of]],
        forecast=forecast(of),
        parts=parts(of),
    )


def year_before(day: date) -> date:
    """Return the same day of the year before, 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _share_on(reading: Reading, on: date) -> PastShare:
    retirees = reading.groups(on)["retirees"]
    counts = reading.serving(on)
    serving = sum(counts.values()) if counts else None
    return PastShare(on, len(retirees), serving, share_of(retirees, serving).percent)
