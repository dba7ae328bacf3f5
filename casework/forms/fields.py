"""Fields in which people are named as one says them: 王秀英、李建国; brackets tell two of one name apart."""

import re
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from office.identifiers.names import name_key
from office.models import StaffMember
from registry.models import Person

BETWEEN_NAMES = re.compile(r"[、,，;；\n\r]+")
WITH_HINT = re.compile(r"^(?P<name>.+?)\s*[(（](?P<hint>.+?)[)）]$")


class NamesField(forms.CharField):
    """Names of persons, found in `queryset`, which the form sets to what its user may name. Queries: one."""

    model: type = Person
    noun = "人"

    def __init__(self, *, most: int = 1, **kwargs) -> None:
        self.most = most
        self.queryset: QuerySet = self.model.objects.none()
        super().__init__(max_length=400, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return []
        pieces = list(dict.fromkeys(piece.strip() for piece in BETWEEN_NAMES.split(text) if piece.strip()))
        found = self._candidates(pieces)
        chosen = []
        for piece in self._names(pieces, found):
            chosen.append(self._one(piece, found))
        chosen = list(dict.fromkeys(chosen))
        if len(chosen) > self.most:
            raise ValidationError(f"最多填写 {self.most} {self.noun}。", code="too-many")
        return chosen

    def words(self, rows: Iterable) -> str:
        """Return what to type for these rows. Queries: one."""
        rows = list(rows)
        keys = [self.key_of(row) for row in self._candidates([row.name for row in rows])]
        return "、".join(
            f"{row.name}({self.hint(row)})" if keys.count(self.key_of(row)) > 1 else row.name for row in rows
        )

    def words_for(self, public_ids: list[str]) -> str:
        return self.words(self.queryset.filter(public_id__in=public_ids))

    def key_of(self, row) -> str:
        return name_key(row.name)

    def hints(self, person: Person) -> list[str]:
        """Return what may stand in brackets, the best first."""
        branch = person.branch.name if person.branch else ""
        year = f"{person.birth_date.year}" if person.birth_date else ""
        return [hint for hint in (year, branch, person.public_id) if hint]

    def hint(self, row) -> str:
        return self.hints(row)[0]

    def condition(self, names: list[str]) -> Q:
        return Q(name_key__in=[name_key(name) for name in names])

    def related(self) -> list[str]:
        return ["branch", "bureau"]

    def _candidates(self, pieces: list[str]) -> list:
        names = {split_hint(part)[0] for piece in pieces for part in (piece, *piece.split())}
        return list(self.queryset.filter(self.condition(sorted(names))).select_related(*self.related()))

    def _names(self, pieces: list[str], found: list) -> Iterable[str]:
        """Yield each name; blanks part names too, unless somebody's name has one."""
        known = {self.key_of(row) for row in found}
        for piece in pieces:
            yield from [piece] if name_key(split_hint(piece)[0]) in known else piece.split()

    def _one(self, piece: str, found: list):
        name, hint = split_hint(piece)
        matches = self.matches(name, found)
        if hint:
            matches = [row for row in matches if any(said.startswith(hint) for said in self.hints(row))]
        if len(matches) == 1:
            return matches[0]
        if not matches:
            raise ValidationError(f"没有找到“{piece}”。请核对姓名,或先在人员中登记。", code="not-found")
        hints = [self.hint(row) for row in matches]
        if len(set(hints)) < len(matches):
            hints = [row.public_id for row in matches]
        choices = "、".join(f"{name}({hint})" for hint in hints)
        raise ValidationError(f"“{name}”有 {len(matches)} 人,请写明是哪一位:{choices}。", code="ambiguous")

    def matches(self, name: str, found: list) -> list:
        return [row for row in found if self.key_of(row) == name_key(name)]


class StaffField(NamesField):
    """Names or staff numbers of staff members."""

    model = StaffMember

    def hints(self, staff: StaffMember) -> list[str]:
        return [hint for hint in (staff.staff_no, staff.section, staff.public_id) if hint]

    def condition(self, names: list[str]) -> Q:
        return Q(name__in=names) | Q(staff_no__in=names)

    def related(self) -> list[str]:
        return ["bureau"]

    def matches(self, name: str, found: list) -> list:
        return [row for row in found if name_key(row.name) == name_key(name) or row.staff_no == name]


def split_hint(piece: str) -> tuple[str, str]:
    """Return the name and what stands in brackets behind it."""
    match = WITH_HINT.match(piece)
    return (match["name"], match["hint"].strip()) if match else (piece, "")
