"""Both programs side by side: every operation turn by turn, ours and the stock's, in two processes of their own."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.databases import Postgres, Sqlite, environment

# What each side runs: settings, module, class.
PAGES = {"ours": ("ours", "bench.ours", "Program"), "stock": ("stock", "bench.stock.program", "Program")}
PAPERS = {"ours": ("ours", "bench.paper", "Ours"), "stock": ("ours", "bench.paper", "Bare")}


@dataclass(frozen=True)
class Operation:
    name: str  # the method of both programs
    title: str
    rounds: int = 12
    warm: int = 2
    target: float | None = None  # ours / stock, at most
    page: bool = True  # whether it answers a page, whose body may ask twelve queries


OPERATIONS = [
    Operation("list_first", "list, first page", target=1 / 3),
    Operation("list_last", "list, last page", target=1 / 3),
    Operation("list_filter", "list, kind and living", target=1 / 3),
    Operation("search", "list, search 建国", target=1 / 3),
    Operation("person_page", "person, 50 contacts", target=1 / 8),
    Operation("home", "home page"),
    Operation("contact_form", "contact, empty form"),
    Operation("contact_save", "contact, save", page=False),
    Operation("export", "export of all, xlsx", rounds=3, warm=0, page=False),
    Operation("import_roster", "import of 1,000, preview and confirm", rounds=2, warm=0, target=1 / 4, page=False),
]
PAPER_ROWS = 46
PAPER = Operation("paper", "publicity list of 46 rows as PDF", rounds=8, target=1.3, page=False)


@dataclass
class Cost:
    """What an operation cost one program."""

    seconds: list[float] = field(default_factory=list)
    peak: int = 0  # KiB
    queries: int = 0
    body: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p95(self) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))] * 1000


@dataclass(frozen=True)
class Comparison:
    database: str
    size: int
    operation: Operation
    ours: Cost
    stock: Cost

    @property
    def ratio(self) -> float:
        """Return ours / stock, the median over the turns: both of a turn ran side by side."""
        return statistics.median(a / b for a, b in zip(self.ours.seconds, self.stock.seconds, strict=True))

    @property
    def kept(self) -> bool:
        """Return whether the targets hold."""
        fast = self.operation.target is None or self.ratio <= self.operation.target
        return fast and (not self.operation.page or self.ours.body <= 12)


class Worker:
    def __init__(self, settings: str, module: str, name: str, *, url: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", module, name],
            env=environment(settings, url, folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, operation: str, turn: int, count: bool = False) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"operation": operation, "turn": turn, "count": count}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{operation} failed; what went wrong stands above.")
        return json.loads(line)

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def compare_pages(engine: Sqlite | Postgres, size: int, folder: Path) -> Iterator[Comparison]:
    with _both(PAGES, {side: engine.url(f"{side}_{size}") for side in PAGES}, folder) as workers:
        for operation in OPERATIONS:
            yield _compare(workers, engine.name, size, operation)


def compare_papers(folder: Path) -> Comparison:
    with _both(PAPERS, dict.fromkeys(PAPERS, f"sqlite:///{folder / 'none'}"), folder) as workers:
        return _compare(workers, "", PAPER_ROWS, PAPER)


@contextmanager
def _both(sides: dict[str, tuple[str, str, str]], urls: dict[str, str], folder: Path) -> Iterator[dict[str, Worker]]:
    workers = {side: Worker(*what, url=urls[side], folder=folder) for side, what in sides.items()}
    try:
        yield workers
    finally:
        for worker in workers.values():
            worker.stop()


def _compare(workers: dict[str, Worker], database: str, size: int, operation: Operation) -> Comparison:
    costs = {program: Cost() for program in workers}
    for turn in range(operation.warm + operation.rounds + 1):
        counting = turn == operation.warm + operation.rounds  # the last turn counts and is not timed
        for program in sorted(workers, reverse=turn % 2 == 1):  # in turn, who goes first
            answer = workers[program].run(operation.name, turn, counting)
            cost = costs[program]
            cost.peak = max(cost.peak, answer["peak"])
            if counting:
                cost.queries, cost.body = answer["queries"], answer["body"]
            elif turn >= operation.warm:
                cost.seconds.append(answer["seconds"])
    return Comparison(database, size, operation, costs["ours"], costs["stock"])
