"""The site with the guards against two people at once taken out, to show that they are what holds.

Compare-and-set becomes what it is there to prevent: look, take a moment, write what was computed before. Rows are not
locked, and each statement stands alone: SQLite admits one transaction at a time, which is a guard too. Constraints of
the database are lifted by the test (`conftest.lifted`).
"""

import time

from django.db import transaction
from django.db.models import ExpressionWrapper, Model, QuerySet

from supportdesk.wsgi import application  # noqa: F401  (what the server serves; sets Django up for what follows)

# isort: split
from office import store

MOMENT = 0.3  # seconds between looking and writing: longer than a loaded machine sets two requests apart
compare_and_set = QuerySet.update
create = store.create


def look_then_set(rows: QuerySet, **values: object) -> int:
    """Update the rows that match now a moment later, whatever became of them, to values computed now."""
    computed = {
        f"new_{name}": ExpressionWrapper(value, output_field=rows.model._meta.get_field(name))
        for name, value in values.items()
        if hasattr(value, "resolve_expression")
    }
    found = list(rows.values("pk", **computed))
    time.sleep(MOMENT)
    for row in found:
        new = {name.removeprefix("new_"): row[name] for name in computed}
        compare_and_set(rows.model._base_manager.filter(pk=row["pk"]), **values | new)
    return len(found)


def look_then_create(obj: Model, **options: object) -> Model:
    """Insert a row a moment after whatever was looked at before."""
    time.sleep(MOMENT)
    return create(obj, **options)


def not_locked(rows: QuerySet, **options: object) -> QuerySet:
    return rows


def no_transaction(*args: object) -> None:
    """Neither open nor end a transaction."""


QuerySet.update = look_then_set
store.create = look_then_create
QuerySet.select_for_update = not_locked
transaction.Atomic.__enter__ = transaction.Atomic.__exit__ = no_transaction
