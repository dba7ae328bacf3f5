"""Keeping the small records about a person: other phones and addresses, assessments, assistance, disasters."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from office import audit, clock, store
from office.models import User
from registry import hooks
from registry.models import Person
from registry.records import Kind
from registry.workflows.people import check_may_edit


@transaction.atomic
def add_record(*, person: Person, kind: Kind, values: Mapping[str, Any], by: User) -> Any:
    """Add a record. Raises Refused, and ValidationError for one that cannot be or is there already. Rule: R-234."""
    check_may_edit(by, person.bureau)
    record = kind.model(person=person, **values)
    record.full_clean()
    store.create(record, by=by)
    audit.record_event("registry.record.added", on=person, by=by, summary=f"{kind.label}:{_name(record)}")
    hooks.changed(person.pk)
    return record


@transaction.atomic
def change_record(*, record: Any, kind: Kind, values: Mapping[str, Any], by: User) -> Any:
    """Change a record; it carries the version its editor saw. Raises Refused, ValidationError, ChangedMeanwhile."""
    check_may_edit(by, record.person.bureau)
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    if not changed:
        return record
    for name, value in changed.items():
        setattr(record, name, value)
    record.full_clean()
    store.claim(record, by=by, fields=list(changed))
    audit.record_event("registry.record.changed", on=record.person, by=by, summary=f"{kind.label}:{_name(record)}")
    hooks.changed(record.person_id)
    return record


@transaction.atomic
def withdraw_record(*, record: Any, kind: Kind, reason: str, by: User) -> None:
    """Take a record off the page, with a reason; its history stays. Raises Refused, ChangedMeanwhile."""
    check_may_edit(by, record.person.bureau)
    record.withdrawn_on, record.withdrawn_reason = clock.today(), reason
    store.claim(record, by=by, fields=["withdrawn_on", "withdrawn_reason"], was={"withdrawn_on": None}, reason=reason)
    summary = f"{kind.label}:{_name(record)},{reason}"
    audit.record_event("registry.record.withdrawn", on=record.person, by=by, summary=summary)
    hooks.changed(record.person_id)


def _name(record: Any) -> str:
    """Return what a record is called in the audit trail, which holds no number and no address."""
    return record.get_kind_display() if hasattr(record, "get_kind_display") else record._meta.verbose_name
