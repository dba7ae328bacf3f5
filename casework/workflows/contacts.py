"""Record and void contacts, and keep what they add up to for each person."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from casework.choices.contacts import MAX_HELPERS, MAX_PERSONS, ContactKind, ContactPurpose
from casework.errors.contacts import (
    AlreadyVoid,
    ContactAfterDeath,
    ContactIncomplete,
    ContactInFuture,
    SheetMissing,
)
from casework.models import Contact, ContactHelper, ContactPerson
from casework.permissions.contacts import check_can_record, check_can_void
from casework.workflows import schedule
from office import clock, store
from office.audit import record_event
from office.models import StaffMember, User
from registry.models import Person


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
) -> Contact:
    """Record a visit or a call once, however often the same request arrives.

    Who was not there enters it on behalf (代录) and names the signed sheet.
    Raises: Refused, NotOwnPeople, ContactInFuture, ContactIncomplete, ContactAfterDeath, SheetMissing.
    Queries: nine, and one more for a helper.
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
    return _save_once(contact, helpers, persons, by)


def _save_once(contact: Contact, helpers: Sequence[StaffMember], persons: Sequence[Person], by: User) -> Contact:
    """Save the contact; when the same form arrived before (a lost answer, a second click), return what it made.

    Rule: R-86.
    """
    try:
        return _save_contact(contact, helpers, persons, by)
    except IntegrityError:
        earlier = Contact.objects.filter(request_key=contact.request_key or "", entered_by=by).first()
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _save_contact(contact: Contact, helpers: Sequence[StaffMember], persons: Sequence[Person], by: User) -> Contact:
    check_can_record(by, helpers, persons)
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
    return contact


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
