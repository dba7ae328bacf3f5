"""Saving with history: the one place where tracked models are written other than by `save()`.

simple-history sees no bulk write and no `update()`, so every one of them stands here, with its history rows
(tests/test_architecture.py forbids them elsewhere).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connections, models, router, transaction
from django.db.models import F
from simple_history.utils import bulk_update_with_history

from office import clock
from office.crypto import EncryptedField
from office.errors import ChangedMeanwhile

if TYPE_CHECKING:
    from office.models import User

T = TypeVar("T", bound=models.Model)
BATCH = 500
PLAIN = (str, int, bool, Decimal, date, datetime, type(None))  # values that a field prepares the same way every time


def create(obj: T, *, by: "User", reason: str = "") -> T:
    """Insert a new row and its first history row. Raises ValidationError when a field's own rules refuse."""
    return _saved(obj, by, reason, force_insert=True)


def save(obj: T, *, by: "User", reason: str = "") -> T:
    """Insert or change a row that carries no version (an account, a headcount, a plan) with its history row."""
    return _saved(obj, by, reason)


def _saved(obj: Any, by: "User", reason: str, **how: bool) -> Any:
    obj._history_user, obj._history_date, obj._change_reason = by, clock.now(), reason
    obj.save(**how)
    return obj


def claim(obj: T, *, by: "User", fields: Sequence[str], was: dict[str, Any] | None = None, reason: str = "") -> T:
    """Save `fields` of `obj` if nobody changed the row since it was read, and write the history row.

    One UPDATE whose WHERE holds the version read and everything in `was`: of two people at once exactly one wins,
    on SQLite (which ignores row locks) as on PostgreSQL.

    Raises: ChangedMeanwhile.
    Rule: R-57.
    """
    values = {name: getattr(obj, name) for name in fields}
    with transaction.atomic():
        changed = (
            type(obj)
            ._base_manager.filter(pk=obj.pk, version=obj.version, **(was or {}))  # type: ignore[attr-defined]
            .update(**values, version=F("version") + 1)
        )
        if changed != 1:
            raise ChangedMeanwhile
        obj.version += 1  # type: ignore[attr-defined]
        write_history([obj], by=by, reason=reason)
    return obj


def bulk_create(objs: Sequence[T], *, by: "User", reason: str = "") -> list[T]:
    """Insert rows of one model with their history rows; primary keys are set on the returned objects."""
    if not objs:
        return []
    with transaction.atomic():
        made = type(objs[0])._base_manager.bulk_create(objs, batch_size=BATCH)
        insert_rows(_first_history(made, by=by, reason=reason))
    return list(made)


def insert_rows(objs: Sequence[models.Model]) -> None:
    """Insert rows of a table without history, the fastest way there is: one statement, executed for many.

    Each field prepares its values as ever; plain ones once for each distinct value, encrypted ones each anew. The
    objects get no primary keys.
    """
    if not objs:
        return
    meta = objs[0]._meta
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    connection = connections[router.db_for_write(type(objs[0]))]
    quote = connection.ops.quote_name
    columns, marks = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    prepared: list[dict[Any, Any]] = [{} for _ in fields]

    def cells(obj: models.Model) -> Iterator[Any]:
        for field, known in zip(fields, prepared, strict=True):
            value = getattr(obj, field.attname)
            if type(value) not in PLAIN or isinstance(field, EncryptedField):
                yield field.get_db_prep_save(value, connection)
                continue
            if value not in known:
                known[value] = field.get_db_prep_save(value, connection)
            yield known[value]

    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  (names of our own)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [tuple(cells(obj)) for obj in objs])


def _first_history(objs: Sequence[models.Model], *, by: "User", reason: str) -> list[models.Model]:
    """Return the "created" history rows of new objects, not yet saved."""
    history = type(objs[0]).history.model  # type: ignore[attr-defined]
    names = [field.attname for field in history.tracked_fields]
    told = {"history_type": "+", "history_user_id": by.pk, "history_date": clock.now(), "history_change_reason": reason}
    return [history(**told, **{name: getattr(obj, name) for name in names}) for obj in objs]


def bulk_update(objs: Sequence[T], fields: Sequence[str], *, by: "User", reason: str = "") -> None:
    """Save `fields` of rows of one model, with one history row each; versions go up where there is one."""
    if not objs:
        return
    names = list(fields)
    if hasattr(objs[0], "version"):
        for obj in objs:
            obj.version += 1  # type: ignore[attr-defined]
        names.append("version")
    bulk_update_with_history(
        objs,
        type(objs[0]),
        names,
        batch_size=BATCH,
        default_user=by,
        default_change_reason=reason,
        default_date=clock.now(),
    )


def write_history(objs: Sequence[models.Model], *, by: "User", reason: str = "") -> None:
    """Write a "changed" history row for rows that were just updated."""
    type(objs[0]).history.bulk_history_create(  # type: ignore[attr-defined]
        objs, update=True, default_user=by, default_change_reason=reason, default_date=clock.now()
    )
