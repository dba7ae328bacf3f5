"""Saving with history: the one place where tracked models are written other than by `save()`.

simple-history sees no bulk write and no `update()`, so every one of them stands here, with its history rows
(tests/test_architecture.py forbids them elsewhere).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connections, models, router, transaction
from django.db.models import F
from simple_history.utils import bulk_update_with_history

from office import clock
from office.crypto import EncryptedField
from office.errors import ChangedMeanwhile
from office.models.base import PublicModel

if TYPE_CHECKING:
    from office.models import User

T = TypeVar("T", bound=models.Model)
Versioned = TypeVar("Versioned", bound=PublicModel)
BATCH = 500
KEYS_AT_ONCE = 5000  # public ids named in one query
PREPARED_EACH = (EncryptedField, models.JSONField)  # a secret never twice the same way; what cannot be a key


def create(obj: T, *, by: "User", reason: str = "") -> T:
    """Insert a new row and its first history row. Raises ValidationError when a field's own rules refuse."""
    return _saved(obj, by, reason, force_insert=True)


def save(obj: T, *, by: "User", reason: str = "") -> T:
    """Insert or change a row that carries no version (an account, a headcount, a plan) with its history row."""
    return _saved(obj, by, reason)


def _saved(obj: Any, by: "User", reason: str, **how: bool) -> Any:
    _name_author([obj], by, reason)
    obj.save(**how)
    return obj


def _name_author(objs: Sequence[Any], by: "User", reason: str) -> None:
    """Say who changes the objects now, when and why.

    simple-history reads this off the object before any default it is given, so what an earlier act left there would
    be written as the author of this one. Rule: R-585.
    """
    now = clock.now()
    for obj in objs:
        obj._history_user, obj._history_date, obj._change_reason = by, now, reason


def claim(
    obj: Versioned, *, by: "User", fields: Sequence[str], was: dict[str, Any] | None = None, reason: str = ""
) -> Versioned:
    """Save `fields` of `obj` if nobody changed the row since it was read, and write the history row.

    One UPDATE whose WHERE holds the version read and everything in `was`: of two people at once exactly one wins,
    on SQLite (which ignores row locks) as on PostgreSQL.

    Raises: ChangedMeanwhile.
    Rule: R-57.
    """
    values = {name: getattr(obj, name) for name in fields}
    with transaction.atomic():
        as_read = type(obj)._base_manager.filter(pk=obj.pk, version=obj.version, **(was or {}))
        changed = as_read.update(**values, version=F("version") + 1)
        if changed != 1:
            raise ChangedMeanwhile
        obj.version += 1
        write_history([obj], by=by, reason=reason)
    return obj


def bulk_create(objs: Sequence[T], *, by: "User", reason: str = "") -> list[T]:
    """Insert rows of one model with their history rows; primary keys are set on the objects."""
    if not objs:
        return []
    model = type(objs[0])
    with transaction.atomic():
        if issubclass(model, PublicModel):
            names = _columns(model)
            rows = _prepared(model, names, ([getattr(obj, name) for name in names] for obj in objs))
            _insert(model, names, rows)
            _set_keys(model, objs)
        else:
            model._base_manager.bulk_create(objs, batch_size=BATCH)
            names = _columns(model)
            rows = _prepared(model, names, ([getattr(obj, name) for name in names] for obj in objs))
        _insert_first_history(model, objs, names, rows, by=by, reason=reason)
    return list(objs)


def insert_rows(objs: Sequence[models.Model]) -> None:
    """Insert rows of a table without history; the objects get no primary keys."""
    if objs:
        names = _columns(type(objs[0]))
        insert_values(type(objs[0]), names, ([getattr(obj, name) for name in names] for obj in objs))


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of a table without history, given as values in the order of the columns (attribute names) told."""
    _insert(model, names, _prepared(model, names, rows))


def set_values(model: type[models.Model], name: str, values: Sequence[tuple[int, Any]]) -> None:
    """Set one column of rows of a table without history: pairs of row id and value, each another."""
    connection, field = connections[router.db_for_write(model)], _field(model, name)
    quote = connection.ops.quote_name
    table, column, key = quote(model._meta.db_table), quote(str(field.column)), quote(str(model._meta.pk.column))
    statement = f"UPDATE {table} SET {column} = %s WHERE {key} = %s"  # noqa: S608  (names of our own)
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, [(field.get_db_prep_save(value, connection), pk) for pk, value in values])


def _field(model: type[models.Model], attname: str) -> models.Field:
    return next(field for field in model._meta.local_concrete_fields if field.attname == attname)


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields if not field.primary_key]


def _prepared(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return rows of values as the database takes them.

    Each field prepares its values as ever, once for each distinct value of a column; encrypted ones each anew.
    """
    connection = connections[router.db_for_write(model)]

    def column(name: str, values: Sequence[Any]) -> list[Any]:
        field = _field(model, name)
        if isinstance(field, PREPARED_EACH):
            return [field.get_db_prep_save(value, connection) for value in values]
        known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return [known[value] for value in values]

    turned = zip(*rows, strict=True)  # of no rows there is no column
    return list(zip(*map(column, names, turned), strict=True))


def _insert(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Execute one INSERT for many rows of prepared values: the fastest way there is that every database has."""
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(_field(model, name).column)) for name in names)
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  (our own names)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _set_keys(model: type[models.Model], objs: Sequence[Any]) -> None:
    """Read back the row numbers of rows that were just inserted, by their public ids."""
    for start in range(0, len(objs), KEYS_AT_ONCE):
        part = {obj.public_id: obj for obj in objs[start : start + KEYS_AT_ONCE]}
        for public_id, pk in model._base_manager.filter(public_id__in=part).values_list("public_id", "pk"):
            part[public_id].pk, part[public_id]._state.adding = pk, False


def _insert_first_history(
    model: Any, objs: Sequence[Any], names: Sequence[str], rows: Sequence[tuple[Any, ...]], *, by: "User", reason: str
) -> None:
    """Insert the "created" history rows of rows that were just inserted, with the very cells that these hold.

    A history row's encrypted field has its model's context, so the same ciphertext opens there.
    """
    history = model.history.model
    told = {"history_type": "+", "history_user_id": by.pk, "history_date": clock.now(), "history_change_reason": reason}
    [constant] = _prepared(history, list(told), [list(told.values())])
    kept = [name for name in names if name in {field.attname for field in history.tracked_fields}]
    places = [names.index(name) for name in kept]
    columns = [*told, model._meta.pk.attname, *kept]
    whole = [(*constant, obj.pk, *(row[at] for at in places)) for obj, row in zip(objs, rows, strict=True)]
    _insert(history, columns, whole)


def bulk_update(objs: Sequence[T], fields: Sequence[str], *, by: "User", reason: str = "") -> None:
    """Save `fields` of rows of one model, with one history row each; versions go up where there is one."""
    if not objs:
        return
    names = list(fields)
    versioned = [obj for obj in objs if isinstance(obj, PublicModel)]
    for obj in versioned:
        obj.version += 1
    if versioned:
        names.append("version")
    _name_author(objs, by, reason)
    bulk_update_with_history(objs, type(objs[0]), names, batch_size=BATCH)


def write_history(objs: Sequence[models.Model], *, by: "User", reason: str = "") -> None:
    """Write a "changed" history row for rows that were just updated."""
    model: Any = type(objs[0])
    _name_author(objs, by, reason)
    model.history.bulk_history_create(objs, update=True)
