"""Everything known of a person under one name each: columns, the row beside them, and facts that no column repeats."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from office import clock, store
from office.identifiers import national_id
from registry import facts
from registry.choices import FactField
from registry.models import Person, PersonDetails
from registry.rules import same_birth

if TYPE_CHECKING:
    from datetime import date

    from office.models import User

PERSON_COLUMNS = frozenset(field.name for field in Person._meta.concrete_fields)
DETAIL_COLUMNS = tuple(f.name for f in PersonDetails._meta.concrete_fields if f.name not in ("id", "person"))
# A date → the column that keeps how much of it is known.
PRECISION = {
    "birth_date": "birth_precision",
    "worked_from": "worked_from_precision",
    "retired_on": "retired_on_precision",
    "party_joined_on": "party_joined_on_precision",
    "party_full_on": "party_full_on_precision",
    "military_from": "military_from_precision",
    "military_to": "military_to_precision",
}
LABELS: dict[str, str] = {
    **{field.name: str(field.verbose_name) for field in Person._meta.concrete_fields},
    **{field.name: str(field.verbose_name) for field in PersonDetails._meta.concrete_fields},
    **{str(value): str(label) for value, label in FactField.choices if value in facts.MORE_FIELDS},
}


def details_of(person: Person) -> PersonDetails:
    """Return the row beside the person's own, or a new one not yet saved."""
    return PersonDetails.objects.filter(person=person).first() or PersonDetails(person=person)


def beside(person: Person) -> dict[str, Any]:
    """Return the newest values that do not stand in the person's own row, every name present. Queries: two."""
    details = details_of(person)
    newest = facts.newest(clock.today(), [person.pk], facts.MORE_FIELDS).get(person.pk, {})
    told = {name: facts.to_column(name, newest[name].value if name in newest else "") for name in facts.MORE_FIELDS}
    return {name: getattr(details, name) for name in DETAIL_COLUMNS} | told


def save_details(person: Person, values: dict[str, Any], *, by: "User", reason: str = "") -> None:
    """Save what changed in the row beside the person's own; the caller holds the person. Queries: one or two."""
    if not values:
        return
    details = details_of(person)
    for name, value in values.items():
        setattr(details, name, value)
    store.save(details, by=by, reason=reason)


def id_birth_date(person: Person) -> "date | None":
    """Return the birth date in the ID number where it is another than the file's; a faulty number says none.

    Rule: R-230.
    """
    if not person.id_number or not person.birth_date:
        return None
    try:
        identified = national_id.parse(person.id_number).birth_date
    except ValidationError:
        return None
    return None if same_birth(person.birth_date, identified, person.birth_precision) else identified
