"""Reads that follow a merge: old rows keep pointing at the record that was merged away."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from registry.models import Person


def records_of(people: Iterable[int] | QuerySet[Person]) -> QuerySet:
    """Return the records that are these people now, for `person__in=`: their own and what was merged into them.

    Rule: R-264.
    """
    return Person._base_manager.filter(Q(pk__in=people) | Q(merged_into__in=people)).values("pk")


def owner(path: str = "person") -> Coalesce:
    """Return the id of the person a row belongs to now; `path` leads from the row to its person."""
    return Coalesce(f"{path}__merged_into_id", f"{path}_id")


def final(person: Person) -> Person:
    """Return who the person is now. Queries: one a merge."""
    while person.merged_into is not None:
        person = person.merged_into
    return person
