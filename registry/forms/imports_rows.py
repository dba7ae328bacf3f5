"""What a person decides of doubtful rows, as the page posts it."""

import re
from collections.abc import Mapping

from registry.choices import RowDecision
from registry.imports.reading import Decision
from registry.models import ImportBatch, Person

PREFIX = "row-"


def posted_decisions(batch: ImportBatch, posted: Mapping[str, str]) -> dict[int, Decision]:
    """Return the decisions of a posted page by row id; what is not among the choices is left out. Queries: one."""
    answers = {int(name[len(PREFIX) :]): value for name, value in posted.items() if _names_a_row(name)}
    public_ids = [value.partition(":")[2] for value in answers.values() if ":" in value]
    people = Person.objects.filter(bureau=batch.bureau_id, public_id__in=public_ids)
    keys = dict(people.values_list("public_id", "pk"))
    decisions: dict[int, Decision] = {}
    for row, value in answers.items():
        kind, _, public_id = value.partition(":")
        if kind in (RowDecision.NEW, RowDecision.SKIP, ""):
            decisions[row] = Decision(kind)
        elif kind == RowDecision.SAME and public_id in keys:
            decisions[row] = Decision(kind, keys[public_id])
    return decisions


def _names_a_row(name: str) -> bool:
    return re.fullmatch(PREFIX + "[0-9]{1,18}", name) is not None
