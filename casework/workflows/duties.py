"""The yearly lists: opened with their people, ticked row by row, closed with what was left."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from casework.choices.contacts import ContactKind
from casework.choices.duties import DutyKind, Tick
from casework.errors import duties as errors
from casework.models import Contact, Duty, DutyRow, Pairing
from casework.permissions.duties import check_can_keep, check_can_tick
from office import clock, store
from office.audit import record_event
from office.errors import ChangedMeanwhile
from office.models import StaffMember, User
from registry.choices import ResidenceArea
from registry.hooks import Finding
from registry.models import Person
from registry.querysets import PersonQuerySet

DIED, LEFT, MERGED = "去世", "转出", "记录已合并"
TICK = ["status", "done_on", "note", "contact", "ticked_by", "ticked_at"]


@dataclass(frozen=True)
class Who:
    """Whom a list is for; what is left empty asks nothing."""

    kinds: Sequence[str] = field(default_factory=list)
    branch: str = ""
    age: int | None = None
    party_years: int | None = None
    away: bool = False


def people_of(who: Who, bureau_id: int) -> PersonQuerySet:
    """Return the living of a bureau whom a list is for, survivors included. Rule: R-500."""
    today = clock.today()
    people = Person.objects.standing().living(today).filter(bureau=bureau_id)
    if who.kinds:
        people = people.filter(kind__in=who.kinds)
    if who.branch:
        people = people.filter(branch__public_id=who.branch)
    if who.age:
        people = people.filter(birth_date__lte=_years_before(today, who.age))
    if who.party_years:
        people = people.filter(party_joined_on__lte=_years_before(today, who.party_years))
    return people.filter(residence_area=ResidenceArea.ELSEWHERE) if who.away else people


def _years_before(day: date, years: int) -> date:
    """Return the last day from which so many years are complete on a day; of 29 February they are on 1 March."""
    year = day.year - years
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and not _leap(year) else day.replace(year=year)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@transaction.atomic
def open_duty(
    *, kind: str, title: str, year: int, starts_on: date, due_on: date, who: Who, by: User, occasion: str = ""
) -> Duty:
    """Open a list with a row for each person it is for.

    Raises: Refused, OccasionMismatch, DutyExists, NobodyListed.
    Rule: R-500.
    """
    if (kind == DutyKind.ROUND) != bool(occasion):
        raise errors.OccasionMismatch
    duty = Duty(
        bureau=by.bureau,
        kind=kind,
        occasion=occasion,
        year=year,
        title=title,
        starts_on=starts_on,
        due_on=due_on,
        who=asdict(who),
        opened_by=by,
        opened_at=clock.now(),
    )
    check_can_keep(by, duty)
    try:
        with transaction.atomic():
            store.create(duty, by=by)
    except IntegrityError as error:
        raise errors.DutyExists(title, year) from error
    if not (count := _add(duty, people_of(who, duty.bureau_id), by)):
        raise errors.NobodyListed
    record_event("casework.duty.opened", on=duty, by=by, summary=f"{duty},{count} 人")
    return duty


@transaction.atomic
def add_people(*, duty_id: int, people: Sequence[Person], by: User) -> int:
    """Put the named people on the list, or without names whoever it has come to be for, and return how many.

    Raises: Refused, DutyClosed.
    """
    duty = _open_duty(duty_id)
    check_can_keep(by, duty)
    wanted = Person.objects.editable_by(by).living(clock.today()).filter(pk__in=[person.pk for person in people])
    count = _add(duty, wanted if people else people_of(Who(**duty.who), duty.bureau_id), by)
    record_event("casework.duty.added", on=duty, by=by, summary=f"{duty},增加 {count} 人")
    return count


def _add(duty: Duty, people: PersonQuerySet, by: User) -> int:
    """Add who has no row yet and take back who had left. Queries: five, and those of who comes back."""
    back = duty.rows.filter(person__in=people).exclude(left_reason="")
    returned = sum(_set(row, by, left_reason="") for row in back)
    new = list(people.exclude(pk__in=duty.rows.values("person")).values_list("pk", "branch_id"))
    paired = Pairing.objects.contacts().active_on(clock.today()).filter(person__bureau=duty.bureau_id)
    helpers = dict(paired.order_by("-pk").values_list("person_id", "helper_id"))
    rows = [DutyRow(duty=duty, person_id=pk, branch_id=branch, helper_id=helpers.get(pk)) for pk, branch in new]
    store.bulk_create(rows, by=by)
    return len(rows) + returned


def _set(row: DutyRow, by: User, **values: Any) -> int:
    for name, value in values.items():
        setattr(row, name, value)
    store.claim(row, by=by, fields=list(values))
    return 1


@transaction.atomic
def tick(*, duty_id: int, picked: Iterable[tuple[str, int]], status: str, on: date, note: str, by: User) -> list[str]:
    """Say of the picked rows (public id, version) how each stands, and return whose row somebody changed meanwhile.

    WAITING takes a tick back. Raises: Refused, DutyClosed, DayNotWithin, ExcuseMissing.
    Rules: R-502, R-503.
    """
    duty = _open_duty(duty_id)
    if not min(duty.starts_on, clock.today()) <= on <= clock.today():
        raise errors.DayNotWithin
    if status == Tick.EXCUSED and not note:
        raise errors.ExcuseMissing
    undone = status == Tick.WAITING
    values: dict[str, Any] = {"status": status, "note": note, "done_on": None if undone else on}
    values |= {"ticked_by": None if undone else by, "ticked_at": None if undone else clock.now()}
    changed, late = _each(duty, picked, by, **values)
    if changed:
        names = "、".join(changed[:10]) + ("等" if len(changed) > 10 else "")
        summary = f"{duty}:{names} {len(changed)} 人,{Tick(status).label}"
        record_event("casework.duty.ticked", on=duty, by=by, summary=summary)
    return late


@transaction.atomic
def tick_by_visit(*, contact: Contact, duty_id: int, persons: Sequence[Person], by: User) -> None:
    """Let a visit tick whom it saw on the round it was made for. Who may enter it, the contact has asked.

    Raises: DutyClosed, NotForRound, ChangedMeanwhile.
    Rule: R-504.
    """
    duty = _open_duty(duty_id)
    rows = list(duty.rows.locked().filter(person__in=persons, left_reason="").select_related("person", "contact"))
    if why := _against_visit(duty, contact, persons, rows):
        raise errors.NotForRound(duty.title, why)
    for row in rows:
        was = {"contact": row.contact_id, "status": Tick.WAITING}
        row.contact = contact
        store.claim(row, by=by, fields=["contact"], was=was)


def _against_visit(duty: Duty, contact: Contact, persons: Sequence[Person], rows: Sequence[DutyRow]) -> str:
    """Return why a visit does not belong to a round, or nothing."""
    if not duty.is_round or duty.bureau_id != contact.bureau_id:
        return "它不是本局的走访慰问。"
    if contact.kind != ContactKind.VISIT:
        return "电话问候不算走访慰问。"
    if contact.held_on < duty.starts_on:
        return f"日期在开始日期 {duty.starts_on} 以前。"
    listed = {row.person_id for row in rows}
    if strangers := [person.name for person in persons if person.pk not in listed]:
        return f"{'、'.join(strangers)} 不在名单里。请先补充名单。"
    if done := [row.person.name for row in rows if not _is_bare(row)]:
        return f"{'、'.join(done)} 已经登记过。再次走访的,请到“走访”里登记,不选走访慰问。"
    return ""


@transaction.atomic
def assign(*, duty_id: int, picked: Iterable[tuple[str, int]], helper: StaffMember, by: User) -> list[str]:
    """Name who sees to the picked rows, and return whose row somebody changed meanwhile.

    Raises: Refused, DutyClosed.
    """
    duty = _open_duty(duty_id)
    check_can_keep(by, duty)
    changed, late = _each(duty, picked, by, helper=helper)
    if changed:
        summary = f"{duty}:{len(changed)} 人由 {helper.name} 联系"
        record_event("casework.duty.assigned", on=duty, by=by, summary=summary)
    return late


def _each(duty: Duty, picked: Iterable[tuple[str, int]], by: User, **values: Any) -> tuple[list[str], list[str]]:
    """Set values on the picked rows that stand as they were seen; return the names changed and those not."""
    seen = dict(picked)
    rows = duty.rows.locked().filter(public_id__in=seen, left_reason="").select_related("person")
    changed: list[str] = []
    late: list[str] = []
    for row in rows:
        row.duty, row.version = duty, seen[row.public_id]
        check_can_tick(by, row)
        try:
            _set(row, by, **values)
        except ChangedMeanwhile:
            late.append(row.person.name)
        else:
            changed.append(row.person.name)
    return changed, late


@transaction.atomic
def close_duty(*, duty_id: int, note: str, by: User) -> Duty:
    """Close a list; who is still missing wants a sentence.

    Raises: Refused, DutyClosed, LeftUnexplained, ChangedMeanwhile.
    Rule: R-505.
    """
    duty = _open_duty(duty_id)
    check_can_keep(by, duty)
    missing = duty.rows.shown("missing").count()
    if missing and not note.strip():
        raise errors.LeftUnexplained(missing)
    duty.closed_by, duty.closed_at, duty.ended_on = by, clock.now(), clock.today()
    duty.closing_note = note.strip()
    store.claim(duty, by=by, fields=["closed_by", "closed_at", "ended_on", "closing_note"], was={"closed_at": None})
    record_event("casework.duty.closed", on=duty, by=by, summary=f"{duty},{missing} 人没有完成")
    return duty


def _open_duty(duty_id: int) -> Duty:
    duty = Duty.objects.locked().get(pk=duty_id)
    if not duty.is_open:
        raise errors.DutyClosed(duty.title)
    return duty


@transaction.atomic
def leave_on_death(person: Person, died_on: date, by: User) -> list[Finding]:
    """Take somebody who died off the lists they have not been ticked on (registry hook). Rule: R-506."""
    return _leave(person, f"{died_on} {DIED}", by)


@transaction.atomic
def leave_on_departure(person: Person, left_on: date, by: User) -> list[Finding]:
    return _leave(person, f"{left_on} {LEFT}", by)


def _leave(person: Person, reason: str, by: User) -> list[Finding]:
    rows = DutyRow.objects.locked().filter(person=person, status=Tick.WAITING, left_reason="", duty__closed_at=None)
    found = list(rows.select_related("duty"))
    for row in found:
        _set(row, by, left_reason=reason)
    return [Finding(f"{row.duty}不再列入。") for row in found]


@transaction.atomic
def resume_after_death(person: Person, since: datetime, by: User) -> list[Finding]:
    """Put somebody who is alive after all back on the open lists (registry hook)."""
    return _return(Q(person=person, left_reason__endswith=DIED), by)


def _return(condition: Q, by: User) -> list[Finding]:
    rows = list(DutyRow.objects.locked().filter(condition, duty__closed_at=None).select_related("duty"))
    for row in rows:
        _set(row, by, left_reason="")
    return [Finding(f"{row.duty}重新列入。") for row in rows]


@transaction.atomic
def join(kept: Person, merged: Person, by: User) -> list[Finding]:
    """Let the record that stays stand on the open lists of the other, with its tick (registry hook).

    Rules: R-507, R-521.
    """
    own = {
        row.duty_id: row
        for row in DutyRow.objects.locked().filter(person=kept, duty__closed_at=None).select_related("contact")
    }
    findings = []
    for row in DutyRow.objects.locked().filter(person=merged, duty__closed_at=None).select_related("duty", "contact"):
        tick_of = {name: getattr(row, name) for name in TICK}
        if (mine := own.get(row.duty_id)) is None:
            place = {"branch_id": kept.branch_id, "helper_id": row.helper_id, "left_reason": row.left_reason}
            store.create(DutyRow(duty=row.duty, person=kept, **place, **tick_of), by=by)
        elif _is_bare(mine) and not _is_bare(row):
            _set(mine, by, **tick_of)
        if not row.left_reason:
            _set(row, by, left_reason=MERGED)
            findings.append(Finding(f"{row.duty}并到合并后的记录。"))
    return findings


def _is_bare(row: DutyRow) -> bool:
    """Return whether nothing is said of a row, neither by a tick nor by a visit that stands."""
    return row.status == Tick.WAITING and (row.contact is None or row.contact.is_void)


@transaction.atomic
def part(kept: Person, merged: Person, by: User) -> list[Finding]:
    """Put the other record back on its lists (registry hook); what was carried over stays to be looked at."""
    return _return(Q(person=merged, left_reason=MERGED), by)
