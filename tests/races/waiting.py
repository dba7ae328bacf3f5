"""A request that waits for a lock the test holds, and seeing that it waits."""

import threading
import time

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

SECONDS = 20
on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for everything")


class Request(threading.Thread):
    """A form sent from a connection of its own, which waits a tenth of a second for a lock (PostgreSQL: `patience`)."""

    def __init__(self, client: Client, path: str, data: dict[str, str], patience: str = "100ms") -> None:
        super().__init__()
        self.client, self.path, self.data, self.patience = client, path, data, patience
        self.response: HttpResponse | None = None

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                lite = connection.vendor == "sqlite"
                cursor.execute("PRAGMA busy_timeout=100" if lite else f"SET lock_timeout = '{self.patience}'")
            self.response = self.client.post(self.path, self.data)
        finally:
            connection.close()

    def answer(self) -> HttpResponse:
        self.join(SECONDS)
        assert self.response is not None
        return self.response


def send(*args, **kwargs) -> Request:
    request = Request(*args, **kwargs)
    request.start()
    return request


def wait_until_one_waits() -> None:
    """Return when another connection waits for a lock of ours."""
    end = time.monotonic() + SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def hold(row) -> None:
    """Lock a row on PostgreSQL; on SQLite the open transaction holds everything."""
    type(row).objects.select_for_update().get(pk=row.pk)
