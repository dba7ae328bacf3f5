"""What the person's form shows and posts, under names that stay the same while family rows come and go.

A field of the person is named as in the form; a field of a relative is `family-<public id>-<field>`, however the rows
are numbered on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from office.identifiers.dates import PartialDate
from registry.choices import FACT_CHOICES, PersonKind, Relation, Sex, YesNo
from registry.forms.people import PARTIAL_DATES, ChangeForm, FamilyForm, PersonForm, columns
from registry.models import FamilyMember, Person
from registry.workflows.people import Edit, FamilyRow

PERSON_FIELDS = [name for name in PersonForm.base_fields if name != "id_number"]
STATE_FIELDS = {"died_on": "去世日期", "transferred_out_on": "转出日期"}  # not in the form, yet to be told of
FAMILY_FIELDS = [name for name in FamilyForm.base_fields if name != "public_id"]
CHOICES: dict[str, Any] = FACT_CHOICES | {
    "kind": PersonKind,
    "sex": Sex,
    "was_leader": YesNo,
    "is_veteran": YesNo,
    "relation": Relation,
}
PREFIX = "family"


@dataclass
class Shown:
    """The person's form as it stands: logical name → text, the labels, and the relatives by public id."""

    values: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    family_initial: list[dict[str, Any]] = field(default_factory=list)
    members: dict[str, FamilyMember] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)

    def words(self, name: str, text: str) -> str:
        """Return a value as the reader would say it."""
        key = name.rsplit("-", 1)[-1]
        if key == "branch":
            return self.branches.get(text, text)
        if key == "is_contact":
            return "是" if text else "否"
        choices = CHOICES.get(key)
        return str(dict(choices.choices).get(text, text)) if choices and text else text


def shown(person: Person) -> Shown:
    """Return what the form of the person shows now. Queries: two."""
    found = Shown(branches={str(b.pk): b.name for b in person.bureau.branches.all()})
    for name in PERSON_FIELDS:
        found.initial[name] = _initial(person, name)
        found.values[name] = _text(found.initial[name])
        found.labels[name] = str(PersonForm.base_fields[name].label)
    for name, label in STATE_FIELDS.items():
        found.values[name], found.labels[name] = _text(getattr(person, name)), label
    for member in person.family.order_by("pk"):
        found.members[member.public_id] = member
        row = {name: _initial(member, name) for name in FAMILY_FIELDS} | {"public_id": member.public_id}
        if member.ended_on is None:
            found.family_initial.append(row)
        for name in FAMILY_FIELDS:
            key = f"{PREFIX}-{member.public_id}-{name}"
            found.values[key] = _text(row[name])
            found.labels[key] = f"{member.name} {FamilyForm.base_fields[name].label}"
    return found


def _initial(record: Any, name: str) -> Any:
    if name in PARTIAL_DATES:
        value = getattr(record, name)
        return PartialDate(value, getattr(record, PARTIAL_DATES[name])) if value else None
    return getattr(record, "branch_id" if name == "branch" else name)


def _text(value: Any) -> str:
    """Return a value as the form's input holds it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return value.iso() if isinstance(value, PartialDate) else str(value)


def posted(data: QueryDict) -> dict[str, str]:
    """Return what was posted under the logical names; new rows have none yet."""
    found = {name: data.get(name, "") for name in PERSON_FIELDS if name in data}
    for number, public_id in _rows(data).items():
        for name in FAMILY_FIELDS:
            found[f"{PREFIX}-{public_id}-{name}"] = data.get(f"{PREFIX}-{number}-{name}", "")
    return found


def applied(data: QueryDict, overrides: Mapping[str, str]) -> QueryDict:
    """Return the posted data with the overrides, adding rows for relatives that were not on the page."""
    changed = data.copy()
    numbers = {public_id: number for number, public_id in _rows(data).items()}
    for key, text in overrides.items():
        if not key.startswith(f"{PREFIX}-"):
            changed[key] = text
            continue
        _, public_id, name = key.split("-", 2)
        if public_id not in numbers:
            numbers[public_id] = int(changed.get(f"{PREFIX}-TOTAL_FORMS") or 0)
            changed[f"{PREFIX}-TOTAL_FORMS"] = str(numbers[public_id] + 1)
            changed[f"{PREFIX}-{numbers[public_id]}-public_id"] = public_id
        changed[f"{PREFIX}-{numbers[public_id]}-{name}"] = text
    return changed


def _rows(data: QueryDict) -> dict[int, str]:
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    rows = range(min(int(total), 40)) if total.isdigit() else range(0)
    return {n: data[f"{PREFIX}-{n}-public_id"] for n in rows if data.get(f"{PREFIX}-{n}-public_id")}


def edit_of(form: PersonForm, change: ChangeForm, family: Any, *, members: Mapping[str, FamilyMember]) -> Edit:
    """Return the workflow's input from three valid forms. An ID number left empty stays as it is."""
    values = columns(form.cleaned_data)
    if not values["id_number"]:
        del values["id_number"]
    rows = []
    for row in family.cleaned_data:
        if not row or not row.get("name"):
            continue
        row = columns(row)
        member = members.get(row.pop("public_id", ""))
        rows.append(FamilyRow(values=row, member=member, ended_reason=row.pop("ended_reason", "")))
    return Edit(
        values=values, family=rows, mode=change.cleaned_data["mode"], holds_from=change.cleaned_data["holds_from"]
    )
