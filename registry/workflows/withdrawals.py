"""Withdrawing what was entered wrongly, and taking that back: nothing is ever deleted."""

from typing import Any

from django.db import IntegrityError, transaction

from office import audit, clock, store
from office.models import User
from registry import hooks
from registry.errors import AlreadyWithdrawn, CannotRestore, NotWithdrawn, StillUsed
from registry.holding import hold
from registry.models import FamilyMember, Person
from registry.workflows.people import check_may_edit

COLUMNS = ["withdrawn_on", "withdrawn_reason"]
ENDING = ["ended_on", "ended_reason"]
REASON_LONGEST = 100


def uses_of(person: Person) -> list[hooks.Use]:
    """Return everything that hangs on the person."""
    uses = [use for hook in hooks.USES for use in hook(person)]
    uses += [hooks.Use(f"{one.name} 登记为其遗属", one.get_absolute_url()) for one in person.survivors.standing()]
    uses += [hooks.Use("有别的记录并入这份记录", "") for _ in Person.objects.filter(merged_into=person)[:1]]
    return uses


@transaction.atomic
def withdraw_person(*, person: Person, reason: str, by: User) -> Person:
    """Withdraw a person who should never have been entered.

    Raises Refused, AlreadyWithdrawn, StillUsed with the list of what hangs on the record, ChangedMeanwhile.
    Rule: R-260.
    """
    check_may_edit(by, person.bureau)
    if person.withdrawn_on or person.merged_into_id:
        raise AlreadyWithdrawn(person.name)
    hold(person)
    if uses := uses_of(person):
        raise StillUsed(person, "撤销", uses)
    person.withdrawn_on, person.withdrawn_reason = clock.today(), reason
    store.claim(person, by=by, fields=COLUMNS, was={"withdrawn_on": None, "merged_into": None}, reason=reason)
    audit.record_event("registry.person.withdrawn", on=person, by=by, summary=reason)
    hooks.changed(person.pk)
    return person


@transaction.atomic
def restore_person(*, person: Person, reason: str, by: User) -> Person:
    """Take the withdrawal of a person back. Raises Refused, NotWithdrawn, ChangedMeanwhile. Rule: R-261."""
    check_may_edit(by, person.bureau)
    was = person.withdrawn_on
    if was is None:
        raise NotWithdrawn(person.name)
    person.withdrawn_on, person.withdrawn_reason = None, ""
    store.claim(person, by=by, fields=COLUMNS, was={"withdrawn_on": was}, reason=reason)
    audit.record_event("registry.person.restored", on=person, by=by, summary=reason)
    hooks.changed(person.pk)
    return person


@transaction.atomic
def withdraw_row(*, row: Any, reason: str, by: User) -> None:
    """Withdraw a row that was entered wrongly: it counts on no day. Raises Refused, AlreadyWithdrawn, ChangedMeanwhile.

    A relative is taken off the list as well. Rule: R-262.
    """
    check_may_edit(by, row.person.bureau)
    if row.withdrawn_on:
        raise AlreadyWithdrawn(str(row))
    row.withdrawn_on, row.withdrawn_reason = clock.today(), reason[:REASON_LONGEST]
    fields = list(COLUMNS)
    if isinstance(row, FamilyMember) and row.ended_on is None:
        row.ended_on, row.ended_reason = row.withdrawn_on, "登记错误"
        fields += ENDING
    store.claim(row, by=by, fields=fields, was={"withdrawn_on": None}, reason=reason)
    _record("withdrawn", row, reason, by)


@transaction.atomic
def restore_row(*, row: Any, reason: str, by: User) -> None:
    """Take a row back, or a relative who is no longer listed. Raises Refused, NotWithdrawn, CannotRestore.

    Rule: R-262.
    """
    check_may_edit(by, row.person.bureau)
    ended = isinstance(row, FamilyMember) and row.ended_on is not None
    if row.withdrawn_on is None and not ended:
        raise NotWithdrawn(str(row))
    was, row.withdrawn_on, row.withdrawn_reason = row.withdrawn_on, None, ""
    fields = list(COLUMNS)
    if isinstance(row, FamilyMember):
        same = FamilyMember.objects.filter(person=row.person, relation=row.relation, name=row.name, ended_on=None)
        if same.filter(birth_date=row.birth_date).exists():
            raise CannotRestore(str(row))
        row.ended_on, row.ended_reason = None, ""
        fields += ENDING
    try:
        with transaction.atomic():
            store.claim(row, by=by, fields=fields, was={"withdrawn_on": was}, reason=reason)
    except IntegrityError as taken:  # entered again since
        raise CannotRestore(str(row)) from taken
    _record("restored", row, reason, by)


def _record(act: str, row: Any, reason: str, by: User) -> None:
    """Write the audit event; of a row on health only its kind is said."""
    summary = f"{row._meta.verbose_name}:{reason}"
    audit.record_event(f"registry.row.{act}", on=row.person, by=by, summary=summary, row=row.public_id)
    hooks.changed(row.person_id)
