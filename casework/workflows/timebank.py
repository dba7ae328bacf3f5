"""The time bank's acts: volunteers, services recorded and confirmed, hours spent and given, reversals."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from casework.choices.timebank import MAX_MINUTES, BookingKind, Confirmer, ServiceStatus
from casework.errors import timebank as errors
from casework.models import Beneficiary, TimeBooking, Volunteer, VolunteerService
from casework.permissions import timebank as permissions
from casework.timebank import BANK, Account, book
from office import clock, policy, store
from office.audit import record_event
from office.models import StaffMember, User
from registry.models import Person


@dataclass(frozen=True)
class Who:
    """Who volunteers: a staff member, a retiree, or somebody else by name. Exactly one is told."""

    staff_member: StaffMember | None = None
    person: Person | None = None
    name: str = ""

    def said(self) -> str:
        """Return the name. Raises WhoUnclear."""
        told = [one.name for one in (self.staff_member, self.person) if one] + ([self.name] if self.name else [])
        if len(told) != 1:
            raise errors.WhoUnclear
        return told[0]


@transaction.atomic
def enrol(*, who: Who, phone: str = "", group: str = "", by: User) -> Volunteer:
    """Register a volunteer. Raises: Refused, WhoUnclear, VolunteerExists. Rule: R-550."""
    name = who.said()
    volunteer = Volunteer(
        bureau=by.bureau,
        staff_member=who.staff_member,
        person=who.person,
        name=name,
        phone=phone,
        group=group,
        entered_by=by,
        entered_at=clock.now(),
    )
    permissions.check_can_keep(by, volunteer.bureau_id)
    try:
        with transaction.atomic():
            store.create(volunteer, by=by)
    except IntegrityError as error:
        raise errors.VolunteerExists(name) from error
    record_event("casework.volunteer.enrolled", on=volunteer, by=by, summary=f"{name}({volunteer.sort})")
    return volunteer


@transaction.atomic
def end_volunteer(*, volunteer_id: int, reason: str, by: User) -> Volunteer:
    """Let a volunteer leave; what the account holds can still be spent. Raises: Refused, VolunteerEnded."""
    volunteer = _locked(volunteer_id)
    permissions.check_can_keep(by, volunteer.bureau_id)
    if volunteer.ended_on:
        raise errors.VolunteerEnded(volunteer.name, volunteer.ended_on)
    volunteer.ended_on, volunteer.end_reason = clock.today(), reason
    store.claim(volunteer, by=by, fields=["ended_on", "end_reason"], was={"ended_on": None})
    record_event("casework.volunteer.ended", on=volunteer, by=by, summary=f"{volunteer.name}:{reason}")
    return volunteer


def _locked(volunteer_id: int) -> Volunteer:
    """Return the volunteer with the row locked: whoever moves hours or counts a day waits here for the other."""
    return Volunteer.objects.locked().get(pk=volunteer_id)


@transaction.atomic
def record_service(
    *, volunteer_id: int, person: Person, on: date, minutes: int, what: str, by: User
) -> VolunteerService:
    """Record what a volunteer did; it books nothing until it is confirmed.

    Raises: Refused, ServiceTwice, OverDailyCap and what `_check_day` raises.
    Rules: R-551, R-552.
    """
    volunteer = _locked(volunteer_id)
    permissions.check_can_keep(by, volunteer.bureau_id)
    service = VolunteerService(
        bureau_id=volunteer.bureau_id,
        volunteer=volunteer,
        person=person,
        on=on,
        minutes=minutes,
        what=what,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    _check_day(service)
    _check_cap(service)
    try:
        with transaction.atomic():
            store.create(service, by=by)
    except IntegrityError as error:
        raise errors.ServiceTwice from error
    summary = f"{volunteer.name} 为 {person.name} 服务,{on},{errors.in_hours(minutes)}"
    record_event("casework.volunteer_service.recorded", on=service, by=by, summary=summary)
    return service


def _check_day(service: VolunteerService) -> None:
    """Raise NoSuchTime, FutureService, ServesSelf, ServedAfterDeath or VolunteerEnded. Rule: R-551."""
    volunteer, person = service.volunteer, service.person
    if not 1 <= service.minutes <= MAX_MINUTES:
        raise errors.NoSuchTime
    if service.on > clock.today():
        raise errors.FutureService
    if volunteer.person_id == person.pk:
        raise errors.ServesSelf
    for one in (person, volunteer.person):
        if one is not None and one.died_on and service.on > one.died_on:
            raise errors.ServedAfterDeath(one.name, one.died_on)
    if volunteer.ended_on and service.on > volunteer.ended_on:
        raise errors.VolunteerEnded(volunteer.name, volunteer.ended_on)


def _check_cap(service: VolunteerService) -> None:
    """Raise OverDailyCap. Rule: R-552."""
    cap = int(policy.number("time_bank_daily_hours", bureau=service.volunteer.bureau, on=service.on) * 60)
    had = VolunteerService.objects.minutes_on(service.volunteer_id, service.on)
    if had + service.minutes > cap:
        raise errors.OverDailyCap(cap=cap, had=had, asked=service.minutes)


def _service(service_id: int, version: int) -> VolunteerService:
    """Return the service as it was seen, its volunteer locked first."""
    volunteer_id = VolunteerService.objects.values_list("volunteer", flat=True).get(pk=service_id)
    volunteer = _locked(volunteer_id)
    service = VolunteerService.objects.locked().get(pk=service_id)
    service.volunteer, service.version = volunteer, version
    return service


@transaction.atomic
def confirm_service(
    *, service_id: int, version: int, confirmer: str, confirmation: str = "", by: User
) -> VolunteerService:
    """Register the served person's word, or confirm as a second person, and book the hours.

    Raises: Refused, ServiceWrongStatus, ServedAfterDeath, ChangedMeanwhile.
    Rules: R-553, R-555.
    """
    service = _service(service_id, version)
    permissions.check_can_confirm(by, service, confirmer)
    was = service.status
    service.move_to(ServiceStatus.CONFIRMED)
    _check_day(service)
    service.confirmer, service.confirmation = confirmer, confirmation
    service.confirmed_by, service.confirmed_at = by, clock.now()
    fields = ["status", "confirmer", "confirmation", "confirmed_by", "confirmed_at"]
    store.claim(service, by=by, fields=fields, was={"status": was})
    booking = TimeBooking(
        volunteer=service.volunteer,
        kind=BookingKind.SERVICE,
        minutes=service.minutes,
        on=service.on,
        what=service.what,
        service=service,
    )
    book(booking, source=BANK, target=Account(service.volunteer), by=by)
    summary = f"{service.volunteer.name},{errors.in_hours(service.minutes)},{Confirmer(confirmer).label}"
    record_event("casework.volunteer_service.confirmed", on=service, by=by, summary=summary)
    return service


@transaction.atomic
def withdraw_service(*, service_id: int, version: int, reason: str, by: User) -> VolunteerService:
    """Take back a record that nobody has confirmed. Raises: Refused, ServiceWrongStatus, ChangedMeanwhile."""
    service = _service(service_id, version)
    permissions.check_can_keep(by, service.bureau_id)
    was = service.status
    service.move_to(ServiceStatus.WITHDRAWN)
    service.end_reason = reason
    store.claim(service, by=by, fields=["status", "end_reason"], was={"status": was})
    record_event("casework.volunteer_service.withdrawn", on=service, by=by, summary=reason)
    return service


@transaction.atomic
def give(*, volunteer_id: int, relation: str, name: str, minutes: int, note: str = "", by: User) -> TimeBooking:
    """Give hours to a relative, who is named. Raises: Refused, NotEnoughTime, NoSuchTime. Rule: R-556."""
    volunteer = _locked(volunteer_id)
    permissions.check_can_move(by, volunteer)
    relative = Beneficiary.objects.filter(volunteer=volunteer, relation=relation, name=name).first()
    if relative is None:
        relative = store.create(Beneficiary(volunteer=volunteer, relation=relation, name=name), by=by)
    what = f"转给{relative}" + (f",{note}" if note else "")
    booking = _moving(volunteer, BookingKind.GIFT, minutes, clock.today(), what)
    book(booking, source=Account(volunteer), target=Account(volunteer, relative), by=by)
    summary = f"{volunteer.name} {what},{errors.in_hours(minutes)}"
    record_event("casework.time.given", on=volunteer, by=by, summary=summary)
    return booking


@transaction.atomic
def spend(
    *, volunteer_id: int, minutes: int, on: date, what: str, by: User, beneficiary: Beneficiary | None = None
) -> TimeBooking:
    """Spend hours of the volunteer, or of a relative they gave to, on service received.

    Raises: Refused, FutureService, NotEnoughTime, NoSuchTime.
    Rule: R-557.
    """
    volunteer = _locked(volunteer_id)
    permissions.check_can_move(by, volunteer)
    if on > clock.today():
        raise errors.FutureService
    booking = _moving(volunteer, BookingKind.SPEND, minutes, on, what)
    book(booking, source=Account(volunteer, beneficiary), target=BANK, by=by)
    summary = f"{beneficiary or volunteer.name},{what},{errors.in_hours(minutes)}"
    record_event("casework.time.spent", on=volunteer, by=by, summary=summary)
    return booking


def _moving(volunteer: Volunteer, kind: BookingKind, minutes: int, on: date, what: str) -> TimeBooking:
    if minutes < 1:
        raise errors.NoSuchTime
    return TimeBooking(volunteer=volunteer, kind=kind, minutes=minutes, on=on, what=what)


@transaction.atomic
def reverse(*, booking_id: int, reason: str, by: User) -> TimeBooking:
    """Undo a booking by its mirror; of a service the record says so too. It is the only correction there is.

    Raises: Refused, AlreadyReversed, ReversalShort.
    Rule: R-558.
    """
    volunteer = _locked(TimeBooking.objects.values_list("volunteer", flat=True).get(pk=booking_id))
    permissions.check_can_reverse(by, volunteer)
    done = TimeBooking.objects.select_related("service").get(pk=booking_id)
    if done.kind == BookingKind.REVERSAL or TimeBooking.objects.filter(reverses=done).exists():
        raise errors.AlreadyReversed
    booking = _moving(volunteer, BookingKind.REVERSAL, done.minutes, clock.today(), reason)
    booking.reverses = done
    source, target = _mirrored(done)
    try:
        with transaction.atomic():
            book(booking, source=source, target=target, by=by)
    except errors.NotEnoughTime as short:
        raise errors.ReversalShort(has=source.minutes(), asked=done.minutes) from short
    except IntegrityError as error:
        raise errors.AlreadyReversed from error
    if service := done.service:
        service.move_to(ServiceStatus.REVERSED)
        service.end_reason = reason
        store.claim(service, by=by, fields=["status", "end_reason"], was={"status": ServiceStatus.CONFIRMED})
    summary = f"{volunteer.name},{done.get_kind_display()} {errors.in_hours(done.minutes)}:{reason}"
    record_event("casework.time.reversed", on=volunteer, by=by, summary=summary)
    return booking


def _mirrored(done: TimeBooking) -> tuple[Account, Account]:
    """Return where the hours went and where they came from."""
    sides = done.entries.select_related("volunteer", "beneficiary").order_by("-minutes")
    gained, gave = (Account(side.volunteer, side.beneficiary) for side in sides)
    return gained, gave
