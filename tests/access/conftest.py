"""One world for all tests of this folder; each test's writes are undone."""

from pathlib import Path

import pytest
from django.db import transaction

from office import clock
from tests.access.world import TODAY, World, make_world

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep this folder in two workers, the table in one and the rest in another: each loads a world of its own."""
    for item in items:
        if FOLDER in item.path.parents:
            table = item.path.name == "test_access.py"
            item.add_marker(pytest.mark.xdist_group("access table" if table else "access"))


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """Load the world once, in a transaction that is rolled back when the last test of the folder is over."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def db(world: World, django_db_blocker):
    """Take the place of pytest-django's `db`, which would close the connection under the world."""
    with django_db_blocker.unblock(), clock.at(TODAY), transaction.atomic():
        yield
        transaction.set_rollback(True)
