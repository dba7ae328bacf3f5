"""A round of greetings entered at once: one visit for each picked row, all of them or none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from casework.choices.contacts import ContactKind
from casework.errors.duties import NobodyPicked, RoundRefused
from casework.models import Contact, Duty, DutyRow
from casework.permissions.duties import check_can_keep
from casework.workflows.contacts import record_contact
from office.audit import record_event
from office.errors import ChangedMeanwhile, RuleBroken
from office.models import StaffMember, User

KEY_LENGTH = 27  # leaves room for the row behind it


@transaction.atomic
def record_round(
    *,
    duty_id: int,
    picked: Iterable[tuple[str, int]],
    held_on: date,
    helpers: Sequence[StaffMember],
    by: User,
    request_key: str,
    purposes: Sequence[str] = (),
    note: str = "",
    sheet_reference: str = "",
) -> list[Contact]:
    """Record that the same staff saw each of the picked (public id, version) on one day, and tick their rows.

    However often the same form arrives, it is entered once. A wrong one is voided contact by contact.
    Raises: Refused, NobodyPicked, RoundRefused.
    Queries: about fifteen a person.
    Rule: R-520.
    """
    duty = Duty.objects.locked().get(pk=duty_id)
    check_can_keep(by, duty)
    seen = dict(picked)
    rows = list(duty.rows.filter(public_id__in=seen, left_reason="").select_related("person__bureau"))
    if not rows:
        raise NobodyPicked
    keys = {row.pk: f"{request_key[:KEY_LENGTH]}-{row.public_id}" for row in rows}
    earlier = list(Contact.objects.filter(request_key__in=keys.values(), entered_by=by))
    if len(earlier) == len(rows):
        return earlier
    told = {"held_on": held_on, "helpers": helpers, "purposes": purposes, "note": note}
    told |= {"sheet_reference": sheet_reference, "made_for": duty, "by": by}
    made = _each(rows, seen, keys, told)
    record_event("casework.duty.visited", on=duty, by=by, summary=f"{duty}:走访 {len(made)} 人", held_on=held_on)
    return made


def _each(rows: Sequence[DutyRow], seen: Mapping[str, int], keys: Mapping[int, str], told: Mapping) -> list[Contact]:
    """Record a visit a row; what stands against any of them is collected and refuses all."""
    made, reasons = [], []
    for row in rows:
        try:
            if row.version != seen[row.public_id]:
                raise ChangedMeanwhile
            visit = record_contact(kind=ContactKind.VISIT, persons=[row.person], request_key=keys[row.pk], **told)
        except RuleBroken as broken:
            reasons.append(f"{row.person.name}:{broken.messages[0]}")
        else:
            made.append(visit)
    if reasons:
        raise RoundRefused(reasons)
    return made
