"""What the person's form shows and posts, under names that stay the same while family rows come and go.

A field of the person is named as in the form; a field of a relative is `family-<public id>-<field>`, however the rows
are numbered on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from office.identifiers import masks, national_id
from office.identifiers.dates import PartialDate
from registry import choices as c
from registry import facts, known, ranks
from registry.choices import FACT_CHOICES, FactField, FactSource
from registry.forms.family import FamilyForm
from registry.forms.people import ChangeForm, PersonForm, StartForm, columns
from registry.identity import id_hash
from registry.models import FamilyMember, Person
from registry.workflows.people import Edit, FamilyRow

PERSON_FIELDS = [name for name in PersonForm.base_fields if name != "id_number"]
STATE_FIELDS = {"died_on": "去世日期", "transferred_out_on": "转出日期"}  # not in the form, yet to be told of
FAMILY_FIELDS = [name for name in FamilyForm.base_fields if name not in ("public_id", "id_number")]
CHOICES: dict[str, Any] = FACT_CHOICES | {
    "kind": c.PersonKind,
    "sex": c.Sex,
    "was_leader": c.YesNo,
    "is_veteran": c.YesNo,
    "relation": c.Relation,
    "staff_identity": c.StaffIdentity,
    "origin": c.Origin,
    "education": c.Education,
    "rank": ranks.Rank,
    "treatment": ranks.Treatment,
    "birthday_calendar": c.Calendar,
}
MANY = FactField.OTHER_ILLNESSES  # the one field that holds several values
PREFIX = "family"


@dataclass
class Shown:
    """The person's form as it stands: logical name → text, the labels, and the relatives by public id."""

    name: str = ""
    masked_id: str = ""
    id_birth_date: str = ""
    values: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    family_initial: list[dict[str, Any]] = field(default_factory=list)
    members: dict[str, FamilyMember] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)

    def words(self, name: str, text: str) -> str:
        """Return a value as the reader would say it."""
        key = name.rsplit("-", 1)[-1]
        if key == "id_number":
            return text.partition(" ")[0]
        if key == "branch":
            return self.branches.get(text, text)
        if key == "is_contact":
            return "是" if text else "否"
        if key == MANY:
            return facts.shown(key, text)
        choices = CHOICES.get(key)
        return str(dict(choices.choices).get(text, text)) if choices and text else text

    def added_since(self, seen: Mapping[str, str]) -> list[str]:
        """Return the relatives the form did not have yet: they stand whatever it says, and are only to be told of."""
        return [str(m) for key, m in self.members.items() if f"{PREFIX}-{key}-name" not in seen and not m.ended_on]


def shown(person: Person) -> Shown:
    """Return what the form of the person shows now. Queries: four."""
    other = known.id_birth_date(person)
    found = Shown(name=person.name, masked_id=person.masked_id, id_birth_date=f"{other:%Y-%m-%d}" if other else "")
    found.branches = {str(branch.pk): branch.name for branch in person.bureau.branches.all()}
    beside = known.beside(person)
    for name in PERSON_FIELDS:
        found.initial[name] = _initial(beside if name in beside else vars(person), name)
        found.values[name] = _text(found.initial[name])
        found.labels[name] = str(PersonForm.base_fields[name].label)
    found.values["id_number"], found.labels["id_number"] = _sealed_id(person.id_number), "身份证号"
    for name, label in STATE_FIELDS.items():
        found.values[name], found.labels[name] = _text(getattr(person, name)), label
    for member in person.family.order_by("pk"):
        _add_member(found, member)
    return found


def _add_member(found: Shown, member: FamilyMember) -> None:
    found.members[member.public_id] = member
    row = {name: _initial(vars(member), name) for name in FAMILY_FIELDS}
    if member.ended_on is None:
        masked_id = masks.id_number(member.id_number) if member.id_number else ""
        found.family_initial.append(row | {"public_id": member.public_id, "masked_id": masked_id})
    texts = {name: _text(value) for name, value in row.items()} | {"id_number": _sealed_id(member.id_number)}
    for name, text in texts.items():
        key = f"{PREFIX}-{member.public_id}-{name}"
        found.values[key] = text
        found.labels[key] = f"{member.name} {FamilyForm.base_fields[name].label}"


def _initial(record: Mapping[str, Any], name: str) -> Any:
    if name in known.PRECISION:
        value = record[name]
        return PartialDate(value, record[known.PRECISION[name]]) if value else None
    return record["branch_id" if name == "branch" else name]


def _text(value: Any) -> str:
    """Return a value as the form's input holds it; several are parted by commas."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, list):
        return ",".join(value)
    return value.iso() if isinstance(value, PartialDate) else str(value)


def _sealed_id(number: str) -> str:
    """Return an ID number as its mask and a keyed hash: enough to compare, too little to read."""
    return f"{masks.id_number(number)} {id_hash(number)}" if number else ""


def posted(data: QueryDict) -> dict[str, str]:
    """Return what was posted under the logical names; new rows have none yet, an empty ID number is no change."""
    found = {name: _plain(data.get(name, "")) for name in PERSON_FIELDS if name in data}
    found[MANY] = ",".join(data.getlist(MANY))  # a box that is not ticked is not posted
    if typed := data.get("id_number", ""):
        found["id_number"] = _typed_id(typed)
    for number, public_id in _rows(data).items():
        for name in FAMILY_FIELDS:
            found[f"{PREFIX}-{public_id}-{name}"] = _plain(data.get(f"{PREFIX}-{number}-{name}", ""))
        if typed := data.get(f"{PREFIX}-{number}-id_number", ""):
            found[f"{PREFIX}-{public_id}-id_number"] = _typed_id(typed)
    return found


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")  # browsers send a text area's lines this way


def _typed_id(text: str) -> str:
    try:
        return _sealed_id(national_id.parse(text).number)
    except ValidationError:  # the form will say so
        return "填写的号码"


def applied(data: QueryDict, overrides: Mapping[str, str]) -> QueryDict:
    """Return the posted data with the overrides in their fields."""
    changed = data.copy()
    numbers = {public_id: number for number, public_id in _rows(data).items()}
    for key, text in overrides.items():
        name = key.rsplit("-", 1)[-1]
        text = "" if name == "id_number" else text  # left alone, the newer number stands
        if key == MANY:
            changed.setlist(key, text.split(",") if text else [])
        elif not key.startswith(f"{PREFIX}-"):
            changed[key] = text
        elif (public_id := key.split("-", 2)[1]) in numbers:
            changed[f"{PREFIX}-{numbers[public_id]}-{name}"] = text
    return changed


def _rows(data: QueryDict) -> dict[int, str]:
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    rows = range(min(int(total), 40)) if total.isascii() and total.isdigit() else range(0)
    named = {n: data.get(f"{PREFIX}-{n}-public_id", "") for n in rows}
    return {n: public_id for n, public_id in named.items() if public_id}


def edit_of(
    form: PersonForm, change: ChangeForm | StartForm, family: Any, *, members: Mapping[str, FamilyMember]
) -> Edit:
    """Return the workflow's input from three valid forms. An ID number left empty stays as it is."""
    values = columns(form.cleaned_data)
    if not values["id_number"]:
        del values["id_number"]
    return Edit(
        values=values,
        family=family_rows(family, members),
        mode=change.cleaned_data.get("mode", FactSource.CHANGE),
        holds_from=change.cleaned_data["holds_from"],
    )


def family_rows(family: Any, members: Mapping[str, FamilyMember]) -> list[FamilyRow]:
    """Return the relatives of a valid family formset; a row without a name is no row."""
    rows = []
    for cleaned in family.cleaned_data:
        if not cleaned.get("name"):
            continue
        row = columns(cleaned)
        member = members.get(row.pop("public_id"))
        if member and not row["id_number"]:
            del row["id_number"]
        rows.append(FamilyRow(member=member, ended_reason=row.pop("ended_reason"), values=row))
    return rows
