"""Leaving for another unit (转出) and coming back (转回)."""

from datetime import date

from django.db import transaction

from office import audit, clock, store
from office.models import User
from registry import hooks
from registry.errors import AlreadyTransferred, DateInFuture, NotTransferred, ReturnBeforeDeparture
from registry.models import Departure, Person
from registry.workflows.people import check_may_edit

FIELDS = ["transferred_out_on", "transferred_out_to"]


@transaction.atomic
def record_departure(
    *, person: Person, transferred_out_on: date, transferred_out_to: str, by: User, papers: str = ""
) -> list[hooks.Finding]:
    """Record that a person was transferred to another unit, and which papers went along.

    Returns what the hooks found or did. Raises Refused, AlreadyTransferred, DateInFuture, ChangedMeanwhile.
    Rule: R-11, R-256.
    """
    check_may_edit(by, person.bureau)
    if person.transferred_out_on is not None:
        raise AlreadyTransferred(person)
    if transferred_out_on > clock.today():
        raise DateInFuture("转出日期")
    person.transferred_out_on, person.transferred_out_to = transferred_out_on, transferred_out_to
    store.claim(person, by=by, fields=FIELDS, was={"transferred_out_on": None})
    departure = Departure(
        person=person,
        left_on=transferred_out_on,
        destination=transferred_out_to,
        papers=papers,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    store.create(departure, by=by)
    findings = [finding for hook in hooks.ON_DEPARTURE for finding in hook(person, transferred_out_on, by)]
    summary = f"转往{transferred_out_to}:{transferred_out_on}"
    audit.record_event("registry.person.transferred", on=person, by=by, summary=summary, papers=papers)
    hooks.changed(person.pk)
    return findings


@transaction.atomic
def record_return(*, person: Person, returned_on: date, reason: str, by: User) -> Departure:
    """Record that a person came back; reports of the days in between go on leaving them out.

    A departure that never was is returned from on its own day. Units: away on [left_on, returned_on).
    Raises Refused, NotTransferred, ReturnBeforeDeparture, DateInFuture, ChangedMeanwhile.
    Rule: R-257.
    """
    check_may_edit(by, person.bureau)
    departure = Departure.objects.filter(person=person, returned_on=None).first()
    if person.transferred_out_on is None or departure is None:
        raise NotTransferred(person)
    if returned_on > clock.today():
        raise DateInFuture("转回日期")
    if returned_on < departure.left_on:
        raise ReturnBeforeDeparture(departure.left_on)
    was, person.transferred_out_on, person.transferred_out_to = person.transferred_out_on, None, ""
    store.claim(person, by=by, fields=FIELDS, was={"transferred_out_on": was}, reason=reason)
    departure.returned_on, departure.return_reason = returned_on, reason
    store.claim(departure, by=by, fields=["returned_on", "return_reason"], was={"returned_on": None}, reason=reason)
    summary = f"自{departure.destination}转回:{returned_on},{reason}"
    audit.record_event("registry.person.returned", on=person, by=by, summary=summary)
    hooks.changed(person.pk)
    return departure
