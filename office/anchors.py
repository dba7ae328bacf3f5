"""Heads of the audit chains kept outside the database.

Whoever can write the whole database could cut the newest links off a chain, or seal another one: nothing inside would
tell. A head written down elsewhere does: the link of that number must be there, with that digest. Each line of an
anchor file is one head: moment, chain, number, digest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Max

from office import clock
from office.models import AuditSeal

BATCH = 500


@dataclass(frozen=True)
class Head:
    """The newest link of one chain; `chain` is a bureau's row number, 0 the installation's own."""

    chain: int
    number: int
    digest: str


def heads() -> list[Head]:
    """Return the newest link of every chain. Queries: one for the chains, one for each."""
    newest = AuditSeal.objects.order_by().values("chain").annotate(last=Max("number")).order_by("chain")
    found = [AuditSeal.objects.get(chain=row["chain"], number=row["last"]) for row in newest]
    return [Head(link.chain, link.number, link.digest) for link in found]


def write(file: Path) -> list[Head]:
    """Append the heads that the file does not end with, and return them. The file is made for its owner alone."""
    known = {head.chain: head for _, head in _lines(file)} if file.exists() else {}
    news = [head for head in heads() if known.get(head.chain) != head]
    if news:
        moment = clock.now().isoformat(timespec="seconds")
        file.touch(mode=0o600)
        with file.open("a", encoding="utf-8") as out:
            out.writelines(f"{moment} {head.chain} {head.number} {head.digest}\n" for head in news)
    return news


def faults(file: Path) -> Iterator[str]:
    """Give a sentence for every written head that the database no longer has. Rule: R-351.

    Raises OSError when the file cannot be read.
    """
    written = list(_lines(file))
    found = dict(_digests({head.number for _, head in written}))
    for number, (moment, head) in enumerate(written, 1):
        if head.number == 0:
            yield f"链头文件第 {number} 行看不懂,请核对文件是不是被改过。"
        elif (digest := found.get((head.chain, head.number))) is None:
            yield f"审计链 {head.chain} 第 {head.number} 环不见了,{moment} 时还在:较新的审计记录可能被截掉。"
        elif digest != head.digest:
            yield f"审计链 {head.chain} 第 {head.number} 环与 {moment} 另存的链头不同:审计记录可能被换过。"


def _digests(numbers: Iterable[int]) -> Iterator[tuple[tuple[int, int], str]]:
    wanted = sorted(numbers)
    for first in range(0, len(wanted), BATCH):
        links = AuditSeal.objects.filter(number__in=wanted[first : first + BATCH]).order_by()
        for chain, number, digest in links.values_list("chain", "number", "digest"):
            yield (chain, number), digest


def _lines(file: Path) -> Iterator[tuple[str, Head]]:
    """Give moment and head of each line; a line that says something else is a head without a number."""
    for line in file.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) == 4 and parts[1].isdecimal() and parts[2].isdecimal():
            yield parts[0], Head(int(parts[1]), int(parts[2]), parts[3])
        else:
            yield "", Head(0, 0, "")
