"""The idle time-out runs from the last page, the absolute one from the sign-in."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    """Let `minutes` pass for the session's clock."""
    real = timezone.now

    def go(minutes):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=minutes))

    return go


def test_who_goes_on_working_stays_signed_in(cast, sign_in, later):
    client = sign_in(cast.caseworker)
    for minutes in (0, 20, 40, 60, 80):
        later(minutes)
        assert client.get("/settings/").status_code == 200


def test_who_leaves_the_desk_is_signed_out(cast, sign_in, later):
    client = sign_in(cast.caseworker)
    assert client.get("/settings/").status_code == 200
    later(31)
    assert client.get("/settings/").status_code == 302


def test_after_twelve_hours_even_a_busy_person_signs_in_again(cast, sign_in, later):
    client = sign_in(cast.caseworker)
    for minutes in range(0, 12 * 60, 25):
        later(minutes)
        assert client.get("/settings/").status_code == 200
    later(12 * 60 + 1)
    assert client.get("/settings/").status_code == 302


def test_a_page_within_five_minutes_writes_no_session(cast, sign_in):
    client = sign_in(cast.caseworker)
    client.get("/settings/")
    with mock.patch("django.contrib.sessions.backends.db.SessionStore.save") as save:
        client.get("/settings/")
    assert not save.called
