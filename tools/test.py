"""Run the checks and tests one after another, go on after a failure, and say at the end what failed.

tools/test.py                          everything
tools/test.py check|sqlite|postgres|browser    one part
"""

import base64
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from postgres import private_postgres
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")
WORKERS = ("-n", "3", "--dist", "loadgroup")  # one more than cores: the races wait for servers


@dataclass
class Tally:
    """What passed and failed so far; a check counts as one, a test run as its tests."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)  # titles of the steps that failed


def main(part: str = "all") -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that the database is removed
    os.chdir(ROOT)
    parts = {"check": [checks], "sqlite": [sqlite], "postgres": [postgres], "browser": [browser]}
    parts["all"] = [checks, sqlite, postgres, browser]
    if part not in parts:
        print(f"没有“{part}”这一部分,可以是:{'、'.join(parts)}。", file=sys.stderr)
        return 2
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for run in parts[part]:
            run(tally, Path(folder))
    for title in tally.broken:
        print(f"没有通过:{title}")
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if tally.broken else 0


def checks(tally: Tally, folder: Path) -> None:
    database = {"DATABASE_URL": f"sqlite:///{folder / 'checks.sqlite3'}"}
    step(tally, "代码规范 ruff check", BIN / "ruff", "check", ".")
    step(tally, "代码格式 ruff format", BIN / "ruff", "format", "--check", ".")
    step(tally, "类型 mypy", BIN / "mypy")
    step(tally, "分层 import-linter", BIN / "lint-imports")
    step(tally, "模板 djlint", BIN / "djlint", "templates", "--lint", "--quiet")
    step(tally, "迁移齐全 makemigrations", *MANAGE, "makemigrations", "--check", "--dry-run", **database)
    deploy = (*MANAGE, "check", "--deploy", "--fail-level", "WARNING")
    step(tally, "上线设置 check --deploy", *deploy, **production(), **database)


def production() -> dict[str, str]:
    """Return an environment for production with keys that live only for this run."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "ENVIRONMENT": "production",
        "ALLOWED_HOSTS": "supportdesk.example",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": f"k1:{key()}",
        "BLIND_INDEX_KEY": key(),
    }


def sqlite(tally: Tally, folder: Path) -> None:
    database = {"DATABASE_URL": f"sqlite:///{folder / 'migrated.sqlite3'}"}
    migrated = (sys.executable, "-m", "tests.migrated")
    step(tally, "迁移 SQLite 测试库", *migrated, **database, DJANGO_SETTINGS_MODULE="supportdesk.test_settings")
    pytest(tally, folder, "测试 SQLite", *WORKERS, "-m", "not browser")


def postgres(tally: Tally, folder: Path) -> None:
    """Run what a database can change; the tests marked `once` ran on SQLite."""
    title = "测试 PostgreSQL(与数据库无关的只在 SQLite 上测)"
    try:
        with postgres_url() as url:
            template = migrated_template(url)
            pytest(
                tally,
                folder,
                title,
                *WORKERS,
                "-m",
                "not browser and not once",
                DATABASE_URL=url,
                TEST_TEMPLATE=template,
            )
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        print(f"PostgreSQL 没有启动:{error}", file=sys.stderr)
        tally.failed += 1
        tally.broken.append(title)


def migrated_template(url: str) -> str:
    """Migrate one database for all workers to copy, and return its name."""
    name = f"template_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = urlsplit(url)._replace(path=f"/{name}").geturl()
    migrate = (*MANAGE, "migrate", "--verbosity=0", "--settings=supportdesk.test_settings")
    subprocess.run(migrate, env=os.environ | {"DATABASE_URL": address}, check=True)
    return name


@contextlib.contextmanager
def postgres_url() -> Iterator[str]:
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with private_postgres() as url:
        yield url


def browser(tally: Tally, folder: Path) -> None:
    pytest(tally, folder, "浏览器测试 Chromium", "-m", "browser", "--browser", "chromium")


def pytest(tally: Tally, folder: Path, title: str, *options: str, **env: str) -> None:
    """Run pytest as a step; its tests are counted one by one."""
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    before = tally.passed, tally.failed
    step(tally, title, sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", *options, **env)
    if report.is_file():
        tally.passed, tally.failed = before
        count(tally, report)


def count(tally: Tally, report: Path) -> None:
    for suite in ElementTree.parse(report).getroot():
        total, failures, errors, skipped = (
            int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
        )
        tally.failed += failures + errors
        tally.skipped += skipped
        tally.passed += total - failures - errors - skipped


def step(tally: Tally, title: str, *command: str | Path, **env: str) -> None:
    """Run one command under a heading, note whether it passed and say how long it took."""
    print(f"\n== {title}", flush=True)
    start = time.monotonic()
    code = subprocess.run(command, env=os.environ | env).returncode
    if code == 0:
        tally.passed += 1
    else:
        tally.failed += 1
        tally.broken.append(title)
    print(f"-- {title}:{'通过' if code == 0 else '没有通过'},{time.monotonic() - start:.1f} 秒", flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
