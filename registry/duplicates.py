"""Which records may be of one person, and what differs between two of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import SimpleNamespace
from typing import Any

from django.db.models import Model

from office import clock
from office.models import Bureau
from registry import facts, known
from registry.choices import Precision
from registry.history import words_of
from registry.models import NotSame, Person, PersonDetails
from registry.rules import same_birth

Key = tuple[int, int]
SETTLED = frozenset(  # of each record its own, or settled before a merge
    "id person public_id version bureau listed_from unlisted_from merged_into withdrawn_on withdrawn_reason died_on"
    " transferred_out_on transferred_out_to name_key pinyin initials spellings id_hash id_tail_hash".split()
)
NAMES = tuple(name for name in known.LABELS if name not in SETTLED and not name.endswith("_precision"))
FIELDS = {field.name: field for model in (PersonDetails, Person) for field in model._meta.concrete_fields}
COARSE: list[str] = [Precision.YEAR, Precision.MONTH, Precision.DAY]


@dataclass(frozen=True)
class Seen:
    """What two records are compared by."""

    pk: int
    name: str
    pinyin: str
    birth: date | None
    precision: str
    tail: str
    phones: frozenset[str]


@dataclass(frozen=True)
class Pair:
    """Two records that may be of one person, and what makes it likely."""

    one: Person
    other: Person
    reasons: Sequence[str]


@dataclass(frozen=True)
class Side:
    """One field of two records; `take` says which value is kept unless a person chooses otherwise."""

    name: str
    label: str
    kept: str
    merged: str
    differs: bool
    take: str


def find(bureau: Bureau) -> dict[Key, list[str]]:
    """Return pairs of row ids with their reasons, the likeliest first. Queries: two. Rule: R-265."""
    people = [_seen(row) for row in _rows(bureau)]
    reasons: dict[Key, list[str]] = defaultdict(list)
    for one, other in _pairs(people, lambda seen: [seen.name]):
        if words := _by_name(one, other):
            reasons[one.pk, other.pk].append(words)
    for one, other in _pairs(people, lambda seen: [seen.tail] if seen.tail else []):
        if one.pinyin == other.pinyin or _same_birth(one, other):
            reasons[one.pk, other.pk].append("证件号末四位相同")
    for one, other in _pairs(people, lambda seen: seen.phones):
        if one.pinyin == other.pinyin and "电话相同" not in reasons[one.pk, other.pk]:
            reasons[one.pk, other.pk].append("电话相同,姓名同音")
    dismissed = set(NotSame.objects.filter(one__bureau=bureau, ended_at=None).values_list("one_id", "other_id"))
    standing = {key: words for key, words in reasons.items() if words and key not in dismissed}
    return dict(sorted(standing.items(), key=lambda pair: (-len(pair[1]), "未登记" in pair[1][0], pair[0])))


def _rows(bureau: Bureau) -> Iterable[tuple]:
    columns = ("pk", "name_key", "pinyin", "birth_date", "birth_precision", "id_tail_hash", "phone")
    return Person.objects.standing().filter(bureau=bureau).order_by("pk").values_list(*columns)


def _seen(row: tuple) -> Seen:
    pk, name, pinyin, birth, precision, tail, phones = row
    return Seen(pk, name, pinyin, birth, precision, tail, frozenset(part for part in phones.split("、") if part))


def _pairs(people: Sequence[Seen], keys: Any) -> Iterator[tuple[Seen, Seen]]:
    groups: dict[str, list[Seen]] = defaultdict(list)
    for seen in people:
        for key in keys(seen):
            groups[key].append(seen)
    for group in groups.values():
        yield from combinations(group, 2)


def _by_name(one: Seen, other: Seen) -> str:
    if one.birth is None or other.birth is None:
        return "同名,有一份出生日期未登记"
    return "姓名和出生日期相同" if _same_birth(one, other) else ""


def _same_birth(one: Seen, other: Seen) -> bool:
    """Return whether two births agree as far as both are known."""
    if one.birth is None or other.birth is None:
        return False
    return same_birth(one.birth, other.birth, min(one.precision, other.precision, key=lambda p: COARSE.index(p)))


def load(found: Mapping[Key, list[str]], keys: Sequence[Key]) -> list[Pair]:
    """Return the pairs of one page with their persons. Queries: one."""
    people = Person.objects.select_related("branch").in_bulk({pk for key in keys for pk in key})
    return [Pair(people[one], people[other], found[one, other]) for one, other in keys]


def values_of(people: Sequence[Person]) -> list[dict[str, Any]]:
    """Return everything known of each, by name. Queries: two."""
    ids = [person.pk for person in people]
    details = {row.person_id: row for row in PersonDetails.objects.filter(person__in=ids)}
    newest = facts.newest(clock.today(), ids, facts.MORE_FIELDS)
    found = []
    for person in people:
        row, told = details.get(person.pk) or PersonDetails(person=person), newest.get(person.pk, {})
        values = {name: getattr(person, name) for name in known.PERSON_COLUMNS}
        values |= {name: getattr(row, name) for name in known.DETAIL_COLUMNS}
        values |= {n: facts.to_column(n, told[n].value if n in told else "") for n in facts.MORE_FIELDS}
        found.append(values)
    return found


def compare(kept: Person, merged: Person) -> list[Side]:
    """Return every field of which something is known, side by side; a blank gives way to what is known."""
    mine, theirs = values_of([kept, merged])
    sides = []
    for name in NAMES:
        left, right = _words(name, mine), _words(name, theirs)
        if left or right:
            take = "merged" if right and not left else "kept"
            sides.append(Side(name, known.LABELS[name], left, right, differs(name, mine, theirs), take))
    return sides


def differs(name: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Return whether two records say different things under a name, precision included."""
    return any((mine[n] or "") != (theirs[n] or "") for n in with_precision(name))


def with_precision(name: str) -> list[str]:
    """Return a name together with the name of its precision, where it is a partial date."""
    precision = "birth_precision" if name == "birth_date" else f"{name}_precision"
    return [name, precision] if precision in known.LABELS else [name]


def _words(name: str, values: Mapping[str, Any]) -> str:
    value = values[name]
    if value in (None, "", []):
        return ""
    if name in facts.MORE_FIELDS:
        return facts.shown(name, facts.to_text(name, value))
    return str(value) if isinstance(value, Model) else words_of(SimpleNamespace(**values), FIELDS[name])


def label_of(name: str) -> str:
    return known.LABELS[name]
