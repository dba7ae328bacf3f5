"""What is due for occasions or by rhythm, found the long way: day by day, from the tables, without the schedule's code.

The numbers are those the system ships with, written down once more.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from lunar_python import Solar

from casework.models import ContactPerson, ContactState, Pairing
from office import clock, lunar
from registry.models import CareAssessment, Person, PersonAddress

DAY = timedelta(days=1)
# Occasion → days before in which it can be kept, whether by a visit only, whom it concerns.
RULES = {
    "new_year": (15, False, "survivor"),
    "spring_festival": (30, True, "all"),
    "qingming": (10, False, "survivor"),
    "dragon_boat": (10, False, "all"),
    "party_day": (15, False, "party"),
    "army_day": (15, False, "veteran"),
    "mid_autumn": (10, False, "all"),
    "double_ninth": (15, False, "all"),
    "winter": (31, True, "frail"),
    "summer": (31, True, "frail"),
}
SOLAR = {(1, 1): "new_year", (7, 1): "party_day", (8, 1): "army_day", (2, 1): "winter"}
LUNAR = {(1, 1): "spring_festival", (5, 5): "dragon_boat", (8, 15): "mid_autumn", (9, 9): "double_ninth"}
SEVERE = {"cancer", "critical", "paralysis", "mental"}
RHYTHMS = ((0, 3, 0), (70, 0, 12), (80, 3, 6))  # from an age on: months between contacts, between visits


def occasions_on(day: date) -> set[str]:
    """Return the occasions whose day, or the day after whose month, this is."""
    found = {SOLAR.get((day.month, day.day)), LUNAR.get(lunar.lunar_date(day)[1:])}
    if (day.month, day.day) == (8, 1):
        found.add("summer")
    if Solar.fromYmd(day.year, day.month, day.day).getLunar().getJieQi() == "清明":
        found.add("qingming")
    return {one for one in found if one}


class Calendar:
    """Every day of some years, looked at once."""

    def __init__(self, first: date, last: date) -> None:
        self.days = [first + DAY * number for number in range((last - first).days)]
        self.occasions = [(code, day) for day in self.days for code in sorted(occasions_on(day))]
        self.lunar = {day: lunar.lunar_date(day) for day in self.days}

    def birthdays(self, person: Person) -> Iterator[date]:
        """Yield the birthdays that are kept: from eighty on each, before it those of full decades."""
        born = person.birth_date
        if born is None or person.birth_precision != "day":
            return
        by_moon = getattr(getattr(person, "details", None), "birthday_calendar", "") == "lunar"
        year, month, number = lunar.lunar_date(born) if by_moon else (born.year, born.month, born.day)
        for day in self.days:
            if by_moon:
                on, then = self.lunar[day], self.lunar.get(day + DAY)
                short = number == 30 and on[1:] == (abs(month), 29) and then is not None and then[2] == 1
                hit, age = on[1:] == (abs(month), number) or short, on[0] - year
            else:
                leap = (month, number) == (2, 29) and (day.month, day.day) == (3, 1) and (day - DAY).day != 29
                hit, age = (day.month, day.day) == (month, number) or leap, day.year - year
            if hit and (age >= 80 or age % 10 == 0):
                yield day


class Looked:
    """One living person as the tables show them today."""

    def __init__(self, person: Person, today: date) -> None:
        self.person, self.today = person, today
        level = CareAssessment.objects.filter(person=person, withdrawn_on=None, assessed_on__lte=today)
        newest = level.order_by("assessed_on", "pk").last()
        dependent = person.self_care == "dependent" or bool(newest and newest.level and int(newest.level) >= 3)
        away = PersonAddress.objects.filter(person=person, kind="away", withdrawn_on=None, lived_until=None)
        self.away = person.residence_area == "elsewhere" or away.exists()
        self.frail = dependent or person.living_arrangement == "alone" or person.illness_kind in SEVERE
        self.concerns = {"all"} | {
            name
            for name, holds in {
                "survivor": person.kind == "survivor",
                "party": person.party_joined_on is not None,
                "veteran": person.is_veteran == "yes",
                "frail": self.frail,
            }.items()
            if holds
        }
        held = ContactPerson.objects.filter(person=person, contact__voided_at=None)
        self.held = list(held.values_list("contact__held_on", "contact__kind"))
        pairing = Pairing.objects.filter(person=person, kind="contact", status="issued").first()
        state = ContactState.objects.get(person=person)
        issued = pairing and pairing.issued_at.astimezone(clock.SHANGHAI).date()
        self.since = issued or state.scheduled_from

    def occasions(self, calendar: Calendar) -> set[tuple[str, str, date, date]]:
        """Return (kind, cause, first day, last day) of what is due for occasions."""
        found = set()
        for code, day in calendar.occasions:
            lead, visit, whom = RULES[code]
            if whom in self.concerns:
                found.add((visit, code, day - lead * DAY, day - DAY))
        for day in calendar.birthdays(self.person):
            found.add((True, "birthday", day + DAY - 7 * DAY, day))
        return {
            ("visit" if visit and not self.away else "contact", code, opens, due)
            for visit, code, opens, due in found
            if due >= self.since
            and -30 <= (due - self.today).days <= 120
            and not self.met_since(opens, visit=visit and not self.away)
        }

    def met_since(self, day: date, *, visit: bool) -> bool:
        return any(on >= day and (kind == "visit" or not visit) for on, kind in self.held)

    def rhythms(self) -> set[tuple[str, date]]:
        """Return (kind, last day) of the next contact and visit of somebody whom age alone concerns."""
        found = {}
        for years, contact, visit in RHYTHMS:
            born = self.person.birth_date
            if years and (born is None or (reached := birthday(born, born.year + years)) > self.today):
                continue
            for kind, months in (("contact", contact), ("visit", visit)):
                if months:
                    due = self.next_due(kind, months)
                    due = max(due, end_of_window(reached, months)) if years else due
                    found[kind] = min(due, found.get(kind, due))
        return set(found.items())

    def next_due(self, kind: str, months: int) -> date:
        days = [on for on, how in self.held if how == "visit" or kind == "contact"]
        if not days:
            return end_of_window(self.since, months)
        return end_of_window(end_of_window(max(days), months) + DAY, months)


def birthday(born: date, year: int) -> date:
    return date(year, 3, 1) if (born.month, born.day) == (2, 29) and year % 4 else date(year, born.month, born.day)


def end_of_window(day: date, months: int) -> date:
    """Walk on to the last day before a month in which a window begins, counted from January."""
    while (day + DAY).day != 1 or ((day + DAY).month - 1) % months:
        day += DAY
    return day
