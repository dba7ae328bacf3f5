"""What upper apps fill in: the registry owns the places and never imports those who fill them.

Every list is filled once, in the `ready()` of an upper app. A scope hook that nobody fills leaves its role with nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet

from office.display import Fact

if TYPE_CHECKING:
    from office.models import StaffMember, User
    from registry.models import Person


@dataclass(frozen=True)
class Finding:
    """What a hook did or found: one sentence, and where to look.

    On a death, `helper` is the contact person whose pairing ended, who stays with the family until the funeral.
    """

    text: str
    url: str = ""
    helper: "StaffMember | None" = None


@dataclass(frozen=True)
class Use:
    """Something that hangs on a person: it keeps the record from being withdrawn.

    What is `under_way` keeps it from being merged away too: an application or a report that somebody is working on.
    """

    text: str
    url: str = ""
    under_way: bool = False


@dataclass(frozen=True)
class Panel:
    """A part of the person's page: a template with its context, under one of the page's anchors."""

    anchor: str  # care | money | record
    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    key_facts: Sequence[Fact] = ()  # what of it stands at the top of the page


class TimelineRow(NamedTuple):
    """One line of the person's timeline as its query gives it."""

    on: date
    rank: int  # whose it is; on one day the later query of a source is the later act
    pk: int
    act: str  # tells the queries of one source apart
    ref: str  # what the line's address needs
    a: str
    b: str
    c: str


@dataclass(frozen=True)
class TimelineRows:
    """A query for the timeline: `on` is a date column or expression, `words` up to three that are read as text."""

    queryset: QuerySet[Any]
    on: Any
    act: str = ""
    ref: str = ""  # a column
    words: Sequence[Any] = ()


@dataclass(frozen=True)
class TimelineEvent:
    """One line of the person's timeline. What `joins` stands in one line with its like of the same day."""

    on: date
    kind: str
    text: str
    url: str = ""
    joins: bool = False
    precision: str = "day"


@dataclass(frozen=True)
class TimelineSource:
    """What an app tells of a person: queries, which are read together as one, and their words.

    `label` is what the filter calls it and `key` stands in the address. `words` turns the rows of one page into lines,
    one each and in order; it may query once for all of them. `known` are rows that need no query.
    """

    key: str
    label: str
    may: Callable[["User"], bool]
    queries: Callable[["User", "Person"], Sequence[TimelineRows]]
    words: Callable[["User", Sequence[TimelineRow]], Sequence[TimelineEvent]]
    known: Callable[["User", "Person"], Sequence[TimelineRow]] | None = None


@dataclass(frozen=True)
class TakenUp:
    """What became of a suggestion in an upper app: how far it is in words, and where to look."""

    text: str
    url: str


@dataclass(frozen=True)
class ListColumn:
    """A column an upper app adds to the person list: the annotation named `key` is what the cell says.

    `cells` reads what one page says in a query of its own (person id → value): cheaper than building a subquery.
    """

    key: str
    label: str
    annotate: Callable[["User"], dict[str, Any]]  # name → expression (a subquery)
    sort: str = ""  # the annotation to sort by, when sorting makes sense
    numeric: bool = False
    cells: Callable[["User", Sequence[int]], Mapping[int, Any]] | None = None


@dataclass(frozen=True)
class ListFilter:
    """A filter an upper app adds to the person list."""

    key: str
    label: str
    choices: Callable[["User"], Sequence[tuple[str, str]]]
    condition: Callable[["User", str], Q]
    may: Callable[["User"], bool]


# Who a helper may see: the persons paired with them today. Takes the user, returns a condition on Person.
PEOPLE_SCOPE: list[Callable[["User"], Q]] = []
PERSON_PANELS: list[Callable[["User", "Person"], Sequence[Panel]]] = []
TIMELINE: list[TimelineSource] = []
LIST_COLUMNS: list[ListColumn] = []
LIST_FILTERS: list[ListFilter] = []
# What stops when a person dies: called inside the transaction that records the death; may not refuse.
ON_DEATH: list[Callable[["Person", date, "User"], Sequence[Finding]]] = []
# What a death makes wrong and is read anew each time, such as months paid after it.
AFTER_DEATH: list[Callable[["User", "Person"], Sequence[Finding]]] = []
# What is taken up again when a death, recorded at the moment given, was the wrong person's; inside the transaction.
ON_DEATH_REVERSED: list[Callable[["Person", datetime, "User"], Sequence[Finding]]] = []
# What begins when a survivor of somebody who died is registered; inside the transaction, may not refuse.
ON_SURVIVOR: list[Callable[["Person", "User"], Sequence[Finding]]] = []
# What stops when a person leaves for another unit on a day; inside the transaction, may not refuse.
ON_DEPARTURE: list[Callable[["Person", date, "User"], Sequence[Finding]]] = []
# What hangs on a person of money, signed acts and work in hand.
USES: list[Callable[["Person"], Sequence[Use]]] = []
# What is worked out anew when what is known of people changed: takes their row ids, inside the transaction, at its end.
ON_CHANGE: list[Callable[[Sequence[int]], object]] = []
# What follows when a record (the second) is merged into another (the first), and when that is undone; inside the
# transaction, may not refuse.
ON_MERGE: list[Callable[["Person", "Person", "User"], Sequence[Finding]]] = []
ON_UNMERGE: list[Callable[["Person", "Person", "User"], Sequence[Finding]]] = []
# What the person's page offers to do next: (label, url) pairs.
PERSON_ACTIONS: list[Callable[["User", "Person"], Sequence[tuple[str, str]]]] = []
# Where somebody without the registry's pages reads about a person, such as a helper: an address, or "".
PERSON_LINKS: list[Callable[["User", "Person"], str]] = []
# One-to-one rows of upper apps that the person's page reads: names for select_related.
PERSON_RELATED: list[str] = []
# What a person's extract takes in beside the tables whose keys lead to a person: (table, its key), such as a visit.
FOLLOWED: list[tuple[str, str]] = []
# Tables of upper apps that are worked out from others: a row there does not mean that anybody used the record.
WORKED_OUT: set[str] = set()
# Tables of a person's rows that are not given to the person: "app.Model" → why.
HELD_BACK: dict[str, str] = {}
# Who was put forward in which category for the year of a day: takes people and the day, returns (person id, category).
TAKEN_UP: list[Callable[["QuerySet[Person]", date], Mapping[tuple[int, str], TakenUp]]] = []
# Where a rule's suggestion is accepted, prefilled: takes the user, the person's public id and the rule; "" for nowhere.
ACCEPT_SUGGESTION: list[Callable[["User", str, str], str]] = []


def changed(*person_ids: int) -> None:
    """Tell the upper apps that something known of these people changed: the last thing a workflow does."""
    for hook in ON_CHANGE:
        hook(person_ids)
