"""Which person of the register a row means (R-36)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from office.identifiers import masks, names
from office.identifiers.dates import PartialDate
from office.models import Bureau
from office.resources import CleanRow
from registry.identity import id_hash
from registry.models import Person

NAMED_IN_ONE_QUERY = 5000  # more would pass the number of parameters a database takes; then all of the bureau are read


UNDONE = "撤销导入"  # how the reason of what an undone import withdrew begins: the next file may bring it back


class Doubt(Exception):
    """A row may mean somebody of the register, or not; a person must decide between the candidates."""

    def __init__(self, key: str, candidates: Sequence[int]) -> None:
        super().__init__(key)
        self.key = key
        self.candidates = candidates


class Known(NamedTuple):
    """What tells a person of the register from another; a merged one stands for who they were merged into."""

    pk: int
    id_hash: str | None
    name_key: str
    birth_date: date | None
    birth_precision: str
    merged_into_id: int | None
    withdrawn_on: date | None
    withdrawn_reason: str
    stays_withdrawn: date | None  # of who they were merged into

    @property
    def is_withdrawn(self) -> bool:
        """Return whether somebody withdrew the record, other than by undoing an import."""
        if self.merged_into_id:
            return self.stays_withdrawn is not None
        return self.withdrawn_on is not None and not self.withdrawn_reason.startswith(UNDONE)

    @property
    def standing_pk(self) -> int:
        return self.merged_into_id or self.pk


def among(rows: QuerySet, key: str, owners: Collection[Any], *, otherwise: Q) -> QuerySet:
    """Return the rows of the owners; where those are too many to be named, the rows of a wider condition."""
    return rows.filter(**{f"{key}__in": owners}) if len(owners) <= NAMED_IN_ONE_QUERY else rows.filter(otherwise)


class Register:
    """The bureau's persons who may be meant by the rows of a file. Queries: two."""

    def __init__(self, bureau: Bureau, people: Sequence[CleanRow], owners: Iterable[CleanRow]) -> None:
        self.bureau = bureau
        numbers = {number for row in people if (number := row.get("id_number"))}
        numbers |= {number for row in owners if (number := row.get("owner_id"))}
        hashes = {id_hash(number): number for number in numbers}
        keys = {names.name_key(row.get("name") or "") for row in people}
        found = Person.objects.filter(bureau=bureau).order_by("pk")
        if len(hashes) + len(keys) <= NAMED_IN_ONE_QUERY:
            found = found.filter(Q(id_hash__in=hashes) | Q(name_key__in=keys))
        self.by_number: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for values in found.values_list(*Known._fields[:-1], "merged_into__withdrawn_on"):
            known = Known(*values)
            if number := hashes.get(known.id_hash):
                self.by_number[number] = known
            if known.merged_into_id is None and known.withdrawn_on is None:
                self.by_name[known.name_key].append(known)
        self.people: dict[int, Person] = {}

    def with_number(self, number: str) -> int | None:
        """Return who has the ID number."""
        known = self.by_number.get(number)
        return known.standing_pk if known else None

    def load(self, wanted: Iterable[int]) -> None:
        """Read the persons that rows mean, whoever owns a row by number, and the candidates of doubts."""
        pks = {*wanted, *(known.standing_pk for known in self.by_number.values())}
        rows = among(Person.objects.filter(bureau=self.bureau), "pk", pks, otherwise=Q())
        self.people = {person.pk: person.merged_into or person for person in rows.select_related("merged_into")}

    def owner(self, number: str) -> Person | None:
        """Return the person with an ID number whose relatives and stays may be imported."""
        person = self.people.get(self.with_number(number) or 0)
        return person if person is not None and person.withdrawn_on is None else None

    def meant_by(self, row: CleanRow, taken: Collection[int]) -> int | None:
        """Return the person a row means, None for somebody new; `taken` are claimed by ID number in the same file.

        Raises: Doubt.
        Rule: R-36.
        """
        number, birth = row.get("id_number"), row.get("birth_date")
        if number and (known := self.by_number.get(number)):
            if known.is_withdrawn:
                raise Doubt("id_number", [known.standing_pk])
            return known.standing_pk
        namesakes = [known for known in self.by_name[names.name_key(row.get("name") or "")] if known.pk not in taken]
        if number:
            namesakes = [known for known in namesakes if not known.id_hash]
        return _by_birth(namesakes, birth)

    def reason(self, doubt: Doubt) -> str:
        """Return why a person must decide."""
        candidates = [self.people[pk] for pk in doubt.candidates]
        if doubt.key == "id_number":
            return _withdrawn(candidates[0])
        listed = "、".join(f"{person.name}({_marks(person)})" for person in candidates[:5])
        return f"系统里有同名的 {listed},看不出是不是同一个人。请在花名册里补上身份证号,或在人员页补全资料后再导入。"


def birth_of(born: Any) -> PartialDate | None:
    """Return the birth date of a person, a relative or a Known."""
    return PartialDate(born.birth_date, born.birth_precision) if born.birth_date else None


def _withdrawn(person: Person) -> str:
    why = person.withdrawn_reason or "未写原因"
    return f"{person.name} 已于 {person.withdrawn_on} 撤销登记({why}),不能从花名册恢复,请在人员页处理。"


def _by_birth(namesakes: list[Known], birth: PartialDate | None) -> int | None:
    """Return the one namesake of the same birth; nobody when all are known to be others.

    A month beside a day of that month (a roster's 出生年月) tells neither. Rule: R-371.
    """
    same = [known for known in namesakes if birth_of(known) == birth]
    unclear = [known for known in namesakes if birth is None or (b := birth_of(known)) is None or b.agrees(birth)]
    if len(same) == 1 and (birth is not None or len(namesakes) == 1):
        return same[0].pk
    if candidates := same or unclear:
        raise Doubt("name", [known.pk for known in candidates])
    return None


def _marks(person: Person) -> str:
    """Return what tells a namesake apart: birth and masked ID number."""
    born = birth_of(person)
    marks = [f"{born.printed()}出生" if born else "出生日期未登记"]
    return ",".join(marks + ([masks.id_number(person.id_number)] if person.id_number else []))
