"""The person's timeline: what every app tells of one person, merged newest first, filtered and paged.

All sources are read in one query, a UNION, so that a page costs hardly more with ten thousand lines than with ten.
A page ends at a day and a number of lines to pass over on it, which is the address of the next.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Substr

from office.models import User
from registry import hooks
from registry.hooks import TimelineEvent, TimelineRow, TimelineRows, TimelineSource
from registry.models import Person

PAGE = 50
COLUMNS = ("line_on", "line_rank", "pk", "line_act", "line_ref", "line_a", "line_b", "line_c")
TEXT, NOTHING = CharField(), Value("")
SPACING = 10  # ranks of one source


@dataclass(frozen=True)
class Asked:
    """Which part of the timeline: one source or all, one year or all, from a day downwards."""

    key: str = ""
    year: int | None = None
    until: date | None = None
    skip: int = 0  # lines of the day `until` that stand on the page before

    @classmethod
    def cursor(cls, text: str) -> tuple[date | None, int]:
        """Return the day and the number that `Timeline.further` wrote; the newest page for anything else."""
        found = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,5})", text, re.ASCII)
        try:
            return (date.fromisoformat(found[1]), int(found[2])) if found else (None, 0)
        except ValueError:
            return None, 0


@dataclass(frozen=True)
class Timeline:
    """One page of lines, and the cursor of the next; "" at the end."""

    events: list[TimelineEvent]
    further: str = ""


def read(user: User, person: Person, asked: Asked, *, size: int = PAGE) -> Timeline:
    """Return one page of what the user may read of a person.

    Queries: one, and at most one a source for its words.
    Rule: R-315.
    """
    sources = _sources(user, asked.key)
    wanted = asked.skip + size + 1
    found = [row for row in _known(user, person, sources) if _asked_for(row.on, asked)]
    queries = [_whole(rows, rank, asked) for rank, rows in _queries(user, person, sources)]
    if queries:
        newest = queries[0].union(*queries[1:], all=True).order_by("-line_on", "-line_rank", "-pk")[:wanted]
        found += [TimelineRow(*row) for row in newest]
    found.sort(key=lambda row: (row.on, row.rank, row.pk), reverse=True)
    page, rest = found[asked.skip : asked.skip + size], found[asked.skip + size :]
    return Timeline(_in_words(user, page, sources), _cursor(page, asked) if rest else "")


def kinds(user: User) -> list[tuple[str, str]]:
    """Return the kinds (key, label) the user may read of anybody. Queries: none."""
    return [(source.key, source.label) for source in _sources(user).values()]


def offered(user: User, person: Person) -> tuple[list[tuple[str, str]], list[int]]:
    """Return the kinds (key, label) and the years, newest first, of which there is anything. Queries: one."""
    sources = _sources(user)
    found = {(row.on.year, row.rank) for row in _known(user, person, sources)}
    queries = [_years(rows, rank) for rank, rows in _queries(user, person, sources)]
    if queries:
        found.update((int(year), rank) for year, rank in queries[0].union(*queries[1:]))
    keys = {rank // SPACING for _, rank in found}
    years = sorted({year for year, _ in found}, reverse=True)
    return [(source.key, source.label) for number, source in sources.items() if number in keys], years


def _sources(user: User, key: str = "") -> dict[int, TimelineSource]:
    """Return the sources the user may read by their number, which orders their lines within a day. Rule: R-316."""
    return {
        number: source for number, source in enumerate(hooks.TIMELINE) if source.may(user) and key in ("", source.key)
    }


def _queries(user: User, person: Person, sources: dict[int, TimelineSource]) -> list[tuple[int, TimelineRows]]:
    """Return each query with its rank."""
    return [
        (number * SPACING + place, rows)
        for number, source in sources.items()
        for place, rows in enumerate(source.queries(user, person))
    ]


def _known(user: User, person: Person, sources: dict[int, TimelineSource]) -> list[TimelineRow]:
    return [
        row._replace(rank=number * SPACING)
        for number, source in sources.items()
        if source.known
        for row in source.known(user, person)
    ]


def _asked_for(on: date, asked: Asked) -> bool:
    return (asked.year is None or on.year == asked.year) and (asked.until is None or on <= asked.until)


def _whole(rows: TimelineRows, rank: int, asked: Asked) -> QuerySet[Any]:
    """Return a query's rows of the days asked for, as columns that all queries have in common."""
    days: dict[str, Any] = {"line_on__isnull": False}
    if asked.year is not None:
        days["line_on__range"] = (date(asked.year, 1, 1), date(asked.year, 12, 31))
    if asked.until is not None:
        days["line_on__lte"] = asked.until
    texts = [Coalesce(Cast(word, TEXT), NOTHING) for word in rows.words] + [NOTHING] * (3 - len(rows.words))
    return (
        rows.queryset.order_by()
        .annotate(
            line_on=F(rows.on) if isinstance(rows.on, str) else rows.on,
            line_rank=Value(rank, IntegerField()),
            line_act=Value(rows.act),
            line_ref=F(rows.ref) if rows.ref else NOTHING,
            **dict(zip(("line_a", "line_b", "line_c"), texts, strict=True)),
        )
        .filter(**days)
        .values_list(*COLUMNS)
    )


def _years(rows: TimelineRows, rank: int) -> QuerySet[Any]:
    """Return the years of a query's rows, cut from the date's text: SQLite has no faster way."""
    year = Substr(Cast(rows.on, TEXT), 1, 4)
    found = rows.queryset.order_by().annotate(line_year=year, line_rank=Value(rank, IntegerField()))
    return found.filter(line_year__isnull=False).values_list("line_year", "line_rank").distinct()


def _in_words(user: User, page: list[TimelineRow], sources: dict[int, TimelineSource]) -> list[TimelineEvent]:
    """Return the lines of a page in its order; lines that join stand in one."""
    words: dict[int, TimelineEvent] = {}
    for number, source in sources.items():
        places = [place for place, row in enumerate(page) if row.rank // SPACING == number]
        if places:
            words.update(zip(places, source.words(user, [page[place] for place in places]), strict=True))
    events: list[TimelineEvent] = []
    for (_, joins, *_), lines in groupby(
        (words[place] for place in range(len(page))), key=lambda line: (line.on, line.joins, line.kind, line.url)
    ):
        run = list(lines)
        if joins:
            run = [TimelineEvent(run[0].on, run[0].kind, ";".join(line.text for line in run), run[0].url)]
        events += run
    return events


def _cursor(page: list[TimelineRow], asked: Asked) -> str:
    """Return where the next page begins: the last line's day, and how many lines of that day have been shown."""
    last = page[-1].on
    shown = sum(row.on == last for row in page) + (asked.skip if last == asked.until else 0)
    return f"{last}.{shown}"
