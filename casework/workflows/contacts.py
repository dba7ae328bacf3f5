"""Record and void contacts, and keep what they add up to for each person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from casework.choices.contacts import MAX_HELPERS, MAX_PERSONS, MAX_PHOTOS, ContactKind, ContactPurpose
from casework.choices.needs import NeedKind
from casework.errors.contacts import (
    AlreadyVoid,
    ContactAfterDeath,
    ContactIncomplete,
    ContactInFuture,
    SheetMissing,
)
from casework.models import Contact, ContactHelper, ContactPerson, ContactPhoto, Duty
from casework.permissions.contacts import check_can_read_notes, check_can_record, check_can_void
from casework.workflows import schedule
from casework.workflows.duties import tick_by_visit
from casework.workflows.needs import raise_need
from office import clock, files, store
from office.audit import record_event
from office.models import StaffMember, User
from registry.holding import hold
from registry.models import Person
from registry.scans import Scan


@dataclass(frozen=True)
class Raised:
    """What somebody asked for during a visit; without a name, the only one visited did."""

    kind: NeedKind
    text: str
    person: Person | None = None


def record_contact(
    *,
    kind: ContactKind,
    held_on: date,
    helpers: Sequence[StaffMember],
    persons: Sequence[Person],
    by: User,
    purposes: Sequence[str] = (),
    note: str = "",
    mood: str = "",
    seen: str = "",
    next_step: str = "",
    sheet_reference: str = "",
    request_key: str | None = None,
    corrects: Contact | None = None,
    raised: Sequence[Raised] = (),
    photos: Sequence[Scan] = (),
    made_for: Duty | None = None,
) -> Contact:
    """Record a visit or a call once, with the needs raised and the photos taken, however often the request arrives.

    Who was not there enters it on behalf (代录) and names the signed sheet.
    `made_for` is the round of greetings that the visit belongs to and ticks.
    Raises: Refused, NotOwnPeople, ContactInFuture, ContactIncomplete, ContactAfterDeath, SheetMissing,
    ChangedMeanwhile, DutyClosed, NotForRound.
    Queries: eleven and one more for a helper; five a need and two a photo.
    """
    texts = {"note": note, "mood": mood, "seen": seen, "next_step": next_step}
    contact = Contact(
        bureau=persons[0].bureau if persons else by.bureau,
        kind=ContactKind(kind),
        held_on=held_on,
        purposes=[ContactPurpose(code).value for code in purposes],
        on_behalf=by.staff_member_id not in {helper.pk for helper in helpers},
        sheet_reference=sheet_reference.strip(),
        request_key=request_key or None,
        entered_by=by,
        entered_at=clock.now(),
        corrects=corrects,
        **texts,
    )
    if earlier := _sent_before(contact, by):
        return earlier
    try:
        with transaction.atomic():
            _save_contact(contact, helpers, persons, by)
            _keep_brought(contact, persons, raised, photos, by)
            if made_for is not None:
                tick_by_visit(contact=contact, duty_id=made_for.pk, persons=persons, by=by)
    except IntegrityError:  # the same form arrived at the same moment
        if earlier := _sent_before(contact, by):
            return earlier
        raise
    return contact


def _sent_before(contact: Contact, by: User) -> Contact | None:
    """Return what the same form made when it came before: a lost answer, a second click, a phone back on the line.

    Whether it would still be admitted today does not matter then. Rule: R-86.
    """
    key = contact.request_key
    return Contact.objects.filter(request_key=key, entered_by=by).first() if key else None


def _keep_brought(
    contact: Contact, persons: Sequence[Person], raised: Sequence[Raised], photos: Sequence[Scan], by: User
) -> None:
    """Register the needs of a visit and keep its photos with it, in its transaction. Rules: R-480, R-481."""
    for one in raised:
        person = one.person or (persons[0] if len(persons) == 1 else None)
        if person is None or person not in persons:
            raise ContactIncomplete("走访了几个人时,请写明诉求是其中哪一位提的。")
        raise_need(person=person, kind=one.kind, text=one.text, raised_on=contact.held_on, contact=contact, by=by)
    for photo in photos:
        add_photo(contact=contact, scan=photo, by=by)


@transaction.atomic
def add_photo(*, contact: Contact, scan: Scan, by: User) -> ContactPhoto:
    """Keep a photo with a contact that stands. Raises: Refused, ContactIncomplete, AlreadyVoid. Rule: R-481."""
    check_can_void(by, contact)
    if Contact.objects.locked().get(pk=contact.pk).is_void:
        raise AlreadyVoid
    kept = ContactPhoto.objects.filter(contact=contact)
    if kept.filter(withdrawn_on=None).count() >= MAX_PHOTOS:
        raise ContactIncomplete(f"一次走访最多保存 {MAX_PHOTOS} 张照片或扫描件。")
    photo = ContactPhoto(contact=contact, title=f"照片{kept.count() + 1}")
    files.keep(photo, content=scan.content, content_type=scan.content_type, by=by)
    record_event("casework.contact.photo-added", on=contact, by=by, summary=photo.title, digest=photo.digest)
    return photo


@transaction.atomic
def withdraw_photo(*, photo: ContactPhoto, reason: str, by: User) -> None:
    """Take a photo away, with a reason. Raises: Refused, ChangedMeanwhile. Rule: R-481."""
    check_can_void(by, photo.contact)
    files.withdraw(photo, reason=reason, by=by)
    record_event("casework.contact.photo-withdrawn", on=photo.contact, by=by, summary=f"{photo.title}:{reason}")


@transaction.atomic
def open_photo(*, photo: ContactPhoto, by: User) -> bytes:
    """Return a photo's bytes and record the look: it may show people in their homes. Raises: Refused. Rule: R-481."""
    check_can_read_notes(by, photo.contact)
    record_event("casework.contact.scan-seen", on=photo.contact, by=by, summary=photo.title, digest=photo.digest)
    return bytes(photo.content)


def _save_contact(contact: Contact, helpers: Sequence[StaffMember], persons: Sequence[Person], by: User) -> None:
    check_can_record(by, helpers, persons)
    hold(*persons)
    _check_entry(contact, helpers, persons)
    store.create(contact, by=by)
    ContactHelper.objects.bulk_create(ContactHelper(contact=contact, helper=helper) for helper in helpers)
    ContactPerson.objects.bulk_create(ContactPerson(contact=contact, person=person) for person in persons)
    schedule.refresh(person_ids=[person.pk for person in persons], bureau=contact.bureau)
    record_event(
        "casework.contact.recorded",
        on=contact,
        by=by,
        summary="、".join(person.name for person in persons),
        helpers=[helper.name for helper in helpers],
        held_on=contact.held_on,
        on_behalf=contact.on_behalf,
    )


def _check_entry(contact: Contact, helpers: Sequence[StaffMember], persons: Sequence[Person]) -> None:
    """Refuse a contact that cannot have been as it was entered. Rules: R-82, R-83."""
    if contact.held_on > clock.today():
        raise ContactInFuture
    if not persons or len(persons) > MAX_PERSONS:
        raise ContactIncomplete(f"请写明走访了谁,一次最多 {MAX_PERSONS} 人。")
    if not helpers or len(helpers) > MAX_HELPERS:
        raise ContactIncomplete(f"请写明是谁去的,一次最多 {MAX_HELPERS} 人。")
    if {person.bureau_id for person in persons} | {helper.bureau_id for helper in helpers} != {contact.bureau_id}:
        raise ContactIncomplete("走访人和走访对象须属于同一个局。")
    absent = [helper.name for helper in helpers if not helper.is_serving(contact.held_on)]
    if absent:
        raise ContactIncomplete(f"{'、'.join(absent)} 在这一天不在职,请核对走访人和日期。")
    dead = [person.name for person in persons if person.died_on and person.died_on < contact.held_on]
    if dead:
        raise ContactAfterDeath(dead)
    if contact.on_behalf and not contact.sheet_reference:
        raise SheetMissing


@transaction.atomic
def void_contact(*, contact_id: int, reason: str, by: User) -> Contact:
    """Void a mistaken contact with a reason; it stays readable and no longer counts. Raises: Refused, AlreadyVoid.

    Rule: R-85.
    """
    contact = Contact.objects.locked().select_related("bureau").get(pk=contact_id)
    check_can_void(by, contact)
    if contact.is_void:
        raise AlreadyVoid
    if not reason.strip():
        raise ContactIncomplete("请写明作废原因。")
    contact.voided_by, contact.voided_at, contact.void_reason = by, clock.now(), reason.strip()
    store.claim(
        contact, by=by, was={"voided_at": None}, fields=["voided_by", "voided_at", "void_reason"], reason=reason
    )
    person_ids = list(contact.person_rows.values_list("person_id", flat=True))
    schedule.refresh(person_ids=person_ids, bureau=contact.bureau)
    record_event("casework.contact.voided", on=contact, by=by, summary=reason.strip())
    return contact
