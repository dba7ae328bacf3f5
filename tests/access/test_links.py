"""Following every link as every role: no door that does not open, no English, no number in an address, no write."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from office.models import User
from tests.access.crawl import Page, view_of
from tests.access.table import ABOVE, LETTERS, TABLE
from tests.access.world import OWN_ONLY, World

pytestmark = pytest.mark.usefixtures("db")
LINES = {line.name: line for line in TABLE}
# What a clerk calls a file, and the formula of a city bureau's sheet.
WORDS = {"pdf", "excel", "xlsx", "csv", "json", "wps", "jpg", "png", "sum"}
WHOLE_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
READERS = [*LETTERS, ABOVE]


@pytest.fixture
def pages(world: World, letter: str) -> list[Page]:
    return world.reading(letter)


def each_reader(test):
    return pytest.mark.parametrize("letter", READERS)(test)


@each_reader
def test_nobody_is_offered_a_door_that_does_not_open(pages, letter):
    assert {page.url: page.status for page in pages if page.status not in (200, 302, 303)} == {}
    assert len(pages) > 5


@each_reader
def test_nobody_is_offered_a_form_they_may_not_send(pages, letter):
    refused = set()
    for page in pages:
        for action in page.forms:
            line = LINES[resolve(urlsplit(action).path).view_name]
            at_home = letter == ABOVE and "C" in line.post and (line.kind in OWN_ONLY or action == page.url)
            if letter not in line.post and not at_home:
                refused.add((view_of(page.url), line.name))
    assert not refused


@each_reader
def test_every_page_speaks_chinese(pages, letter):
    codes = re.compile(
        "|".join([r"\b[a-z0-9]{12}\b", r"\b[0-9a-f]{16,64}\b", *User.objects.values_list("username", flat=True)])
    )
    found = set()
    for page in pages:
        text = codes.sub("", page.text)
        found |= {(word, view_of(page.url)) for word in re.findall(r"[A-Za-z]{3,}", text) if word.lower() not in WORDS}
    assert not found


@each_reader
def test_no_page_shows_or_links_to_a_whole_id_number(pages, letter):
    assert [page.url for page in pages if WHOLE_ID.search(page.html)] == []
    assert [link for page in pages for link in [*page.links, *page.forms] if WHOLE_ID.search(link)] == []


@each_reader
def test_every_page_is_kept_by_nobody_and_guarded_by_its_headers(pages, letter):
    for page in pages:
        assert "no-store" in page.headers.get("Cache-Control", ""), page.url
        policy = page.headers.get("Content-Security-Policy", "")
        if page.headers.get("Content-Disposition", "").startswith("attachment"):
            assert policy == "sandbox; default-src 'none'", page.url
        else:
            assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy, page.url
        assert "unsafe" not in policy, page.url
        assert page.headers["X-Content-Type-Options"] == "nosniff", page.url
        assert page.headers["X-Frame-Options"] == "DENY", page.url
        assert page.headers["Referrer-Policy"] == "same-origin", page.url
        assert "camera=()" in page.headers["Permissions-Policy"], page.url


@each_reader
def test_reading_writes_nothing(pages, letter, world):
    assert world.written[letter] == {}
