"""One program in a process of its own: takes the name of an operation and a turn on each line, answers what it cost."""

import importlib
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Asked for every page: who is it, and of which bureau?
ACCOUNT = ('FROM "django_session"', 'FROM "office_user"', 'FROM "auth_group"', '"office_bureau"."id" = %s LIMIT 21')


def main(module: str, name: str) -> None:
    import django

    django.setup()
    program = getattr(importlib.import_module(module), name)()
    answers = sys.stdout
    sys.stdout = sys.stderr  # nothing else may speak on the line
    for line in sys.stdin:
        order = json.loads(line)
        answers.write(json.dumps(run(program, **order)) + "\n")
        answers.flush()


def run(program: Any, operation: str, turn: int, count: bool = False) -> dict[str, Any]:
    """Run an operation once: its seconds, its queries if asked, the most memory the process held meanwhile."""
    act, prepared = getattr(program, operation), getattr(program, f"prepare_{operation}", lambda turn: None)(turn)
    queries: list[str] = []
    reset_peak()
    with counting(queries) if count else _nothing():
        start = time.perf_counter()
        act(prepared) if prepared is not None else act()
        seconds = time.perf_counter() - start
    body = [sql for sql in queries if not any(part in sql for part in ACCOUNT)]
    return {"seconds": seconds, "queries": len(queries), "body": len(body), "peak": peak()}


@contextmanager
def counting(queries: list[str]) -> Iterator[None]:
    from django.db import connection

    def note(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """Return the largest resident set since the reset, in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(*sys.argv[1:])
