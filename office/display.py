"""What views hand to page components: plain data, decided before the template sees it (docs/ui.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Action:
    """A thing the person may do here. One that is not allowed is shown with the reason beside it."""

    label: str
    url: str
    allowed: bool = True
    reason: str = ""
    method: str = "get"
    primary: bool = False
    danger: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)  # hidden values of a POST action


@dataclass(frozen=True)
class Fact:
    """A labelled value of a facts list; `note` is a quiet addition such as where it comes from."""

    label: str
    value: Any
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Decision:
    """A button of the decision panel. `tone` is agree, back or refuse; it posts decision=`value`."""

    value: str
    label: str
    tone: str = "agree"
    allowed: bool = True
    reason: str = ""


@dataclass(frozen=True)
class PathStep:
    """A step of a signature path. `state` is done, current, waiting, returned, refused, skipped or planned."""

    title: str
    state: str
    who: str = ""
    on: date | datetime | None = None
    opinion: str = ""
    note: str = ""  # such as 纸质签字,李华代录


@dataclass(frozen=True)
class Event:
    """One line of a timeline; `precision` is how much of its date is known."""

    on: date | datetime
    text: str
    kind: str = ""
    url: str = ""
    by: str = ""
    precision: str = "day"


@dataclass(frozen=True)
class Tile:
    """A figure that opens the list it counts: 12 人, of a base of 46, which is 26.1 %, 2 unknown."""

    label: str
    value: Any
    unit: str = ""
    base: int | None = None
    percent: Any = None
    unknown: int = 0
    url: str = ""
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Difference:
    """One field that somebody else changed meanwhile; the person chooses, posting choose-`name` = yours | theirs."""

    name: str
    label: str
    yours: Any
    theirs: Any
    before: Any = None
    choice: str = ""


@dataclass(frozen=True)
class Confirmation:
    """A page that names a consequence before the act: title, one sentence, the facts, one button."""

    title: str
    consequence: str
    button: str
    cancel_url: str
    facts: Sequence[Fact] = ()
    danger: bool = False
    under: str = ""  # the page that `cancel_url` leads back to, for the line above the title
