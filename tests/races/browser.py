"""A browser as far as a race needs one: it keeps cookies, reads forms and prepares a post that waits for its signal."""

from __future__ import annotations

import contextlib
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.races.servers import Server

SKIPPED = {"submit", "button", "image", "file", "reset"}
VOID = {"input", "br", "img", "meta", "link", "hr"}


@dataclass(frozen=True)
class Answer:
    """What one of two people got back."""

    status: int
    location: str
    page: Page
    server: Server

    @property
    def won(self) -> bool:
        return self.status == 303

    @property
    def refusal(self) -> str:
        """Return what the page says first of all about why nothing was done."""
        return self.page.alert


class Page(HTMLParser):
    """The forms of a page by their address, and what it calls out to the reader."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.forms: dict[str, list[tuple[str, str]]] = {}
        self.alert = ""
        self._path, self._form, self._field, self._depth = path, "", "", 0
        self.feed(html)
        self.alert = re.sub(r"\s+", " ", self.alert).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if self._depth or known.get("role") == "alert":
            self._depth += tag not in VOID
        if tag == "form":
            self._form = known.get("action") or self._path
            self.forms.setdefault(self._form, [])
        elif self._form and known.get("name"):
            self._read_field(tag, known)
        elif tag == "option" and self._field:
            first = self.forms[self._form][-1][0] != self._field
            if first or "selected" in known:
                self._keep(self._field, known.get("value", ""), instead=not first)

    def _read_field(self, tag: str, known: dict[str, str]) -> None:
        name, kind = known["name"], known.get("type", "text")
        if tag == "select":
            self._field = name
        elif tag == "textarea":
            self._field = name
            self._keep(name, "")
        elif tag == "input" and kind in ("radio", "checkbox"):
            if "checked" in known:
                self._keep(name, known.get("value", "on"))
        elif tag == "input" and kind not in SKIPPED:
            self._keep(name, known.get("value", ""))

    def _keep(self, name: str, value: str, *, instead: bool = False) -> None:
        fields = self.forms[self._form]
        if instead:
            fields.pop()
        fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.alert += data + " "
        if self.lasttag == "textarea" and self._field:
            self._keep(self._field, data.removeprefix("\r\n").removeprefix("\n"), instead=True)

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth)
        if tag == "form":
            self._form = ""
        elif tag in ("textarea", "select"):
            self._field = ""


@dataclass
class Browser:
    """One person at one server; `at` gives the same session at the other, as a load balancer might send it."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)

    def at(self, server: Server) -> Browser:
        return Browser(server, self.cookies)

    def sign_in(self, username: str, password: str) -> Browser:
        answer = self.fill("/login/", username=username, password=password).send()
        assert answer.status == 302, answer.refusal
        return self

    def open(self, path: str) -> Page:
        answer = Post(self, path, method="GET").send()
        assert answer.status == 200, (path, answer.status, self.server.log.read_text()[-2000:])
        return answer.page

    def fill(self, path: str, action: str = "", **typed: str) -> Post:
        """Open a page and fill in its form as it stands; `action` says which form when it posts elsewhere."""
        forms = self.open(path).forms
        action = action or path
        assert action in forms, f"{path} has no form for {action}, only {list(forms)}"
        kept = [(name, value) for name, value in forms[action] if name not in typed]
        return Post(self, action, kept + list(typed.items()))

    def keep(self, response: HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value


@dataclass
class Post:
    """A filled form, ready to go."""

    browser: Browser
    path: str
    data: list[tuple[str, str]] = field(default_factory=list)
    method: str = "POST"

    def send(self, signal: threading.Barrier | None = None) -> Answer:
        """Send it; with a signal only connect, and wait for the others first."""
        with contextlib.closing(self.browser.server.connect()) as http:
            http.connect()
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())}
            body = urlencode(self.data) if self.method == "POST" else None
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            if signal is not None:
                signal.wait(30)
            http.request(self.method, self.path, body, headers)
            response = http.getresponse()
            self.browser.keep(response)
            page = Page(self.path, response.read().decode())
            return Answer(response.status, response.headers.get("Location", ""), page, self.browser.server)


def at_once(*posts: Post) -> list[Answer]:
    """Send the posts from as many threads at one signal, and return the answers in the same order."""
    signal = threading.Barrier(len(posts))
    with ThreadPoolExecutor(len(posts)) as threads:
        return [sent.result() for sent in [threads.submit(post.send, signal) for post in posts]]
