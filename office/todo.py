"""What waits for a person: upper apps register sources, the frame and the home page read them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import CharField, F, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from office import clock

if TYPE_CHECKING:
    from office.models import User

DUE, SIGN, FIX, KNOWN = "due", "sign", "fix", "known"
REMEMBERED_SECONDS = 60
NAMED = 3


@dataclass(frozen=True)
class TodoItem:
    """One line of "my work": so many things of a kind, and the list that shows exactly those.

    `kind` is DUE, SIGN or FIX for what waits for this person, KNOWN for what is merely good to know.
    `tone` is a tone of the status badge (wait, good, warn, bad, quiet); `names` says which are the first, and
    `since` is the day from which the oldest of them waits. `again` marks what another line counts too and
    `urgent` what stands above everything.
    What is slow to count names in `later` the address that answers the number: the home page fetches it.
    """

    kind: str
    label: str
    count: int
    url: str
    tone: str = "wait"
    names: str = ""
    later: str = ""
    since: date | None = None
    again: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Panel:
    """A part of the home page that an upper app draws, such as a helper's own people; `first` puts it on top."""

    template: str
    context: Mapping[str, Any]
    first: bool = False


@dataclass(frozen=True)
class Line:
    """A line still to be read: `found` holds the things, `names` and `since` are field paths on them."""

    kind: str
    label: str
    found: QuerySet
    url: str
    tone: str = "wait"
    names: str = ""
    since: str = ""
    again: bool = False
    urgent: bool = False


def line(
    kind: str,
    label: str,
    found: QuerySet,
    url: str,
    tone: str = "wait",
    *,
    names: str = "",
    since: str = "",
    again: bool = False,
    urgent: bool = False,
) -> Line:
    """Return the line of a query set: how many it holds, who or what has waited longest, and since when.

    `names` and `since` are field paths on the things; `since` leads to a date or a moment.
    """
    return Line(kind, label, found, url, tone, names, since, again, urgent)


class CountOf(Subquery):
    """The number of rows of a query set, inside another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


class OldestOf(Subquery):
    """The earliest value of the one column of a query set, inside another query."""

    template = "(SELECT MIN(_since) FROM (%(subquery)s) _waiting)"


SOURCES: list[Callable[["User"], Iterable[TodoItem | Line]]] = []
PANELS: list[Callable[["User"], Panel | None]] = []


def items(user: "User") -> list[TodoItem]:
    """Return everything that waits for the user, longest waiting first, and remember it for the badges.

    What does not say since when it waits comes last. Rule: R-570.

    Queries: two for all lines together, and what sources ask by themselves.
    """
    asked = [one for source in SOURCES for one in source(user)]
    lines = iter(read(user, [one for one in asked if isinstance(one, Line)]))
    settled = [next(lines) if isinstance(one, Line) else one for one in asked]
    found = [item for item in settled if item.count or item.later]
    found.sort(key=lambda item: item.since or date.max)
    cache.set(_key(user), found, REMEMBERED_SECONDS)
    return found


def read(user: "User", lines: list[Line]) -> list[TodoItem]:
    """Return the lines with counts and oldest days (one query) and the first names of what is there (one query)."""
    if not lines:
        return []
    asked: dict[str, Subquery] = {f"n{at}": CountOf(_ids(one.found).order_by()) for at, one in enumerate(lines)}
    asked |= {f"s{at}": OldestOf(_days(one)) for at, one in enumerate(lines) if one.since}
    answer = user._meta.model._default_manager.filter(pk=user.pk).annotate(**asked).values(*asked).get()
    counts = [answer[f"n{at}"] for at in range(len(lines))]
    names = _first_names([one if count else None for one, count in zip(lines, counts, strict=True)])
    return [
        TodoItem(
            kind=one.kind,
            label=one.label,
            count=count,
            url=one.url,
            tone=one.tone,
            names=_words(names.get(at, []), count),
            since=_day(answer.get(f"s{at}")),
            again=one.again,
            urgent=one.urgent,
        )
        for at, (one, count) in enumerate(zip(lines, counts, strict=True))
    ]


def _days(one: Line) -> QuerySet:
    return one.found.order_by().values(_since=F(one.since))


def _day(found: date | datetime | None) -> date | None:
    """Return the day in Shanghai; what is due only later does not wait yet."""
    day = found.astimezone(clock.SHANGHAI).date() if isinstance(found, datetime) else found
    return day if day and day <= clock.today() else None


def _ids(found: QuerySet) -> QuerySet:
    return found.values("pk")


def _first_names(lines: list[Line | None]) -> dict[int, list[str]]:
    """Return line number → its first names, as one query over all lines."""
    parts = []
    for at, one in enumerate(lines):
        if one is None or not one.names:
            continue
        first = one.found.model._base_manager.filter(pk__in=_ids(_oldest_first(one))[:NAMED]).order_by()
        parts.append(first.values_list(Value(at, IntegerField()), Cast(one.names, CharField())))
    named: dict[int, list[str]] = {}
    if parts:
        for at, name in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
            named.setdefault(at, []).append(name)
    return named


def _oldest_first(one: Line) -> QuerySet:
    if one.found.query.distinct:
        return one.found.order_by("pk")  # DISTINCT would select the order
    return one.found.order_by(F(one.since).asc(nulls_last=True), "pk") if one.since else one.found


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
