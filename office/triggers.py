"""Append-only tables: database triggers that refuse to change or remove what was written.

An app protects its table in `AppConfig.ready`: `triggers.protect(self, "funds_ledgerentry")`. The triggers are put
back after every `migrate`, because SQLite drops them when a migration rebuilds the table. Databases other than SQLite
and PostgreSQL go without: there the guards in the models stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

APPEND_ONLY: set[str] = set()

SQLITE_EVENTS = ("update", "delete", "replace")
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION office_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def protect(app: AppConfig, table: str) -> None:
    """Declare a table append-only and have its triggers installed after every migrate. Rule: R-55."""
    APPEND_ONLY.add(table)

    def reinstall(*, using: str, **kwargs: Any) -> None:
        install(connections[using], table)

    post_migrate.connect(reinstall, sender=app, weak=False, dispatch_uid=f"append-only {table}")


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """Create the table's triggers where the database knows them and the table exists; harmless when they are there."""
    if table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _create_statements(connection, table):
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute(_refuse_replace(connection, cursor, table))


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Drop the table's triggers: for a test that empties the database, never for the application."""
    if table not in connection.introspection.table_names():
        return
    on_table = "" if connection.vendor == "sqlite" else f" ON {connection.ops.quote_name(table)}"
    with connection.cursor() as cursor:
        for name in _names(connection, table):
            cursor.execute(f"DROP TRIGGER IF EXISTS {connection.ops.quote_name(name)}{on_table}")


def remove_all(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers of every protected table, so that a test's flush can empty it.

    Its migrate signal puts them back.
    """
    for table in sorted(APPEND_ONLY):
        remove(connection, table)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that should be there and are not, or are switched off."""
    tables = set(connection.introspection.table_names())
    wanted = {name for table in APPEND_ONLY & tables for name in _names(connection, table)}
    return sorted(wanted - _present(connection))


def _names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    if connection.vendor == "sqlite":
        return [f"{table}_no_{event}" for event in SQLITE_EVENTS]
    if connection.vendor == "postgresql":
        return [f"{table}_append_only"]
    return []


def _create_statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    quote = connection.ops.quote_name
    if connection.vendor == "sqlite":
        return [
            (
                f"CREATE TRIGGER IF NOT EXISTS {quote(f'{table}_no_{event}')} BEFORE {event.upper()} ON {quote(table)} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
            for event in ("update", "delete")
        ]
    if connection.vendor == "postgresql":
        return [
            POSTGRES_FUNCTION,
            (
                f"CREATE OR REPLACE TRIGGER {quote(f'{table}_append_only')} BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {quote(table)} FOR EACH STATEMENT EXECUTE FUNCTION office_refuse_change()"
            ),
        ]
    return []


def _refuse_replace(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> str:
    """Return the trigger that refuses a row whose key another row has.

    INSERT OR REPLACE would take that other row away without firing the trigger that refuses DELETE.
    """
    quote = connection.ops.quote_name
    cursor.execute('SELECT name FROM pragma_index_list(%s) WHERE "unique" AND NOT partial', [table])
    keys = [["id"]]
    for (index,) in cursor.fetchall():
        cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [index])
        keys.append([name for (name,) in cursor.fetchall()])
    matches = [" AND ".join(f"{quote(column)} = NEW.{quote(column)}" for column in key) for key in keys]
    same = " OR ".join(f"EXISTS (SELECT 1 FROM {quote(table)} WHERE {match})" for match in matches)  # noqa: S608  (names of our own)
    return (
        f"CREATE TRIGGER IF NOT EXISTS {quote(f'{table}_no_replace')} BEFORE INSERT ON {quote(table)} WHEN {same} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    if connection.vendor not in queries:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return {row[0] for row in cursor.fetchall()}


@checks.register(checks.Tags.database)
def check_append_only(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Fail when a ledger or audit table can be changed (`manage.py check --database default`)."""
    return [
        checks.Error(
            f"数据库触发器 {name} 不见了,账目或审计记录可能被改动。",
            hint="请先备份,再运行 manage.py migrate --skip-checks 补回,并运行 manage.py check_books 核对。",
            id="office.E001",
        )
        for alias in databases or []
        for name in missing(connections[alias])
    ]
