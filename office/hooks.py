"""What upper apps add to the office's own pages, filled in their `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from office.roles import Permission

if TYPE_CHECKING:
    from office.models import PolicyText, User


@dataclass(frozen=True)
class Door:
    """An entry of the settings page, shown to who may open it; `url_name` is resolved when the page is drawn."""

    title: str
    why: str
    url_name: str
    permission: Permission


@dataclass(frozen=True)
class Citation:
    """What cites a policy text, and where it stands."""

    what: str
    label: str
    url: str


DOORS: list[Door] = []
CITATIONS: "list[Callable[[PolicyText, User], list[Citation]]]" = []
