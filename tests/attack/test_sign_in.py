"""Somebody tries one password on many names, and writes a false address into the request."""

import pytest
from django.core.cache import cache
from django.test import Client

from office.models import AuditEvent
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/login/"


@pytest.fixture(autouse=True)
def _brakes(settings):
    settings.AXES_ENABLED = True
    settings.ADDRESS_FAILURE_LIMIT = 10


def attempt(name: str, password: str = "wrong", **headers: str):
    cache.clear()  # another process has another cache: only the database is shared
    return Client().post(LOGIN, {"username": name, "password": password}, headers=headers)


def test_one_password_on_many_names_stops_the_address(cast):
    assert {attempt(f"name{number}").status_code for number in range(10)} == {200}
    stopped = attempt("name99")
    assert stopped.status_code == 429 and "15 分钟" in stopped.content.decode()
    assert attempt("caseworker", PASSWORD).status_code == 429, "even the right one: it may have been guessed"


def test_a_new_browser_makes_no_new_count(cast):
    for number in range(10):
        attempt(f"name{number}", **{"user-agent": f"browser {number}"})
    assert attempt("name99", **{"user-agent": "another"}).status_code == 429


def test_a_few_slips_of_a_shared_address_stop_nobody(cast):
    for number in range(9):
        attempt(f"name{number}")
    assert attempt("caseworker", PASSWORD).status_code == 302


def test_behind_our_proxy_each_client_is_counted_alone(cast, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(10):
        attempt(f"name{number}", **{"x-forwarded-for": "198.51.100.7"})
    assert attempt("name99", **{"x-forwarded-for": "198.51.100.7"}).status_code == 429
    assert attempt("caseworker", PASSWORD, **{"x-forwarded-for": "198.51.100.8"}).status_code == 302


def test_what_the_client_wrote_into_the_header_counts_for_nothing(cast, settings):
    """The proxy appends whom it heard from; everything left of that is the client's own word."""
    settings.TRUSTED_PROXIES = 1
    for number in range(10):
        attempt(f"name{number}", **{"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"})
    assert attempt("name99", **{"x-forwarded-for": "203.0.113.99, 198.51.100.7"}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "header", "recorded"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.1, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "127.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "<script>, unknown", "127.0.0.1"),
    ],
)
def test_the_audit_trail_names_the_clients_own_address(cast, settings, proxies, header, recorded):
    settings.TRUSTED_PROXIES = proxies
    attempt("caseworker", PASSWORD, **({"x-forwarded-for": header} if header else {}))
    assert AuditEvent.objects.get(action="office.account.signed-in").address == recorded
