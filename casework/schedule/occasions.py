"""On which day an occasion falls for a person: festivals, the two rounds, birthdays by the sun or by the moon."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from casework.schedule.facts import Known, Numbers
from casework.schedule.numbers import OCCASIONS
from office import lunar
from office.occasions import Occasion, kept_on

DECADE = 10


def days_of_year(code: Occasion, known: Known, numbers: Numbers, year: int) -> Iterator[date]:
    """Yield the days of a year before which the person is to be seen for an occasion; none when it is not theirs."""
    if code == Occasion.BIRTHDAY:
        for day, age in birthdays(known, year):
            if age >= numbers["birthday_years"] or age % DECADE == 0:
                yield day + timedelta(days=1)  # on the day itself is in time
    elif keeps(code, known, numbers):
        yield kept_on(code, year)


def keeps(code: Occasion, known: Known, numbers: Numbers) -> bool:
    """Return whether an occasion concerns somebody: some are everybody's, some a group's. Rule: R-404."""
    if code == Occasion.PARTY_DAY:
        return known.is_party_member
    if code == Occasion.ARMY_DAY:
        return known.is_veteran
    if code in (Occasion.NEW_YEAR, Occasion.QINGMING):
        return known.is_survivor
    if code in (Occasion.WINTER, Occasion.SUMMER):
        return bool(known.alone_since or known.dependent_since or known.ill_since)
    return code in OCCASIONS


def birthdays(known: Known, year: int) -> Iterator[tuple[date, int]]:
    """Yield (day, age) of the birthdays in a solar year; a lunar one may fall twice in it, or not at all."""
    born = known.birth_date
    if born is None or not known.has_birthday:
        return
    if not known.keeps_lunar_birthday:
        yield solar_birthday(born, year), year - born.year
        return
    lunar_year, month, day = lunar.lunar_date(born)
    for kept in (year - 1, year):
        on = lunar.lunar_birthday(kept, month, day)
        if on.year == year:
            yield on, kept - lunar_year


@lru_cache(maxsize=4000)
def solar_birthday(born: date, year: int) -> date:
    """Return the birthday in a year; 29 February is kept on 1 March of a common year."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
