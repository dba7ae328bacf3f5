"""What the frame around every page needs: navigation, what waits, the day, the person and how they like to read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language

from office import clock, formats, todo
from office.display import Tab
from office.lunar import lunar_text
from office.models import User
from office.models.accounts import Theme
from office.roles import Permission, Role

BAR_ENTRIES = 4
SEARCH = "/search/"  # asked by POST, so that no number typed there stands in an address


@dataclass(frozen=True)
class Entry:
    """An entry of the navigation, open to whoever holds one of the permissions (none named: to everyone).

    An entry of several lists names them in `lists`; it opens the first one the person may see.
    """

    label: str
    icon: str
    url: str
    permissions: frozenset[Permission] = frozenset()
    lists: tuple["Entry", ...] = ()
    current: bool = False
    here: bool = False
    waiting: int = 0


P = Permission
NAVIGATION = (
    Entry("工作台", "house", "/"),
    Entry(
        "人员",
        "people",
        "/people/",
        frozenset({P.SEE_PEOPLE}),
        lists=(
            Entry("人员名单", "", "/people/", frozenset({P.SEE_PEOPLE})),
            Entry("帮扶建议", "", "/people/suggestions/", frozenset({P.SEE_PEOPLE})),
        ),
    ),
    Entry("帮扶", "heart", "/casework/", frozenset({P.SEE_CASEWORK, P.LOG_CONTACTS, P.GIVE_OPINION})),
    Entry("资金", "cash-coin", "/funds/", frozenset({P.SEE_MONEY})),
    Entry(
        "公示",
        "megaphone",
        "/casework/notices/",
        frozenset({P.SEE_RECOGNITION, P.SEE_MONEY}),
        lists=(
            Entry("认定公示", "", "/casework/notices/", frozenset({P.SEE_RECOGNITION})),
            Entry("公布名单", "", "/funds/publicity/", frozenset({P.SEE_MONEY})),
        ),
    ),
    Entry(
        "统计",
        "bar-chart",
        "/reports/situation/",
        frozenset({P.SEE_REPORTS}),
        lists=(
            Entry("情况统计", "", "/reports/situation/", frozenset({P.SEE_REPORTS})),
            Entry("经费预算", "", "/funds/budget/", frozenset({P.SEE_REPORTS})),
            Entry("资金收支", "", "/funds/accounts/", frozenset({P.SEE_REPORTS})),
            Entry("年终统计表", "", "/funds/year-end/", frozenset({P.SEE_REPORTS})),
            Entry("督查考核", "", "/casework/supervision/", frozenset({P.SEE_REPORTS})),
            Entry("上级表格", "", "/funds/templates/", frozenset({P.SEE_REPORTS})),
        ),
    ),
    Entry("设置", "gear", "/settings/", frozenset({P.SEE_SETTINGS})),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame; nothing in it is computed before a template asks."""
    return {"frame": Frame(request)}


class Frame:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        # A request refused early (a wrong host name) never met the session.
        user = getattr(request, "user", None)
        self.user: User | None = user if user is not None and user.is_authenticated else None

    @cached_property
    def nav(self) -> list[Entry]:
        """Return the entries this person may open, the current one marked, with what waits behind each."""
        if self.user is None:
            return []
        entries = [_narrowed(e, self.user) for e in _open(NAVIGATION, self.user)]
        current = _deepest(entries, self.request.path)
        waiting = _waiting(self.user, entries)
        return [
            replace(e, current=e is current, here=e.url == self.request.path, waiting=waiting.get(e.url, 0))
            for e in entries
        ]

    @property
    def sees_settings(self) -> bool:
        """Return whether the settings page opens to the user: pages below it say so above their title."""
        return self.user is not None and self.user.may(P.SEE_SETTINGS)

    @property
    def tabs(self) -> list[Tab]:
        """Return the lists of the current entry as tabs; none on the pages below a list."""
        lists = next((entry.lists for entry in self.nav if entry.current), ())
        if len(lists) < 2 or self.request.path not in {e.url for e in lists}:
            return []
        return [Tab(e.label, e.url, current=e.url == self.request.path) for e in lists]

    @property
    def bar(self) -> list[Entry]:
        """Return the entries of the bar at the bottom of a phone."""
        return self.nav[:BAR_ENTRIES]

    @property
    def more(self) -> list[Entry]:
        return self.nav[BAR_ENTRIES:]

    @property
    def may_search(self) -> bool:
        return self.user is not None and self.user.may(P.SEE_PEOPLE)

    @property
    def search_url(self) -> str:
        return SEARCH

    @property
    def today_text(self) -> str:
        return formats.day_cn(clock.today(), "weekday")

    @property
    def lunar(self) -> str:
        return lunar_text(clock.today())

    @property
    def printed_at(self) -> str:
        return formats.moment(clock.now())

    @property
    def person(self) -> str:
        return str(self.user or "")

    @property
    def role_names(self) -> str:
        return "、".join(Role(role).label for role in self.user.roles) if self.user else ""

    @cached_property
    def bureau(self) -> str:
        return str(self.user.bureau) if self.user and self.user.bureau_id else ""

    @property
    def large_type(self) -> bool:
        return bool(self.user and self.user.large_type)

    @property
    def theme(self) -> str:
        return self.user.theme if self.user else Theme.AUTO

    @property
    def themes(self) -> list[tuple[str, str]]:
        return Theme.choices

    @property
    def html_class(self) -> str:
        return f"theme-{self.theme}" + (" large-type" if self.large_type else "")

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE


def _waiting(user: User, entries: list[Entry]) -> dict[str, int]:
    """Return how much waits for the person behind each entry, by its address."""
    counts: dict[str, int] = {}
    for item in todo.remembered_items(user):
        if item.kind != todo.KNOWN and not item.again and (entry := _deepest(entries, item.url)) is not None:
            counts[entry.url] = counts.get(entry.url, 0) + item.count
    return counts


def _open(entries: Iterable[Entry], user: User) -> list[Entry]:
    return [e for e in entries if not e.permissions or e.permissions & user.permissions]


def _narrowed(entry: Entry, user: User) -> Entry:
    """Return the entry with the lists this user may see, opening the first of them."""
    lists = tuple(_open(entry.lists, user))
    return replace(entry, url=lists[0].url, lists=lists) if lists else entry


def _deepest(entries: list[Entry], path: str) -> Entry | None:
    """Return the entry one of whose addresses is the longest beginning of `path`; the home page is only itself."""
    inside = [(len(url), e) for e in entries for url in _addresses(e) if _begins(url, path)]
    return max(inside, key=lambda found: found[0], default=(0, None))[1]


def _addresses(entry: Entry) -> tuple[str, ...]:
    return tuple(e.url for e in entry.lists) or (entry.url,)


def _begins(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
