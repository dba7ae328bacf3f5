"""Paging through the audit trail: every event once, no row number in an address."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from office import audit, clock
from office.views.audit import PAGE

pytestmark = pytest.mark.django_db
LIST = reverse("office:audit-list")


def write(cast, moments: list[int]) -> None:
    """Write one event for each number of seconds, and name it by its place."""
    start = clock.now() - timedelta(days=1)
    for place, seconds in enumerate(moments):
        with clock.at(start + timedelta(seconds=seconds)):
            audit.record_event("office.bureau.changed", by=cast.caseworker, summary=f"事{place:03}号")


def read(client) -> tuple[list[str], list[str]]:
    """Follow 更早的记录 to the end; return what was shown and the addresses."""
    shown, addresses, url = [], [], LIST + "?action=修改单位"
    while url:
        page = client.get(url).content.decode()
        shown += re.findall(r"事\d{3}号", page)
        addresses.append(url)
        older = re.search(r'href="(\?[^"]+)">更早的记录', page)
        url = LIST + older[1].replace("&amp;", "&") if older else ""
        assert len(addresses) < 20
    return shown, addresses


@pytest.mark.parametrize(
    "moments",
    [
        list(range(2 * PAGE + 5)),
        [0] * (2 * PAGE + 5),  # all at once, as an import writes them
        [0] * (PAGE - 1) + [1] * (PAGE + 2) + [2],
        list(range(PAGE)),
    ],
    ids=["one a second", "all at once", "across the edge", "exactly a page"],
)
def test_every_event_is_shown_once_newest_first(sign_in, cast, moments):
    write(cast, moments)
    shown, addresses = read(sign_in(cast.auditor))
    assert shown == [f"事{place:03}号" for place in reversed(range(len(moments)))]
    assert not any(re.search(r"before=\d+(&|$)", url) for url in addresses)


@pytest.mark.parametrize("query", ["before=12", "before=x", "before=2026-01-01", "before=2026-01-01T00:00&shown=-3"])
def test_an_address_that_says_something_else_shows_the_newest(sign_in, cast, query):
    write(cast, [0, 1])
    assert "事001号" in sign_in(cast.auditor).get(f"{LIST}?{query}").content.decode()
