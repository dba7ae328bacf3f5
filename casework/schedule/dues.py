"""What is due for one person on a day: one due date for each kind of contact, and those of occasions and events.

Rhythm: one contact in each window of so many months, aligned to January (`windows`). Of several rhythms of a kind the
earliest due date stands. An occasion is kept by a contact within its window, an event by the first contact after it;
what was missed is shown for some days longer and then left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from casework.choices.schedule import Cause, DueKind, Tier
from casework.schedule.facts import Known, Numbers, Stay
from casework.schedule.numbers import OCCASIONS
from casework.schedule.occasions import days_of_year, solar_birthday
from casework.schedule.windows import next_due, window_end, window_start

HORIZON_DAYS = 120  # so far ahead the calendar shows what is due
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """Something due: from `opens_on` it can be done, from `amber_on` it is close, on `due_on` it is still in time."""

    kind: str
    cause: str
    opens_on: date
    amber_on: date
    due_on: date


@dataclass(frozen=True)
class Schedule:
    """What a person's schedule comes to on a day."""

    tier: str
    dues: tuple[Due, ...]


def schedule_of(known: Known, numbers: Numbers, today: date) -> Schedule:
    """Return everything due for a living person. Rule: R-400, R-403, R-404, R-405."""
    dues = [*_rhythm_dues(known, numbers, today), *_events(known, numbers, today), *_occasions(known, numbers, today)]
    return Schedule(tier_of(known, numbers, today), tuple(dues))


def tier_of(known: Known, numbers: Numbers, today: date) -> Tier:
    """Return the closest tier whose condition holds."""
    if any(stay.discharged_on is None for stay in known.stays):
        return Tier.HOSPITAL
    if known.alone_since or known.dependent_since or known.ill_since:
        return Tier.KEY
    if known.birth_date and _reached(known.birth_date, numbers["tier_old_years"]) <= today:
        return Tier.OLD
    return Tier.AWAY if known.away_since else Tier.GENERAL


def _rhythm_dues(known: Known, numbers: Numbers, today: date) -> Iterator[Due]:
    """Yield one due date for each kind of contact: the earliest of all that concern the person. Rule: R-400."""
    conditions = list(_conditions(known, numbers, today))
    for kind in DueKind:
        if kind == DueKind.VISIT and known.away_since and numbers["away_excuses_visits"]:
            continue
        found = [due for cause, since in conditions if (due := _rhythm(kind, cause, since, known, numbers))]
        if found:  # of two on one day the one that says more of the person, which stands later
            yield min(reversed(found), key=lambda due: due.due_on)


def _conditions(known: Known, numbers: Numbers, today: date) -> Iterator[tuple[str, date | None]]:
    """Yield the rhythms that concern the person, and since when the office knows that they do."""
    yield Cause.GENERAL, None
    if known.birth_date:
        for cause, years in ((Cause.AGED, numbers["aged_years"]), (Cause.OLD, numbers["tier_old_years"])):
            if (reached := _reached(known.birth_date, years)) <= today:
                yield cause, reached
    for cause, since in (
        (Cause.ALONE, known.alone_since),
        (Cause.DEPENDENT, known.dependent_since),
        (Cause.ILL, known.ill_since),
        (Cause.AWAY, known.away_since),
    ):
        if since:
            yield cause, since


def _rhythm(kind: str, cause: str, since: date | None, known: Known, numbers: Numbers) -> Due | None:
    code = "contact_months" if (kind, cause) == (DueKind.CONTACT, Cause.GENERAL) else f"tier_{cause}_{kind}_months"
    months = numbers[code]
    if not months:
        return None
    calls_count = bool(numbers["call_satisfies_contact"])
    last = known.last(date.min, visit=kind == DueKind.VISIT, calls_count=calls_count)
    due_on = next_due(last, known.since, months)
    for began in (since, numbers.since(code)):  # nobody is late for what did not yet apply
        if began:
            due_on = max(due_on, window_end(began, months))
    return _due(kind, cause, window_start(due_on, months), due_on, numbers)


def _events(known: Known, numbers: Numbers, today: date) -> Iterator[Due]:
    """Yield what follows from something that happened. Rule: R-403."""
    for stay in known.stays:
        if stay.discharged_on is None:
            yield _stay_due(stay, known, numbers)
    discharged = max((stay.discharged_on for stay in known.stays if stay.discharged_on), default=None)
    for cause, kind, happened, days in (
        (Cause.DISCHARGE, DueKind.CONTACT, discharged, numbers["discharge_days"]),
        (Cause.BEREAVED, DueKind.VISIT, known.bereaved_on, numbers["bereaved_days"]),
        (Cause.RETIRED, DueKind.CONTACT, known.retired_on, numbers["retired_days"]),
    ):
        if happened is None or not days or happened > today or known.since > happened + timedelta(days=days):
            continue
        due = _due(kind, cause, happened, happened + timedelta(days=days), numbers)
        if _is_open(due, today, numbers) and not _done(due, known, numbers):
            yield due


def _stay_due(stay: Stay, known: Known, numbers: Numbers) -> Due:
    """Return the next visit to the hospital: soon after admission, then again and again."""
    last = known.last(stay.admitted_on, visit=True, calls_count=False)
    begins = last or stay.admitted_on
    days = numbers["stay_days"] if last else numbers["stay_first_days"]
    return _due(DueKind.VISIT, Cause.STAY, begins, begins + timedelta(days=max(days, 1)), numbers)


def _occasions(known: Known, numbers: Numbers, today: date) -> Iterator[Due]:
    """Yield the occasions ahead, and those missed of late. Rule: R-404."""
    for code in OCCASIONS:
        lead = numbers[f"occasion_{code}_days"]
        if not lead:
            continue
        for year in (today.year - 1, today.year, today.year + 1):
            for day in days_of_year(code, known, numbers, year):
                due_on = day - ONE_DAY
                if due_on < known.since or not _is_near(due_on, today, numbers):
                    continue
                excused = known.away_since and numbers["away_excuses_visits"]
                visit = numbers[f"occasion_{code}_visit"] and not excused
                kind = DueKind.VISIT if visit else DueKind.CONTACT
                due = _due(kind, code, day - timedelta(days=lead), due_on, numbers)
                if not _done(due, known, numbers):
                    yield due


def look_back(numbers: Numbers) -> int:
    """Return how many days back a contact may lie that keeps an occasion or an event still shown."""
    events = [numbers[code] for code in ("discharge_days", "bereaved_days", "retired_days")]
    return numbers["lapse_days"] + max(events + [numbers[f"occasion_{code}_days"] for code in OCCASIONS]) + 1


def _is_near(due_on: date, today: date, numbers: Numbers) -> bool:
    return -numbers["lapse_days"] <= (due_on - today).days <= HORIZON_DAYS


def _is_open(due: Due, today: date, numbers: Numbers) -> bool:
    return (today - due.due_on).days <= numbers["lapse_days"]


def _done(due: Due, known: Known, numbers: Numbers) -> bool:
    """Return whether a contact since the window opened has kept it: a visit always, a call where it counts."""
    calls_count = bool(numbers["call_satisfies_contact"])
    return known.met_since(due.opens_on, visit=due.kind == DueKind.VISIT, calls_count=calls_count)


def _due(kind: str, cause: str, opens_on: date, due_on: date, numbers: Numbers) -> Due:
    """Return a due date with the day from which it is close: the last part of its window. Rule: R-405."""
    amber = ceil(((due_on - opens_on).days + 1) * numbers["amber_percent"] / 100)
    return Due(str(kind), str(cause), opens_on, due_on - timedelta(days=max(amber - 1, 0)), due_on)


def _reached(born: date, years: int) -> date:
    return solar_birthday(born, born.year + years)
