"""The rows that describe one person and can be withdrawn: family, stays, addresses and the like, as one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from registry.models import Person

WITHDRAWN = ("withdrawn_on", "withdrawn_reason")


@dataclass(frozen=True)
class RowLine:
    """One row as a list shows it; `gone_on` and `reason` are of one that was withdrawn or is no longer listed."""

    row: Any
    table: str
    gone_on: date | None
    reason: str


@cache
def row_models() -> tuple[Any, ...]:
    """Return the registry's tables whose rows belong to a person and can be withdrawn."""
    needed = {"person", "public_id", *WITHDRAWN}
    tables = [relation.related_model for relation in Person._meta.related_objects]
    return tuple(
        table
        for table in tables
        if table._meta.app_label == "registry" and {f.name for f in table._meta.concrete_fields} >= needed
    )


def row_of(person: Person, public_id: str) -> Any:
    """Return the person's row of that public id, of whatever table. Queries: one a table."""
    found = (table.objects.filter(person=person, public_id=public_id).first() for table in row_models())
    return next((row for row in found if row is not None), None)


def lines_of(person: Person) -> Iterator[RowLine]:
    """Yield every row about the person. Queries: one a table."""
    for table in row_models():
        for row in table.objects.filter(person=person):
            gone_on = row.withdrawn_on or (getattr(row, "ended_on", None) if getattr(row, "ended_reason", "") else None)
            reason = row.withdrawn_reason or getattr(row, "ended_reason", "")
            yield RowLine(row, str(table._meta.verbose_name), gone_on, reason)
