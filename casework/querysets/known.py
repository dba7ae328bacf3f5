"""What the schedule needs to know of many people at once: the facts of `casework.schedule`, read in ten queries."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from casework.models import Contact, ContactPerson, Pairing
from casework.schedule.dues import look_back
from casework.schedule.facts import Known, Numbers, Stay
from office import clock
from registry import choices as c
from registry.merged import owner, records_of
from registry.models import CareAssessment, HospitalStay, Person, PersonAddress, PersonFact

# Condition of the schedule → the column that repeats the fact, and the values that fulfil it.
CONDITIONS: dict[str, tuple[str, set[str]]] = {
    "alone_since": ("living_arrangement", {c.LivingArrangement.ALONE}),
    "dependent_since": ("self_care", {c.SelfCare.DEPENDENT}),
    "ill_since": (
        "illness_kind",
        {c.IllnessKind.CANCER, c.IllnessKind.CRITICAL, c.IllnessKind.PARALYSIS, c.IllnessKind.MENTAL},
    ),
    "away_since": ("residence_area", {c.ResidenceArea.ELSEWHERE}),
}
COLUMNS = [column for column, _ in CONDITIONS.values()]
BASICS = [
    "pk",
    "kind",
    "birth_date",
    "birth_precision",
    "party_joined_on",
    "is_veteran",
    "retired_on",
    "retired_on_precision",
    "deceased__died_on",
    "details__birthday_calendar",
    "contact_state__scheduled_from",
]


def known_people(person_ids: Sequence[int], numbers: Numbers, today: date) -> dict[int, Known]:
    """Return person id → what is known of those who are to be looked after today; the dead and the gone are not there.

    Queries: ten, whatever the number of people; eight when no condition is fulfilled.
    """
    living = Person.objects.standing().living(today).filter(pk__in=person_ids)
    rows = list(living.order_by().values(*BASICS, *COLUMNS))
    ids = [row["pk"] for row in rows]
    issued = _issued(ids)
    found = {row["pk"]: _basics(row, issued.get(row["pk"]), today) for row in rows}
    _add_conditions(found, rows, today)
    _add_health(found, numbers, today)
    _add_contacts(found, today - timedelta(days=look_back(numbers)))
    return found


def _issued(ids: Sequence[int]) -> dict[int, date]:
    """Return the day each person's present pairing was issued: the first contact is due by the end of that window."""
    rows = Pairing.objects.issued().contacts().filter(person_id__in=ids).values_list("person_id", "issued_at")
    return {person_id: issued_at.astimezone(clock.SHANGHAI).date() for person_id, issued_at in rows}


def _basics(row: dict[str, Any], issued_on: date | None, today: date) -> Known:
    exact = row["birth_precision"] == c.Precision.DAY
    retired_on = row["retired_on"] if row["retired_on_precision"] == c.Precision.DAY else None
    return Known(
        since=issued_on or row["contact_state__scheduled_from"] or today,
        birth_date=row["birth_date"],
        has_birthday=exact,
        keeps_lunar_birthday=row["details__birthday_calendar"] == c.Calendar.LUNAR,
        is_survivor=row["kind"] == c.PersonKind.SURVIVOR,
        is_party_member=row["party_joined_on"] is not None,
        is_veteran=row["is_veteran"] == c.YesNo.YES,
        retired_on=retired_on,
        bereaved_on=row["deceased__died_on"],
    )


def _add_conditions(found: dict[int, Known], rows: Sequence[dict[str, Any]], today: date) -> None:
    """Set since when the conditions that hold today have been known to the office without a break."""
    holding = {
        (row["pk"], column): name
        for row in rows
        for name, (column, values) in CONDITIONS.items()
        if row[column] in values
    }
    if not holding:
        return
    facts = PersonFact.objects.filter(
        person_id__in={pk for pk, _ in holding}, field__in=COLUMNS, superseded_at=None, holds_from__lte=today
    )
    began: dict[tuple[int, str], date | None] = {}
    for pk, field, value, day, told in facts.order_by("holds_from", "pk").values_list(
        "person_id", "field", "value", "holds_from", "recorded_at"
    ):
        if (pk, field) not in holding:
            continue
        fulfils = value in CONDITIONS[holding[pk, field]][1]
        known_on = max(day, told.astimezone(clock.SHANGHAI).date())
        began[pk, field] = (began.get((pk, field)) or known_on) if fulfils else None
    for (pk, column), name in holding.items():
        setattr(found[pk], name, began.get((pk, column)) or found[pk].since)


def _add_health(found: dict[int, Known], numbers: Numbers, today: date) -> None:
    """Set the stays in hospital, the care level and a second home far away."""
    stays = HospitalStay.objects.filter(person__in=list(found), withdrawn_on=None, admitted_on__lte=today)
    recent = today - timedelta(days=look_back(numbers))
    for pk, admitted, discharged in stays.order_by().values_list("person_id", "admitted_on", "discharged_on"):
        if discharged is None or discharged >= recent:
            still_in = discharged is None or discharged > today
            found[pk].stays.append(Stay(admitted, None if still_in else discharged))
    levels = CareAssessment.objects.filter(person__in=list(found), withdrawn_on=None, assessed_on__lte=today)
    newest = {
        pk: (on, level)
        for pk, on, level in levels.order_by("assessed_on", "pk").values_list("person_id", "assessed_on", "level")
    }
    for pk, (on, level) in newest.items():
        if level and int(level) >= numbers["tier_care_level"] and not found[pk].dependent_since:
            found[pk].dependent_since = on
    away = PersonAddress.objects.filter(
        person__in=list(found), kind=c.AddressKind.AWAY, withdrawn_on=None, lived_until=None
    )
    for pk, lived_from in away.order_by().values_list("person_id", "lived_from"):
        found[pk].away_since = found[pk].away_since or lived_from or found[pk].since


def _add_contacts(found: dict[int, Known], recent: date) -> None:
    for pk, (last, last_visit, count) in Contact.objects.totals(list(found)).items():
        if pk in found:
            found[pk].last_contact_on, found[pk].last_visit_on, found[pk].contact_count = last, last_visit, count
    held = ContactPerson.objects.filter(
        person__in=records_of(list(found)), contact__voided_at=None, contact__held_on__gte=recent
    )
    for pk, day, kind in held.order_by().values_list(owner(), "contact__held_on", "contact__kind"):
        if pk in found:
            found[pk].contacts.append((day, kind))
