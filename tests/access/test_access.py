"""Every address × method × role × {in scope, out of scope, nobody signed in} answers as the table says."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.cases import ask, cases_of
from tests.access.table import EVERYBODY, TABLE, Line
from tests.access.world import World

pytestmark = pytest.mark.usefixtures("db")
PUBLIC = {"login", "first-start"}
FREE = {"home", "logout", "password_change", "preferences"}  # open to whoever is signed in, whatever the role


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


@pytest.mark.parametrize("line", [line for line in TABLE if line.name not in PUBLIC], ids=lambda line: line.name)
def test_each_role_gets_what_the_table_says(line: Line, world: World):
    wrong = []
    for case in cases_of(line, world):
        status = ask(world.client(case.letter), line, case.method, case.address).status_code
        if status not in case.right:
            wrong.append(f"{case}: {status} instead of {sorted(case.right)}")
    assert not wrong
