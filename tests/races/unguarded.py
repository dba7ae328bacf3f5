"""The site with the guards against two people at once taken out, to show that they are what holds.

Compare-and-set becomes what it is there to prevent: look, take a moment, write whatever was computed before. SQLite
admits one transaction at a time, which is a guard too: there each statement stands alone. Constraints of the database are
lifted by the test (`conftest.lifted`).
"""

import time

from django.db import connection, transaction
from django.db.models import ExpressionWrapper, QuerySet

from supportdesk.wsgi import application  # noqa: F401  (what the server serves)

MOMENT = 0.1  # seconds between looking and writing
compare_and_set = QuerySet.update


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


def _stand_alone(*args: object) -> None:
    """Neither open nor end a transaction."""


QuerySet.update = look_then_set  # type: ignore[method-assign]
if connection.vendor == "sqlite":
    transaction.Atomic.__enter__ = transaction.Atomic.__exit__ = _stand_alone  # type: ignore[method-assign,assignment]
