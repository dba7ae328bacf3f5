"""The occasions of the year on which people are visited and greeted: one list for the schedule and for the money."""

from datetime import date

from django.db.models import TextChoices

from office import lunar


class Occasion(TextChoices):
    NEW_YEAR = "new_year", "元旦"
    SPRING_FESTIVAL = "spring_festival", "春节"
    QINGMING = "qingming", "清明"
    DRAGON_BOAT = "dragon_boat", "端午"
    PARTY_DAY = "party_day", "七一"
    ARMY_DAY = "army_day", "八一"
    MID_AUTUMN = "mid_autumn", "中秋"
    DOUBLE_NINTH = "double_ninth", "重阳"
    NATIONAL_DAY = "national_day", "国庆"
    WINTER = "winter", "冬送温暖"
    SUMMER = "summer", "夏送清凉"
    HOSPITAL = "hospital", "住院探望"
    BIRTHDAY = "birthday", "逢十生日"


# The months of the two rounds, whose last day is the last day for a visit.
ROUND_MONTHS = {Occasion.WINTER: 1, Occasion.SUMMER: 7}
WITHOUT_A_DAY = (*ROUND_MONTHS, Occasion.HOSPITAL, Occasion.BIRTHDAY)


def day_after_round(code: str, year: int) -> date:
    """Return the day on which the winter or summer round of a year is over."""
    return date(year, ROUND_MONTHS[Occasion(code)] + 1, 1)


def kept_on(code: str, year: int) -> date:
    """Return the day before which greetings are due: of a festival its own, of a round the day after its month."""
    if code in ROUND_MONTHS:
        return day_after_round(code, year)
    return lunar.festival(code, year)


def year_of(occasion: str, today: date) -> int:
    """Return the year in which the occasion next falls, today included; this year for none or one without a day."""
    if not occasion or occasion in WITHOUT_A_DAY:
        return today.year
    return today.year if lunar.festival(occasion, today.year) >= today else today.year + 1
