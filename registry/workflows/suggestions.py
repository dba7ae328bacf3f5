"""What people make of a suggestion: declining it, and taking that back. Accepting one is the upper app's."""

from django.db import IntegrityError, transaction

from office import audit, clock, store
from office.models import User
from registry.categories.choices import State
from registry.categories.suggestions import Suggestion
from registry.errors import AlreadyDeclined, NothingToDecline
from registry.models import DeclinedSuggestion, Person
from registry.workflows.people import check_may_edit


@transaction.atomic
def decline(*, person: Person, suggestion: Suggestion, reason: str, by: User) -> DeclinedSuggestion:
    """Decline what a rule suggests today, with a reason; it holds until the facts it rests on change.

    Raises: Refused, NothingToDecline, AlreadyDeclined.
    Rule: R-276.
    """
    check_may_edit(by, person.bureau)
    version = suggestion.verdict.version
    if suggestion.state != State.SUGGESTED:
        raise NothingToDecline(person, version.rule)
    if suggestion.decline is not None:  # of other facts: it makes room for this one
        _end(suggestion.decline, by)
    row = DeclinedSuggestion(
        person=person,
        rule=version.rule,
        reason=reason.strip(),
        basis=suggestion.verdict.basis,
        declined_on=clock.today(),
        declined_by=by,
    )
    try:
        with transaction.atomic():
            store.create(row, by=by)
    except IntegrityError as error:  # two clerks at once: the constraint decides
        raise AlreadyDeclined(version.rule) from error
    _record("registry.suggestion.declined", person, version.rule, by)
    return row


@transaction.atomic
def restore(*, row: DeclinedSuggestion, by: User) -> DeclinedSuggestion:
    """Take a decline back: the rule's suggestion stands again. Raises: Refused, ChangedMeanwhile."""
    check_may_edit(by, row.person.bureau)
    if row.ended_on is None:
        _end(row, by)
        _record("registry.suggestion.restored", row.person, row.rule, by)
    return row


def _end(row: DeclinedSuggestion, by: User) -> None:
    row.ended_on = clock.today()
    store.claim(row, by=by, fields=["ended_on"], was={"ended_on": None})


def _record(action: str, person: Person, rule: str, by: User) -> None:
    """Write the audit event; the rule stays a code, for its name may be an illness."""
    audit.record_event(action, on=person, by=by, rule=str(rule))
