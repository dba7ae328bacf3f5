"""Holding a person while something is added to them: what was checked of them still holds when it is written."""

from office.errors import ChangedMeanwhile
from registry.models import Person

STANDING = ("died_on", "transferred_out_on", "withdrawn_on", "merged_into_id")


def hold(*people: Person) -> None:
    """Lock persons to the end of the transaction; refuse when one died, left, was merged or withdrawn since read.

    A death, a merge, a withdrawal and an undone import look at what hangs on a person and lock the person, so of the
    two acts one sees the other. Queries: one.
    Raises: ChangedMeanwhile.
    Rule: R-383, R-587.
    """
    pks = {person.pk for person in people}
    rows = Person._base_manager.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
    now = {pk: values for pk, *values in rows.values_list("pk", *STANDING)}
    for person in people:
        if now.get(person.pk) != [getattr(person, name) for name in STANDING]:
            raise ChangedMeanwhile
