"""Registering and editing persons with their family. One act, one version: a child's change is the person's change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from office import audit, clock, permissions, store
from office.models import Bureau, User
from office.roles import Permission
from registry import facts, identity, rules
from registry.choices import FactSource, FamilyFactField
from registry.errors import IdNumberTaken, ImpossibleValues, NotInOwnBureau
from registry.models import FamilyFact, FamilyMember, Person, PersonFact

DERIVED = ["name_key", "pinyin", "initials", "spellings", "id_hash", "id_tail_hash"]


@dataclass(frozen=True)
class FamilyRow:
    """One relative as the form has it: `member` None is a new one; `ended_reason` takes them off the list."""

    values: Mapping[str, Any]
    member: FamilyMember | None = None
    ended_reason: str = ""


@dataclass
class Edit:
    """What is to be changed: plain columns, facts with the day they hold from, and family rows."""

    values: dict[str, Any]
    family: Sequence[FamilyRow] = ()
    mode: str = FactSource.CHANGE
    holds_from: date = field(default_factory=clock.today)


def check_may_edit(by: User, bureau: Bureau) -> None:
    """Raise Refused unless the person's records are this user's to keep."""
    permissions.check(by, Permission.EDIT_PEOPLE)
    if not by.is_operator and bureau.pk != by.bureau_id:
        raise NotInOwnBureau


def check_values(person: Person) -> None:
    """Raise ImpossibleValues or IdNumberTaken when a rule about one person's data refuses (R-01 to R-04)."""
    values = {f.attname: getattr(person, f.attname) for f in Person._meta.concrete_fields}
    if faults := rules.faults_of_person(values, today=clock.today()):
        raise ImpossibleValues(faults)
    number_hash = identity.id_hash(person.id_number)
    same = Person.objects.standing().filter(bureau=person.bureau_id, id_hash=number_hash).exclude(pk=person.pk)
    if number_hash and (other := same.first()):
        raise IdNumberTaken(other)


@transaction.atomic
def create_person(*, bureau: Bureau, edit: Edit, by: User) -> Person:
    """Register a person; the facts hold from `edit.holds_from`. Raises Refused, ImpossibleValues, IdNumberTaken."""
    check_may_edit(by, bureau)
    person = Person(bureau=bureau, listed_from=edit.holds_from, **edit.values)
    check_values(person)
    store.create(person, by=by)
    known = {name: value for name, value in edit.values.items() if name in facts.PERSON_FIELDS}
    _write_person_facts(person, {k: v for k, v in known.items() if v not in (None, "")}, {}, edit, by)
    _save_family(person, edit, by)
    audit.record_event("registry.person.created", on=person, by=by)
    return person


@transaction.atomic
def edit_person(*, person: Person, edit: Edit, by: User) -> list[str]:
    """Save what the edit changes and return the labels of the changed fields; an edit without a change saves nothing.

    `person` carries the version the editor saw. Raises Refused, ImpossibleValues, IdNumberTaken, ChangedMeanwhile.
    """
    check_may_edit(by, person.bureau)
    changed = {n: v for n, v in edit.values.items() if _differs(getattr(person, n), v)}
    before = {name: getattr(person, name) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    check_values(person)
    person.derive()
    changed_facts = {name: value for name, value in changed.items() if name in facts.PERSON_FIELDS}
    family = _changed_rows(person, edit)
    if not changed and not family:
        return []
    _write_person_facts(person, changed_facts, before, edit, by)
    store.claim(person, by=by, fields=[*changed, *DERIVED], reason=str(FactSource(edit.mode).label))
    _save_family(person, edit, by)
    labels = [str(Person._meta.get_field(name).verbose_name) for name in changed if not name.endswith("_precision")]
    labels += [f"家庭成员 {row.values.get('name') or row.member}" for row in family]
    audit.record_event("registry.person.changed", on=person, by=by, summary="、".join(labels), mode=edit.mode)
    return labels


def _differs(old: Any, new: Any) -> bool:
    return (old if old is not None else "") != (new if new is not None else "")


def _write_person_facts(
    person: Person, changed: Mapping[str, Any], before: Mapping[str, Any], edit: Edit, by: User
) -> None:
    """Write each changed fact at its day: the day of the change, or the original day of what was wrong."""
    days = _original_days(PersonFact, "person", person.pk) if edit.mode == FactSource.CORRECTION else {}
    facts.write(
        [
            facts.FactWrite(person, n, facts.to_text(n, v), days.get(n, edit.holds_from), edit.mode)
            for n, v in changed.items()
        ],
        by=by,
    )


def _original_days(model: Any, key: str, owner_id: int) -> dict[str, date]:
    """Return field → the day from which the newest standing fact holds."""
    rows = model.objects.filter(**{f"{key}_id": owner_id}, superseded_at=None).order_by("holds_from")
    return dict(rows.values_list("field", "holds_from"))


def _changed_rows(person: Person, edit: Edit) -> list[FamilyRow]:
    return [
        row
        for row in edit.family
        if row.member is None
        or row.ended_reason != row.member.ended_reason
        or any(_differs(getattr(row.member, name), value) for name, value in row.values.items())
    ]


def _save_family(person: Person, edit: Edit, by: User) -> None:
    for row in _changed_rows(person, edit):
        member = row.member or FamilyMember(person=person)
        changed = {n: v for n, v in row.values.items() if row.member is None or _differs(getattr(member, n), v)}
        for name, value in changed.items():
            setattr(member, name, value)
        if row.member is None:
            store.create(member, by=by)
        days = _original_days(FamilyFact, "member", member.pk) if edit.mode == FactSource.CORRECTION else {}
        writes = [
            facts.FactWrite(member, n, facts.to_text(n, v), days.get(n, edit.holds_from), edit.mode)
            for n, v in changed.items()
            if n in FamilyFactField.values and (row.member or v not in (None, ""))
        ]
        facts.write(writes, by=by)
        if row.ended_reason != member.ended_reason:
            member.ended_on, member.ended_reason = (clock.today() if row.ended_reason else None), row.ended_reason
        if row.member is not None:
            store.claim(member, by=by, fields=[*changed, "ended_on", "ended_reason"])


@transaction.atomic
def record_departure(*, person: Person, transferred_out_on: date, transferred_out_to: str, by: User) -> Person:
    """Record that a person was transferred to another unit (转出). Raises Refused, ChangedMeanwhile."""
    check_may_edit(by, person.bureau)
    person.transferred_out_on, person.transferred_out_to = transferred_out_on, transferred_out_to
    fields = ["transferred_out_on", "transferred_out_to"]
    store.claim(person, by=by, fields=fields, was={"transferred_out_on": None})
    summary = f"转往{transferred_out_to}:{transferred_out_on}"
    audit.record_event("registry.person.transferred", on=person, by=by, summary=summary)
    return person


def reveal_id(*, person: Person, by: User) -> str:
    """Return the whole ID number and leave an audit event. Raises Refused."""
    permissions.check(by, Permission.REVEAL_ID)
    audit.record_event("registry.person.id-revealed", on=person, by=by)
    return person.id_number
