"""Two equal databases for each size, one for each program, on SQLite and on PostgreSQL."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tools.postgres import private_postgres

SETTINGS = {"ours": "bench.settings", "stock": "bench.stock.settings"}


class Sqlite:
    """A file."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.sqlite3"

    def create(self, name: str) -> None:
        """Nothing to do: the first connection makes the file."""

    def copy(self, source: str, name: str) -> None:
        old, new = (sqlite3.connect(self.folder / f"{which}.sqlite3") for which in (source, name))
        with closing(old), closing(new):
            old.backup(new)  # with what its journal still holds


class Postgres:
    """A database of a private server; copied as a template."""

    name = "PostgreSQL"

    def __init__(self, address: str) -> None:
        self.address = address

    def url(self, name: str) -> str:
        return urlsplit(self.address)._replace(path=f"/{name}").geturl()

    def create(self, name: str) -> None:
        self._run(f'CREATE DATABASE "{name}"')

    def copy(self, source: str, name: str) -> None:
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def engines(folder: Path) -> Iterator[list[Sqlite | Postgres]]:
    with private_postgres() as address:
        yield [Sqlite(folder), Postgres(address)]


def environment(program: str, url: str, folder: Path) -> dict[str, str]:
    values = {"DJANGO_SETTINGS_MODULE": SETTINGS[program], "DATABASE_URL": url, "BENCH_FOLDER": str(folder)}
    return os.environ | values | {"LOG_LEVEL": "WARNING"}


def run(program: str, url: str, folder: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", *arguments], env=environment(program, url, folder), check=True)


def make(engine: Sqlite | Postgres, sizes: list[int], folder: Path) -> None:
    """Make the databases `ours_N` and `stock_N` of each size, growing one database through the sizes."""
    engine.create("growing")
    url = engine.url("growing")
    run("ours", url, folder, "django", "migrate", "--verbosity=0")
    run("stock", url, folder, "django", "migrate", "--verbosity=0", "admin")
    for size in sizes:
        run("ours", url, folder, "bench.prepare", str(size))
        for program in SETTINGS:
            engine.copy("growing", f"{program}_{size}")


def collect_static(folder: Path) -> None:
    for program in SETTINGS:
        run(program, "sqlite:///" + str(folder / "none"), folder, "django", "collectstatic", "--no-input", "-v0")
