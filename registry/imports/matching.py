"""Which person of the register a row means (R-36)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Model, Q, QuerySet

from office.identifiers import masks, names
from office.identifiers.dates import PartialDate
from office.models import Bureau
from office.resources import CleanRow
from registry.identity import id_hash
from registry.models import Person

NAMED_IN_ONE_QUERY = 5000  # more would pass the number of parameters a database takes; then all of the bureau are read


class Doubt(Exception):
    """A row may mean somebody of the register, or not; a person must decide."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def among(rows: QuerySet, key: str, owners: Collection[int], *, otherwise: Q) -> QuerySet:
    """Return the rows of the owners; where those are too many to be named, the rows of a wider condition."""
    return rows.filter(**{f"{key}__in": owners}) if len(owners) <= NAMED_IN_ONE_QUERY else rows.filter(otherwise)


class Register:
    """The bureau's persons who may be meant by the rows of a file. Queries: one."""

    def __init__(self, bureau: Bureau, people: Sequence[CleanRow], owners: Iterable[CleanRow]) -> None:
        hashes = {id_hash(number) for row in people if (number := row.get("id_number"))}
        hashes |= {id_hash(number) for row in owners if (number := row.get("owner_id"))}
        keys = {names.name_key(row.get("name") or "") for row in people}
        found = Person.objects.filter(bureau=bureau).select_related("merged_into").order_by("pk")
        if len(hashes) + len(keys) <= NAMED_IN_ONE_QUERY:
            found = found.filter(Q(id_hash__in=hashes) | Q(name_key__in=keys))
        self.by_hash: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        for person in found:
            if person.id_hash:
                self.by_hash[person.id_hash] = person
            if person.merged_into_id is None and person.withdrawn_on is None:
                self.by_name[person.name_key].append(person)

    def with_number(self, number: str) -> Person | None:
        """Return who has the ID number; a merged person is who they were merged into."""
        person = self.by_hash.get(id_hash(number) or "")
        return person.merged_into if person is not None and person.merged_into_id else person

    def meant_by(self, row: CleanRow, taken: Collection[int]) -> Person | None:
        """Return the person a row means, None for somebody new; `taken` are claimed by ID number in the same file.

        Raises: Doubt.
        Rule: R-36.
        """
        number, birth = row.get("id_number"), row.get("birth_date")
        if number and (person := self.with_number(number)):
            if person.withdrawn_on:
                raise Doubt("id_number", _withdrawn(person))
            return person
        namesakes = [p for p in self.by_name[names.name_key(row.get("name") or "")] if p.pk not in taken]
        if number:
            namesakes = [person for person in namesakes if not person.id_number]
        return _by_birth(namesakes, birth)


def birth_of(person: Model) -> PartialDate | None:
    born = person.birth_date  # type: ignore[attr-defined]
    return PartialDate(born, person.birth_precision) if born else None  # type: ignore[attr-defined]


def _withdrawn(person: Person) -> str:
    why = person.withdrawn_reason or "未写原因"
    return f"{person.name} 已于 {person.withdrawn_on} 撤销登记({why}),不能从花名册恢复,请在人员页处理。"


def _by_birth(namesakes: list[Person], birth: PartialDate | None) -> Person | None:
    """Return the one namesake of the same birth; nobody when all are known to be others."""
    same = [person for person in namesakes if birth_of(person) == birth]
    unclear = [person for person in namesakes if birth is None or birth_of(person) is None]
    if len(same) == 1 and len(namesakes) == 1:
        return same[0]
    if birth is not None and len(same) == 1:
        return same[0]
    if candidates := same or unclear:
        listed = "、".join(f"{person.name}({_marks(person)})" for person in candidates[:5])
        raise Doubt(
            "name",
            f"系统里有同名的 {listed},看不出是不是同一个人。请在花名册里补上身份证号,或在人员页补全资料后再导入。",
        )
    return None


def _marks(person: Person) -> str:
    """Return what tells a namesake apart: birth and masked ID number."""
    born = birth_of(person)
    marks = [f"{born.printed()}出生" if born else "出生日期未登记"]
    return ",".join(marks + ([masks.id_number(person.id_number)] if person.id_number else []))
