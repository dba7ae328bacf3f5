"""Work out what is due: for whom something changed at once, for everybody once a day, and keep each month's end."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction

from casework.models import Contact, ContactDue, ContactState, MonthEnd, MonthEndRow, Pairing
from casework.querysets.known import known_people
from casework.querysets.schedule import standing_of
from casework.schedule.dues import Due, Schedule, schedule_of
from casework.schedule.facts import Known, Numbers
from casework.schedule.numbers import CODES
from office import clock, policy, store
from office.audit import record_event
from office.models import Bureau, User
from registry.models import Person

AT_ONCE = 1000  # people worked out in one transaction
DERIVED = [
    "last_contact_on",
    "last_visit_on",
    "contact_count",
    "scheduled_from",
    "tier",
    "next_due_on",
    "next_kind",
    "next_cause",
    "amber_on",
]
Key = tuple[int, str, str, date, date, date]


@transaction.atomic
def refresh(*, person_ids: Sequence[int], bureau: Bureau) -> int:
    """Work out anew what is due for people of one bureau, and return how many rows changed.

    The people are locked first: of two contacts recorded at once the later one then counts the earlier one too
    (SQLite admits one writer at a time anyway).

    Queries: at most seventeen, whatever the number of people; none when there is nobody.
    Rule: R-407.
    """
    if not person_ids:
        return 0
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=person_ids).order_by("pk").values_list("pk"))
    today = clock.today()
    numbers = Numbers(policy.in_force(CODES, bureaus=[bureau.pk], on=today)[bureau.pk])
    known = known_people(person_ids, numbers, today)
    found = {pk: schedule_of(one, numbers, today) for pk, one in known.items()}
    changed = _write_dues(person_ids, found)
    return changed + _write_states(person_ids, known, found, today)


def _write_dues(person_ids: Sequence[int], found: dict[int, Schedule]) -> int:
    """Write only what differs: after a change of rules most of it does not."""
    old: dict[Key, int] = {}
    rows = ContactDue.objects.filter(person__in=person_ids).order_by()
    columns = ("person_id", "kind", "cause", "opens_on", "amber_on", "due_on")
    for pk, *key in rows.values_list("pk", *columns):
        old[tuple(key)] = pk
    new = {_key(pk, due) for pk, schedule in found.items() for due in schedule.dues}
    gone = [pk for key, pk in old.items() if key not in new]
    if gone:
        ContactDue.objects.filter(pk__in=gone).delete()
    added = sorted(new - old.keys())
    if added:
        rows_added = [ContactDue(**dict(zip(columns, key, strict=True))) for key in added]
        ContactDue.objects.bulk_create(rows_added, ignore_conflicts=True)  # two who work out the same write it once
    return len(gone) + len(added)


def _key(pk: int, due: Due) -> Key:
    return pk, due.kind, due.cause, due.opens_on, due.amber_on, due.due_on


def _write_states(person_ids: Sequence[int], known: dict[int, Known], found: dict[int, Schedule], today: date) -> int:
    old = ContactState.objects.in_bulk(list(person_ids))
    gone = [pk for pk in person_ids if pk not in known]
    totals = Contact.objects.totals(gone) if gone else {}
    states = []
    for pk in person_ids:
        begun = old[pk].scheduled_from if pk in old else None
        state = ContactState(person_id=pk, scheduled_from=begun or today)
        if pk in known:
            _fill(state, known[pk], found[pk])
        elif pk in totals:
            state.last_contact_on, state.last_visit_on, state.contact_count = totals[pk]
        if pk not in old or any(getattr(old[pk], name) != getattr(state, name) for name in DERIVED):
            states.append(state)
    ContactState.objects.bulk_create(states, update_conflicts=True, unique_fields=["person"], update_fields=DERIVED)
    return len(states)


def _fill(state: ContactState, known: Known, schedule: Schedule) -> None:
    state.last_contact_on, state.last_visit_on = known.last_contact_on, known.last_visit_on
    state.contact_count, state.tier = known.contact_count, schedule.tier
    if schedule.dues:
        first = min(schedule.dues, key=lambda due: (due.due_on, due.kind, due.cause))
        state.next_due_on, state.next_kind, state.next_cause = first.due_on, first.kind, first.cause
        state.amber_on = min(due.amber_on for due in schedule.dues)


def refresh_people(person_ids: Iterable[int]) -> int:
    """Work out anew what is due for people of any bureau: what the registry calls when something of theirs changed."""
    by_bureau: dict[Bureau, list[int]] = {}
    for person in Person._base_manager.filter(pk__in=set(person_ids)).select_related("bureau").order_by("pk"):
        by_bureau.setdefault(person.bureau, []).append(person.pk)
    return sum(_refresh_in_parts(ids, bureau) for bureau, ids in by_bureau.items())


def refresh_changed(person_ids: Sequence[int]) -> None:
    """Work out anew what is due for people of whom something changed, and for the survivors they left. Rule: R-408."""
    survivors = Person.objects.filter(deceased__in=person_ids).values_list("pk", flat=True)
    refresh_people([*person_ids, *survivors])


def _refresh_in_parts(ids: Sequence[int], bureau: Bureau) -> int:
    return sum(refresh(person_ids=ids[at : at + AT_ONCE], bureau=bureau) for at in range(0, len(ids), AT_ONCE))


def refresh_bureau(bureau: Bureau) -> int:
    """Work out everybody of a bureau anew and return how many rows changed: none, run again on the same day.

    Rule: R-407.
    """
    people = Person._base_manager.filter(bureau=bureau, merged_into=None).order_by("pk")
    return _refresh_in_parts(list(people.values_list("pk", flat=True)), bureau)


def refresh_everybody(_today: date | None = None) -> int:
    """Work out everybody anew: once a day, and when a rule of all bureaus changes."""
    return sum(refresh_bureau(bureau) for bureau in Bureau.objects.order_by("pk"))


def close_month(today: date) -> int:
    """Keep how each bureau stood at the end of the last month, unless it is kept, and return how many were kept.

    Rule: R-406.
    """
    on = today.replace(day=1) - timedelta(days=1)
    done = set(MonthEnd.objects.filter(on=on).values_list("bureau_id", flat=True))
    return sum(_close(bureau, on) for bureau in Bureau.objects.exclude(pk__in=done).order_by("pk"))


@transaction.atomic
def _close(bureau: Bureau, on: date) -> bool:
    people = Person.objects.standing().living(on).filter(bureau=bureau).select_related("contact_state").order_by("pk")
    columns = [f"contact_state__{name}" for name in ("tier", "next_due_on", "amber_on")]
    found = list(people.only("pk", "branch_id", *columns))
    if not found:
        return False
    month_end = MonthEnd(bureau=bureau, on=on, made_at=clock.now())
    month_end.save(force_insert=True)
    helpers = dict(Pairing.objects.contacts().active_on(on).order_by().values_list("person_id", "helper_id"))
    rows = []
    for person in found:
        state = getattr(person, "contact_state", None) or ContactState()
        rows.append(
            MonthEndRow(
                month_end=month_end,
                person_id=person.pk,
                helper_id=helpers.get(person.pk),
                branch_id=person.branch_id,
                tier=state.tier,
                standing=standing_of(state.next_due_on, state.amber_on, on),
                next_due_on=state.next_due_on,
            )
        )
    store.insert_rows(rows)
    record_event("casework.month_end.kept", on=month_end, by=User.operator(), bureau=bureau, people=len(rows))
    return True
