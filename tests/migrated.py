"""A migrated SQLite database kept between test runs, so that not every run and every worker migrates anew.

It is named by what made it: Django, the migrations of every app and the data they ship. Migrating the copy then finds
nothing to do but what every `migrate` does afterwards (triggers). PostgreSQL's tests always migrate from nothing.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.signals import connection_created

from office import holidays_data, roles
from supportdesk.settings import DATA_DIR

LOADING = "migrated database of the tests"
SHIPPED = [Path(module.__file__) for module in (holidays_data, roles)]


def load(sender, connection, **kwargs) -> None:
    """Fill a new, empty database with the kept one, if there is one; heard when Django connects."""
    if connection.vendor == "sqlite" and kept().exists() and not _tables(connection.connection):
        with closing(sqlite3.connect(kept())) as source:
            source.backup(connection.connection)


def keep() -> None:
    """Keep a copy of the database just migrated in place of older ones; two workers may do so at once."""
    connection_created.disconnect(dispatch_uid=LOADING)
    if connection.vendor != "sqlite" or kept().exists():
        return
    kept().parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept().with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with closing(sqlite3.connect(unfinished)) as copy:  # opened by no other worker
        connection.connection.backup(copy)
    for old in kept().parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished.replace(kept())


def kept() -> Path:
    return DATA_DIR / "test-migrated" / f"{_digest()}.sqlite3"


def _digest() -> str:
    found = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    migrations = sorted(path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py"))
    for path in [*migrations, *SHIPPED]:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:32]


def _tables(connection: sqlite3.Connection) -> int:
    return connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]


connection_created.connect(load, dispatch_uid=LOADING)


def main() -> None:
    """Migrate once for all workers, which would otherwise each begin by doing so: python -m tests.migrated"""
    django.setup()
    if not kept().exists():
        call_command("migrate", verbosity=0)
        keep()


if __name__ == "__main__":
    main()
