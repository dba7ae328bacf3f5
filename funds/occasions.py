"""In which year an occasion is kept: a Spring Festival plan made in November is one of next year's."""

from datetime import date

from funds.choices import Occasion
from office import lunar

IN_THE_CALENDAR = {
    Occasion.NEW_YEAR,
    Occasion.SPRING_FESTIVAL,
    Occasion.PARTY_DAY,
    Occasion.DOUBLE_NINTH,
    Occasion.NATIONAL_DAY,
}  # the others have no day of their own: a season, a hospital visit, a birthday


def year_of(occasion: str, today: date) -> int:
    """Return the year in which the occasion next falls, today included; this year for one without a day."""
    if occasion not in IN_THE_CALENDAR:
        return today.year
    return today.year if lunar.festival(occasion, today.year) >= today else today.year + 1
