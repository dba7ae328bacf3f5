"""A reader who follows every link of the site: what was answered, what stood there, where it led."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

PAGES = 150
ALIKE = 3  # pages of one view, so that a long list does not use up the reader's patience
UNSEEN = {"script", "style", "head", "template"}


@dataclass
class Page:
    """One answer: its text as a person reads it, its links and the addresses its forms post to."""

    url: str
    status: int
    headers: dict[str, str]
    html: str = ""
    text: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects text, links and forms of a page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self.inside.append(tag)
        links = [given.get(name) for name in ("href", "hx-get") if tag != "link" and name in given]
        self.page.links += [urljoin(self.page.url, link) for link in links if link]
        posts = [given["hx-post"]] if "hx-post" in given else []
        if tag == "form" and given.get("method", "").lower() == "post":
            posts.append(given.get("action", ""))
        if "formaction" in given:
            posts.append(given["formaction"])
        self.page.forms += [urljoin(self.page.url, post or self.page.url) for post in posts]
        self.page.text += "".join(f" {given[name]}" for name in ("title", "aria-label", "placeholder") if name in given)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.page.text += f" {data}"


def read(client: Client, url: str) -> Page:
    """Open one address and read what it answers."""
    response = client.get(url)
    page = Page(url, response.status_code, dict(response.headers))
    if response.headers.get("Content-Type", "").startswith("text/html"):
        page.html = response.content.decode()
        Reader(page).feed(page.html)
        page.text = re.sub(r"\s+", " ", page.text)
    elif response.status_code in (301, 302, 303):
        page.links = [urljoin(url, response.headers["Location"])]
    return page


def crawl(client: Client, start: str = "/") -> list[Page]:
    """Follow links breadth-first, a few of each view."""
    waiting, met, alike, pages = deque([start]), {start}, Counter[str](), []
    while waiting and len(pages) < PAGES:
        page = read(client, waiting.popleft())
        pages.append(page)
        for link in page.links:
            parts = urlsplit(link)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.scheme or parts.netloc or target in met or target.startswith("/static/"):
                continue
            met.add(target)
            if alike[view_of(target)] < ALIKE:
                alike[view_of(target)] += 1
                waiting.append(target)
    return pages


def view_of(url: str) -> str:
    """Return the name of the view behind an address; the address itself where there is none."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return url
