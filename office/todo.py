"""What waits for a person: upper apps register sources, the frame and the home page read them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import CharField, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from office.models import User

DUE, SIGN, FIX, KNOWN = "due", "sign", "fix", "known"
REMEMBERED_SECONDS = 60
NAMED = 3


@dataclass(frozen=True)
class TodoItem:
    """One line of "my work": so many things of a kind, and the list that shows exactly those.

    `kind` is DUE, SIGN or FIX for what waits for this person, KNOWN for what is merely good to know.
    `tone` is a tone of the status badge (wait, good, warn, bad, quiet); `names` says which are the first.
    What is slow to count names in `later` the address that answers the number: the home page fetches it.
    """

    kind: str
    label: str
    count: int
    url: str
    tone: str = "wait"
    names: str = ""
    later: str = ""


@dataclass(frozen=True)
class Panel:
    """A part of the home page that an upper app draws, such as a helper's own people; `first` puts it on top."""

    template: str
    context: Mapping[str, Any]
    first: bool = False


@dataclass(frozen=True)
class Line:
    """A line whose count and names are still to be read: `found` holds the things, `names` is a field path on them."""

    kind: str
    label: str
    found: QuerySet
    url: str
    tone: str = "wait"
    names: str = ""


def line(kind: str, label: str, found: QuerySet, url: str, tone: str = "wait", *, names: str = "") -> Line:
    """Return the line of a query set: how many it holds and, at the field path `names`, who or what the first are."""
    return Line(kind, label, found, url, tone, names)


class CountOf(Subquery):
    """The number of rows of a query set, inside another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


SOURCES: list[Callable[["User"], Iterable[TodoItem | Line]]] = []
PANELS: list[Callable[["User"], Panel | None]] = []


def items(user: "User") -> list[TodoItem]:
    """Return everything that waits for the user, asking every source, and remember it for the badges.

    Queries: two for all lines together, and what sources ask by themselves.
    """
    asked = [one for source in SOURCES for one in source(user)]
    lines = iter(read(user, [one for one in asked if isinstance(one, Line)]))
    settled = [next(lines) if isinstance(one, Line) else one for one in asked]
    found = [item for item in settled if item.count or item.later]
    cache.set(_key(user), found, REMEMBERED_SECONDS)
    return found


def read(user: "User", lines: list[Line]) -> list[TodoItem]:
    """Return the lines with their counts (one query) and the first names of what is there (one query)."""
    if not lines:
        return []
    counts = {f"n{at}": CountOf(_ids(one.found).order_by()) for at, one in enumerate(lines)}
    rows = user._meta.model._default_manager.filter(pk=user.pk).annotate(**counts).values_list(*counts)
    found = rows.get()
    names = _first_names([one if count else None for one, count in zip(lines, found, strict=True)])
    return [
        TodoItem(one.kind, one.label, count, one.url, one.tone, _words(names.get(at, []), count))
        for at, (one, count) in enumerate(zip(lines, found, strict=True))
    ]


def _ids(found: QuerySet) -> QuerySet:
    return found.values("pk")


def _first_names(lines: list[Line | None]) -> dict[int, list[str]]:
    """Return line number → its first names, as one query over all lines."""
    parts = []
    for at, one in enumerate(lines):
        if one is None or not one.names:
            continue
        ordered = one.found.order_by("pk") if one.found.query.distinct else one.found  # DISTINCT would select the order
        first = one.found.model._base_manager.filter(pk__in=_ids(ordered)[:NAMED]).order_by()
        parts.append(first.values_list(Value(at, IntegerField()), Cast(one.names, CharField())))
    named: dict[int, list[str]] = {}
    if parts:
        for at, name in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
            named.setdefault(at, []).append(name)
    return named


def _words(names: list[str], count: int) -> str:
    return "、".join(names) + (" 等" if names and count > NAMED else "")


def remembered_items(user: "User") -> list[TodoItem]:
    """Return what `items` found within the last minute, asking the sources only when that is older."""
    found = cache.get(_key(user))
    return items(user) if found is None else found


def forget(user: "User") -> None:
    """Drop the remembered items, so that the next page counts anew."""
    cache.delete(_key(user))


def _key(user: "User") -> str:
    return f"todo:{user.pk}"
