"""The month in which a serving member of staff reaches retirement age: pure arithmetic over birth month, sex, identity.

From 2025 the ages rise month by month. Civil servants retire then at the latest: nobody is kept on, an earlier day may
be agreed (elastic retirement, early retirement by the Civil Servant Law), so a computed month is only a forecast.
"""

from dataclasses import dataclass
from datetime import date

from office.choices import StaffIdentity
from office.identifiers.national_id import Sex

EARLY_MONTHS = 60  # an agreed day further ahead of the age than this is no retirement but a departure


@dataclass(frozen=True)
class Ladder:
    """An old age and its rise: a month for every `step` months of birth from `since` on, `most` months at most."""

    years: int
    since: tuple[int, int]
    step: int
    most: int


AT_60, AT_55, AT_50 = Ladder(60, (1965, 1), 4, 36), Ladder(55, (1970, 1), 4, 36), Ladder(50, (1975, 1), 2, 60)


def ladder_of(sex: str, identity: str) -> Ladder | None:
    """Return which ages hold for somebody; None while too little is known. Men need no identity."""
    if sex == Sex.MALE:
        return AT_60
    if sex != Sex.FEMALE:
        return None
    women = {StaffIdentity.SENIOR: AT_60, StaffIdentity.CADRE: AT_55, StaffIdentity.WORKER: AT_50}
    return women.get(StaffIdentity(identity)) if identity else None


def retirement_month(born: date | None, sex: str, identity: str) -> date | None:
    """Return the first day of the month of retirement age, None while it cannot be told. Rule: R-320."""
    ladder = ladder_of(sex, identity)
    if born is None or ladder is None:
        return None
    late = (born.year - ladder.since[0]) * 12 + born.month - ladder.since[1]
    delay = 0 if late < 0 else min(ladder.most, late // ladder.step + 1)
    return add_months(born, ladder.years * 12 + delay)


def add_months(day: date, months: int) -> date:
    """Return the first day of the month so many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
