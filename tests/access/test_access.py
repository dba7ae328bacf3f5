"""Every address × method × role × {in scope, out of scope, nobody signed in} answers as the table says."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.access.cases import METHODS, ask, cases_of
from tests.access.document import PATH, document
from tests.access.table import EVERYBODY, LETTERS, TABLE, Line
from tests.access.world import World

pytestmark = pytest.mark.usefixtures("db")
PUBLIC = {"calendar-feed", "login", "first-start"}
# Open to whoever is signed in, whatever the role.
FREE = {
    "calendar-token",
    "home",
    "logout",
    "password_change",
    "preferences",
    "purpose",
    "reminders",
}
GUARDED = [line for line in TABLE if line.name not in PUBLIC]


@pytest.fixture(autouse=True, scope="module")
def _empty_cache():
    """Clear once, not for each test: only statuses are looked at, and counting every badge anew is half the work."""
    cache.clear()


def names(patterns: list, prefix: str = "") -> Iterator[str]:
    """Give the name of every address, with its name space."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{prefix}{pattern.name}"


def test_the_table_names_every_address_once_and_no_other():
    assert Counter(line.name for line in TABLE) == Counter(names(get_resolver().url_patterns))


def test_the_table_opens_to_the_public_exactly_what_is_known_to_be_public():
    assert {line.name for line in TABLE if line.public} == PUBLIC
    assert {line.name for line in TABLE if EVERYBODY in (line.get, line.post)} == PUBLIC | FREE


def test_every_view_of_the_table_names_the_permission_it_needs(world: World):
    """A view without one would be open to every role by its maker's forgetfulness."""
    for line in GUARDED:
        view = resolve(reverse(line.name, args=world.inside(line.kind, "C").args)).func
        assert hasattr(view, "needs") == (line.name not in FREE), line.name


@pytest.mark.once  # who may do what is decided in Python; every page is opened on both databases by test_links
@pytest.mark.parametrize("line", GUARDED, ids=lambda line: line.name)
def test_each_role_gets_what_the_table_says(line: Line, world: World):
    wrong = []
    for case in cases_of(line, world):
        status = ask(world.client(case.letter), line, case.method, case.address).status_code
        if status not in case.right:
            wrong.append(f"{case}: {status} instead of {sorted(case.right)}")
    assert not wrong


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(world: World):
    for line in GUARDED:
        address = world.inside(line.kind, "C")
        url = reverse(line.name, args=address.args) + address.query
        for method in METHODS:
            response = ask(Client(), line, method, address)
            assert (response.status_code, response.headers["Location"]) == (302, _sign_in(url)), (line.name, method)


def _sign_in(url: str) -> str:
    return f"{reverse('login')}?{urlencode({'next': url}, safe='/')}"


def test_what_is_public_tells_nothing(world: World):
    assert Client().get(reverse("login")).status_code == 200
    assert Client().delete(reverse("login")).status_code == 405
    for method in METHODS:
        assert Client().generic(method, reverse("first-start", args=["no-such-token"])).status_code == 404


def test_the_page_for_readers_is_the_table():
    """`python -m tests.access.document` writes it anew."""
    assert PATH.read_text(encoding="utf-8") == document()
    assert set(LETTERS) == set(EVERYBODY)
