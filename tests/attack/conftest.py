"""The attacker's bench: the money fixtures, and clients that show a crash as the page a person would see."""

import pytest
from django.test import Client

from tests.funds.conftest import (  # noqa: F401  (fixtures, used by their names)
    _on_a_day,
    make_source,
    recognise,
    recognised,
    source,
    walk,
)


@pytest.fixture
def as_user():
    """Return a client signed in as somebody; an unexpected error comes back as status 500."""

    def sign(user):
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="office.backends.AccountBackend")
        return client

    return sign
