"""Accessibility by axe's rules on the pages people use most, light and dark, at a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = [
    "/",
    "/people/",
    "/people/new/",
    "/people/import/",
    "/reports/situation/",
    "/casework/",
    "/casework/contacts/new/",
    "/casework/recognitions/",
    "/funds/",
    "/funds/aid/",
    "/settings/",
    "/settings/staff/",
]
PHONE = ["/", "/casework/mine/", "/casework/mine/contact/"]


def complaints_of(page):
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_the_desk_pages_break_no_rule(cast, person, desk):
    seat = desk(cast.caseworker.username)
    found = {path: complaints_of(seat.open(path)) for path in [*DESK, person.get_absolute_url()]}
    assert {path: rows for path, rows in found.items() if rows} == {}


def test_the_pages_in_the_dark_break_no_rule(cast, desk):
    seat = desk(cast.caseworker.username)
    seat.page.emulate_media(color_scheme="dark")
    found = {path: complaints_of(seat.open(path)) for path in DESK[:6]}
    assert {path: rows for path, rows in found.items() if rows} == {}


def test_the_helpers_phone_breaks_no_rule(cast, desk):
    seat = desk(cast.helper.username, width=390, height=800)
    found = {path: complaints_of(seat.open(path)) for path in PHONE}
    assert {path: rows for path, rows in found.items() if rows} == {}
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert {path: seat.open(path).evaluate(width) for path in PHONE} == dict.fromkeys(PHONE, 0)
