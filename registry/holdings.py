"""Everything the tables hold of one person, found by following the foreign keys that lead to them.

No list of tables is kept: a table of any app whose foreign key leads to a person, straight or through others, is part
of it, with its history, from the day it exists. What is left out stands in `hooks.HELD_BACK` with its reason, and a
table that a person's rows only point to (a visit, an application) is taken in by `hooks.FOLLOWED`.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from registry import hooks
from registry.models import Person

HISTORICAL = "Historical"
# These lead to other persons: a survivor is not a row of the deceased; who was merged is read with the person itself.
NOT_FOLLOWED = {"registry.Person.deceased", "registry.Person.merged_into"}
HELD_BACK = {
    "registry.FileMention": "哪些导出文件里有本人,由审计员在“谁看过”里查阅。",
}


@dataclass(frozen=True)
class Table:
    """A table that holds rows of persons, and the foreign keys in it that lead to them."""

    model: type[models.Model]
    keys: list[models.ForeignKey] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def is_history(self) -> bool:
        return self.model.__name__.startswith(HISTORICAL)

    @property
    def title(self) -> str:
        name = str(self.model._meta.verbose_name).removeprefix("historical ")
        return f"{name}(修改记录)" if self.is_history else name


def held_back() -> dict[str, str]:
    """Return table → why its rows are not given out."""
    return HELD_BACK | hooks.HELD_BACK


@cache
def tables() -> list[Table]:
    """Return every table with rows of persons, each after the tables its keys lead to. Rule: R-342."""
    found: dict[type[models.Model], Table] = {Person: Table(Person)}
    waiting: deque[type[models.Model]] = deque(found)
    while waiting:
        target = waiting.popleft()
        for key in _keys_to(target):
            if _plain(key.model) in held_back() or f"{_plain(key.model)}.{key.name}" in NOT_FOLLOWED:
                continue
            if key.model not in found:
                found[key.model] = Table(key.model)
                waiting.append(key.model)
            if key.model is not target:
                found[key.model].keys.append(key)
    history = Person.history.model  # it has the person's number, but no key to it
    return sorted([*found.values(), Table(history)], key=lambda table: table.is_history)


def _keys_to(target: type[models.Model]) -> Iterator[models.ForeignKey]:
    for relation in target._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and isinstance(relation.field, models.ForeignKey):
            yield relation.field


def _plain(model: type[models.Model]) -> str:
    """Return a table's label; a history's is that of what it is the history of."""
    return f"{model._meta.app_label}.{model.__name__.removeprefix(HISTORICAL)}"


def rows_of(person: Person) -> list[tuple[Table, list[Any]]]:
    """Return each table that holds something of the person with its rows, oldest first.

    Who was merged into the person is the same person. Queries: one a table.
    """
    ids = {person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)}
    keys: dict[type[models.Model], set[Any]] = {Person: ids}
    found = []
    for table in tables():
        rows = _rows(table, keys, ids)
        keys.setdefault(table.model, set()).update(row.pk for row in rows)
        if rows:
            found.append((table, rows))
        found += _followed(table, rows)
    return found


def _rows(table: Table, keys: dict[type[models.Model], set[Any]], ids: set[int]) -> list[Any]:
    if not table.keys:  # the person's own table, and its history
        wanted = Q(id__in=ids)
    else:
        wanted = Q(pk__in=[])
        for key in table.keys:
            wanted |= Q(**{f"{key.attname}__in": keys.get(key.related_model, set())})
    return _read(table.model, wanted)


def _followed(table: Table, rows: list[Any]) -> Iterator[tuple[Table, list[Any]]]:
    for label, path in hooks.FOLLOWED:
        if label == table.label and rows:
            name, _, back = path.partition("__")
            target = apps.get_model(label)._meta.get_field(name).related_model
            wanted = Q(pk__in={getattr(row, f"{name}_id") for row in rows})
            if back:  # what leads to the row pointed to, such as the photos of a visit
                relation = target._meta.get_field(back)
                wanted = Q(**{f"{relation.field.name}__in": target._base_manager.filter(wanted)})
                target = relation.related_model
            yield Table(target), _read(target, wanted)


def _read(model: type[models.Model], wanted: Q) -> list[Any]:
    joined = [one.name for one in model._meta.concrete_fields if one.is_relation]
    return list(model._base_manager.filter(wanted).select_related(*joined).order_by("pk"))
