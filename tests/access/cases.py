"""What the table expects of one request, and asking it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.access.table import ABOVE, LETTERS, Line
from tests.access.world import OWN_ONLY, Address, World

METHODS = ("GET", "POST", "DELETE")  # no page knows the third
REFUSED = frozenset({403})
UNKNOWN = frozenset({404})
HIDDEN = frozenset({403, 404})  # out of the reach of a role that may not open its like anyway: either tells nothing
NO_METHOD = frozenset({405})
READ = frozenset({200, 302, 303})
ACTED = frozenset({200, 204, 302, 303, 422})


@dataclass(frozen=True)
class Case:
    """One request: who asks, how, for a thing in or out of scope, and which answers are right."""

    letter: str
    method: str
    address: Address
    scope: str
    right: frozenset[int]

    def __str__(self) -> str:
        return f"{self.letter} {self.method} {self.scope}"


def cases_of(line: Line, world: World) -> Iterator[Case]:
    """Give every case of an address: roles × methods × in scope, out of scope."""
    for letter in [*LETTERS, *(ABOVE if line.kind not in OWN_ONLY else "")]:
        for method in METHODS:
            yield Case(letter, method, world.inside(line.kind, letter), "in scope", _right_inside(line, letter, method))
            if (outside := world.outside(line.kind, letter)) is not None:
                yield Case(letter, method, outside, "out of scope", _right_outside(line, letter, method))


def _right_inside(line: Line, letter: str, method: str) -> frozenset[int]:
    if letter in line.may(method):
        return READ if method == "GET" else ACTED
    if not line.may(method):
        return NO_METHOD if letter in line.get + line.post else NO_METHOD | REFUSED | UNKNOWN
    return UNKNOWN if letter in line.hidden else REFUSED


def _right_outside(line: Line, letter: str, method: str) -> frozenset[int]:
    if not line.may(method):
        return NO_METHOD if letter in line.get + line.post else NO_METHOD | HIDDEN
    return UNKNOWN if letter in line.known_to else HIDDEN


def ask(client: Client, line: Line, method: str, address: Address) -> HttpResponse:
    """Send one request and undo what it wrote."""
    url = reverse(line.name, args=address.args) + address.query
    with transaction.atomic():
        response = client.generic(method, url) if method != "POST" else client.post(url, address.body)
        response.getvalue() if response.streaming else response.content
        transaction.set_rollback(True)
    return response
