"""Every number that is a link, and how long the list is that it opens, read off the pages as a person would."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.test import Client

from tests.access.crawl import view_of

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.S)
COUNTED = re.compile(r'class="(?:todo-count[^"]*|tile-figure|tab-count)"[^>]*>([\d,]+)<')
NUMBER = re.compile(r"(?:\S* )?([\d,]+)(?: ?[人名项件份次户笔条个])?")
NEXT = re.compile(r'rel="next" href="([^"]*)"')
HEADED = re.compile(r'<h1[^>]*>.*?<span class="count"[^>]*>([\d,]+) [^<岁]', re.S)
TABLE_ROW, CARD, LINE, PANEL = r'<tr(?! class="group")[ >]', r'<li class="panel care-card', r"<li>", r'class="panel'
# What one thing of a list looks like where it is no row of a table: the view and the part of its page.
THINGS = {
    ("casework:helper-home", ""): CARD,
    ("casework:helper-home", "emergencies"): LINE,
    ("casework:helper-home", "needs"): LINE,
    ("casework:helper-home", "shifts"): LINE,
    ("casework:helper-duties", ""): CARD,
    ("casework:notice-draft", ""): r'<input type="checkbox" name="recognitions"',
    ("casework:bulletin", ""): r'<section class="panel section"',
    ("casework:route-list", "waiting"): PANEL,
    ("funds:route-list", "waiting"): PANEL,
    ("office:policy-list", "waiting"): PANEL,
    ("registry:suggestion-list", ""): r'<td data-label="规则">',
}


class Number(NamedTuple):
    """A number on a page, and the list it opens."""

    count: int
    url: str
    words: str


def numbers_on(client: Client, url: str) -> Iterator[Number]:
    """Yield each number of a page that is a link."""
    for href, inner in LINK.findall(main_of(client, url)):
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inner)).strip()
        found = COUNTED.search(inner) or NUMBER.fullmatch(words)
        if found and not href.startswith("tel:"):
            yield Number(int(found[1].replace(",", "")), urljoin(url, unescape(href)), words)


def lengths_of(client: Client, url: str) -> set[int]:
    """Return how many things the list has on all its pages, and what its heading says where it says anything.

    Rule: R-573.
    """
    part = urlsplit(url).fragment
    thing = re.compile(THINGS.get((view_of(url), part), TABLE_ROW))
    things, said, further = 0, set(), url
    while further:
        page = main_of(client, further)
        said |= {int(number.replace(",", "")) for number in HEADED.findall(page)} if not part else set()
        if part:
            page = page.partition(f'id="{part}"')[2].partition('<section class="section"')[0]
        things += len(thing.findall(re.sub(r"<thead>.*?</thead>|<tfoot>.*?</tfoot>", "", page, flags=re.S)))
        next_page = NEXT.search(page)
        further = urljoin(further, unescape(next_page[1])) if next_page else ""
    return said | {things}


def main_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]
