"""What waits for a person: upper apps register sources, the frame and the home page read them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import QuerySet

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
    """

    kind: str
    label: str
    count: int
    url: str
    tone: str = "wait"
    names: str = ""


@dataclass(frozen=True)
class Panel:
    """A part of the home page that an upper app draws, such as a helper's own people; `first` puts it on top."""

    template: str
    context: Mapping[str, Any]
    first: bool = False


def line(kind: str, label: str, found: QuerySet, url: str, tone: str = "wait", *, names: str = "") -> TodoItem:
    """Return the line of a query set: how many it holds and, at the field path `names`, who or what the first are.

    Queries: one, and one for the names of what is there.
    """
    count = found.count()
    first = "、".join(found.values_list(names, flat=True)[:NAMED]) if names and count else ""
    return TodoItem(kind, label, count, url, tone, first + (" 等" if count > NAMED and first else ""))


SOURCES: list[Callable[["User"], Iterable[TodoItem]]] = []
PANELS: list[Callable[["User"], Panel | None]] = []


def items(user: "User") -> list[TodoItem]:
    """Return everything that waits for the user, asking every source, and remember it for the badges."""
    found = [item for source in SOURCES for item in source(user) if item.count]
    cache.set(_key(user), found, REMEMBERED_SECONDS)
    return found


def remembered_items(user: "User") -> list[TodoItem]:
    """Return what `items` found within the last minute, asking the sources only when that is older."""
    found = cache.get(_key(user))
    return items(user) if found is None else found


def forget(user: "User") -> None:
    """Drop the remembered items, so that the next page counts anew."""
    cache.delete(_key(user))


def _key(user: "User") -> str:
    return f"todo:{user.pk}"
