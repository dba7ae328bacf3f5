"""A browser per person: everybody of the cast signs in through the login page and keeps an own session."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from playwright.sync_api import Page

from office import clock
from tests.conftest import PASSWORD


class Desk:
    """One signed-in person before a browser."""

    def __init__(self, page: Page, root: str) -> None:
        self.page, self.root = page, root

    def open(self, path: str) -> Page:
        self.page.goto(self.root + path)
        return self.page

    def sign_in(self, username: str) -> None:
        self.open("/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def text(self) -> str:
        return self.page.locator("main").inner_text()


@pytest.fixture
def complaints():
    """Every console error and script error of every desk; a test ends with none."""
    found: list[str] = []
    yield found
    assert not found


@pytest.fixture
def desk(browser, live_server, complaints):
    contexts = []

    def make(username: str = "", *, width: int = 1440, height: int = 900, scripts: bool = True) -> Desk:
        """Seat somebody, signed in unless nobody is named; `scripts` off is a browser without JavaScript."""
        viewport = {"width": width, "height": height}
        context = browser.new_context(locale="zh-CN", viewport=viewport, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        seat = Desk(page, live_server.url)
        if username:
            seat.sign_in(username)
        make.seats.append(seat)
        return seat

    make.seats = []

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def stand_at(monkeypatch):
    """Let the site stand at another moment, in the server's thread too (a context variable would not reach it)."""

    def stand(day: date, hour: int = 9) -> None:
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return stand
