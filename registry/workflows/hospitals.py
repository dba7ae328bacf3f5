"""Whom the office rings in the hospitals of the county."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from office import audit, clock, store
from office.models import Bureau, User
from registry.models import HospitalContact
from registry.workflows.people import check_may_edit


@transaction.atomic
def add_contact(*, bureau: Bureau, values: Mapping[str, Any], by: User) -> HospitalContact:
    """Add a contact of the bureau. Raises Refused, and ValidationError for one that is there already. Rule: R-237."""
    check_may_edit(by, bureau)
    contact = HospitalContact(bureau=bureau, **values)
    contact.full_clean()
    store.create(contact, by=by)
    audit.record_event("registry.hospital-contact.added", on=contact, by=by, summary=str(contact), bureau=bureau)
    return contact


@transaction.atomic
def change_contact(*, contact: HospitalContact, values: Mapping[str, Any], ended: bool, by: User) -> None:
    """Change a contact, or end it; it carries the version its editor saw.

    Raises Refused, ValidationError, ChangedMeanwhile.
    """
    check_may_edit(by, contact.bureau)
    for name, value in values.items():
        setattr(contact, name, value)
    contact.ended_on = (contact.ended_on or clock.today()) if ended else None
    contact.full_clean()
    store.claim(contact, by=by, fields=[*values, "ended_on"])
    audit.record_event(
        "registry.hospital-contact.changed", on=contact, by=by, summary=str(contact), bureau=contact.bureau
    )
