"""bench/RESULTS.md: what was measured, on what, and which targets were reached."""

import os
import platform
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bench.measuring import Comparison

FILE = Path(__file__).parent / "RESULTS.md"
HOW = """
The WSGI application is called in one process for each program, without a network; a time is from the call to the last
byte of the answer, middleware and session included. The two programs take turns, each on its own copy of the same
database, so other work on the machine slows both alike: **read the ratios** (the median over the turns of ours divided
by stock of the same turn). The stock side is Django's admin with django-import-export (`bench/stock/`), set up with
care: as many rows to a page, select_related and prefetch_related, autocompletes, the contacts of a person as an inline.
It keeps no history, no dated facts, no due dates and no audit trail and encrypts nothing, all of which ours does.
For the PDF, stock is WeasyPrint over the same cells in the same font and nothing else.

Queries are those of one request (of all requests of an import); in brackets those of the page's body, without session,
account, roles and the account's bureau. Memory is the largest resident set of the process during the operation.
An import writes 1,000 new people each time, so it and nothing after it meets a larger table.
"""


def write(comparisons: list[Comparison], paper: Comparison, began: datetime, seconds: float) -> None:
    FILE.write_text("\n".join(lines(comparisons, paper, began, seconds)) + "\n", encoding="utf-8")


def lines(comparisons: list[Comparison], paper: Comparison, began: datetime, seconds: float) -> Iterator[str]:
    yield "# Benchmark"
    yield ""
    yield f"Written by `make bench` on {began:%Y-%m-%d %H:%M}, {seconds / 60:.1f} minutes, {machine()}."
    yield HOW
    yield "## Targets"
    yield ""
    yield from targets([*comparisons, paper])
    for database, size in dict.fromkeys((one.database, one.size) for one in comparisons):
        yield ""
        yield f"## {database}, {size:,} people"
        yield ""
        yield from table([one for one in comparisons if (one.database, one.size) == (database, size)])
    yield ""
    yield "## Publicity list"
    yield ""
    yield from table([paper])


def targets(comparisons: list[Comparison]) -> Iterator[str]:
    missed = [one for one in comparisons if not one.kept]
    yield "Lists at most 1/3 of stock, the person's page 1/8, the import 1/4, the PDF 1.3 times bare WeasyPrint;"
    yield "the body of a page at most 12 queries, whatever the number of rows."
    yield ""
    aimed = [one for one in comparisons if one.operation.target]
    yield f"{sum(one.kept for one in aimed)} of the {len(aimed)} lines with a ratio to reach keep it." + (
        " Not kept:" if missed else ""
    )
    if missed:
        yield ""
    for one in missed:
        goal = f"{one.operation.target:.3f}" if one.operation.target else "none"
        where = f"{one.database}, {one.size:,}: " if one.database else ""
        yield f"- {where}{one.operation.title}: ratio {one.ratio:.3f} (target {goal}), body {one.ours.body} queries"


def table(comparisons: list[Comparison]) -> Iterator[str]:
    yield "| operation | ours p50 ms | p95 | queries | MB | stock p50 ms | p95 | queries | MB | ours / stock | target |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for one in comparisons:
        sides = []
        for cost in (one.ours, one.stock):
            body = f" ({cost.body})" if one.operation.page else ""
            sides.append(f"{cost.p50:,.1f} | {cost.p95:,.1f} | {cost.queries:,}{body} | {cost.peak / 1024:.0f}")
        target = f"{one.operation.target:.3f}" if one.operation.target else ""
        yield f"| {one.operation.title} | {' | '.join(sides)} | **{one.ratio:.3f}** | {target} |"


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "django-import-export", "WeasyPrint"))
    load = f"load {os.getloadavg()[1]:.1f} from this and other work"
    cores = f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB"
    return f"{cores}, {load}, Python {platform.python_version()}, {packages}"
