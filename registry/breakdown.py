"""The situation by bureau and by branch: every row a part of the same people, every count a list of exactly those."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from office.formats import UNKNOWN, known
from office.models import Branch, Bureau
from office.money import percent
from registry.figures import Situation

COLUMNS = {
    "retirees": "离退休",
    "lixiu": "离休",
    "tuixiu": "退休",
    "survivors": "遗属",
    "living_alone_or_empty_nest": "独居或空巢",
    "aged_70_and_alone": "高龄独居或空巢",
    "limited_mobility_or_no_self_care": "行动不便或不能自理",
    "serious_illness": "重症",
}


@dataclass(frozen=True)
class Row:
    """A bureau with its subtree, or a branch: `key` names it in an address, `depth` is its place in the tree."""

    name: str
    key: str
    counts: dict[str, int]
    depth: int = 0
    serving: int | None = None

    @property
    def percent(self) -> Decimal | None:
        retirees = self.counts["retirees"]
        return None if self.serving is None else percent(retirees, retirees + self.serving)


@dataclass(frozen=True)
class Part:
    """A table of rows: by bureau, which have serving staff and a share, or by branch, which have not."""

    title: str
    query: str  # what a row's key is called in an address
    labels: list[str]
    rows: list[Row]

    @property
    def has_share(self) -> bool:
        return self.query == "bureau"

    @property
    def heads(self) -> list[str]:
        return [*self.labels, *(["在职", "占比(%)"] if self.has_share else [])]

    def share_of(self, row: Row) -> list[Any]:
        """Return serving staff and share of a row, for a table; nothing for a branch."""
        return [known(row.serving), known(row.percent, "无法计算")] if self.has_share else []

    def as_json(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = [{"name": row.name, "key": row.key, **row.counts} for row in self.rows]
        if self.has_share:
            return [row | {"serving_staff": found.serving} for row, found in zip(rows, self.rows, strict=True)]
        return rows


def parts(of: Situation) -> list[Part]:
    """Return the tables that have rows; with one bureau nothing of the tree shows. Queries: two."""
    labels, bureaus, branches = list(columns(of).values()), by_bureau(of), by_branch(of)
    found = [Part("按单位", "bureau", labels, bureaus)] if len(bureaus) > 1 else []
    return [*found, Part("按党支部", "branch", labels, branches)] if branches else found


def columns(of: Situation) -> dict[str, str]:
    """Return the counts of a row, key → label: those the situation holds for who reads it."""
    held = {*of.groups, *(figure.key for figure in of.figures)}
    return {key: label for key, label in COLUMNS.items() if key in held}


def by_bureau(of: Situation) -> list[Row]:
    """Return one row a bureau, each with its whole subtree, in the order of the tree. Queries: one. Rule: R-325."""
    bureaus = Bureau.objects.order_by("path")
    if of.bureau is not None:
        bureaus = bureaus.filter(path__startswith=of.bureau.path)
    found = list(bureaus)
    above = {bureau.pk: [int(step) for step in bureau.path.strip("/").split("/")] for bureau in found}
    counts = {
        key: Counter(pk for person in of.figure(key).people for pk in above[of.bureaus[person]]) for key in columns(of)
    }
    serving: Counter[int] = Counter()
    for bureau_id, number in of.serving.items():
        for pk in above[bureau_id]:
            serving[pk] += number
    top = min((len(steps) for steps in above.values()), default=0)
    return [
        Row(
            bureau.name,
            bureau.code,
            {key: count[bureau.pk] for key, count in counts.items()},
            depth=len(above[bureau.pk]) - top,
            serving=serving.get(bureau.pk),
        )
        for bureau in found
    ]


def by_branch(of: Situation) -> list[Row]:
    """Return one row a branch of the bureau's own people, those without one last. Queries: one. Rule: R-325."""
    if of.bureau is None:
        return []
    own = of.bureau.pk
    counts = {
        key: Counter(of.branches[person] for person in of.figure(key).people if of.bureaus[person] == own)
        for key in columns(of)
    }
    names = {branch.pk: branch for branch in Branch.objects.filter(pk__in=_known(counts.values()))}
    rows = [
        Row(branch.name, branch.public_id, {key: count[pk] for key, count in counts.items()})
        for pk, branch in sorted(names.items(), key=lambda item: item[1].name)
    ]
    if any(count[None] for count in counts.values()):
        rows.append(Row(f"党支部{UNKNOWN}", NO_BRANCH, {key: count[None] for key, count in counts.items()}))
    return rows


NO_BRANCH = "none"


def of_branch(of: Situation, key: str) -> frozenset[int]:
    """Return the people of a row of `by_branch`. Queries: one. Raises: Branch.DoesNotExist."""
    branch_id = None if key == NO_BRANCH else Branch.objects.only("pk").get(public_id=key).pk
    own = of.bureau.pk if of.bureau else None
    return frozenset(pk for pk, held in of.branches.items() if held == branch_id and of.bureaus[pk] == own)


def _known(counts: Iterable[Counter[Any]]) -> set[int]:
    return {pk for count in counts for pk in count if pk is not None}
