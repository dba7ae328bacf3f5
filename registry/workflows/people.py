"""Registering and editing persons with their family. One act, one version: a child's change is the person's change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from office import audit, clock, permissions, policy, store
from office.errors import ChangedMeanwhile
from office.models import AuditEvent, Bureau, User
from office.roles import Permission
from registry import facts, hooks, identity, known, rules
from registry.choices import FactField, FactSource, FamilyFactField, Relation
from registry.errors import (
    IdNumberTaken,
    ImpossibleValues,
    NotInOwnBureau,
    PurposeMissing,
    RelativeTwice,
)
from registry.models import FamilyFact, FamilyMember, Person, PersonFact
from registry.permissions import check_own_people

REVEALED, BULK_REVEAL = "registry.person.id-revealed", "registry.people.bulk-reveal"
ONE_HOUR = timedelta(hours=1)
DERIVED = ["name_key", "pinyin", "initials", "spellings", "id_hash", "id_tail_hash"]


@dataclass(frozen=True)
class FamilyRow:
    """One relative as the form has it: `member` None is a new one; `ended_reason` takes them off the list."""

    values: Mapping[str, Any]
    member: FamilyMember | None = None
    ended_reason: str = ""


@dataclass
class Edit:
    """What is to be changed: anything of `registry.known`, the day from which facts hold, and family rows."""

    values: dict[str, Any]
    family: Sequence[FamilyRow] = ()
    mode: str = FactSource.CHANGE
    holds_from: date = field(default_factory=clock.today)


def check_may_edit(by: User, bureau: Bureau) -> None:
    """Raise Refused unless the person's records are this user's to keep. Rule: R-16."""
    check_may(by, Permission.EDIT_PEOPLE, bureau)


def check_may(by: User, permission: Permission, bureau: Bureau) -> None:
    """Raise Refused unless the user holds the permission, in the bureau whose record it is."""
    permissions.check(by, permission)
    if not by.is_operator and bureau.pk != by.bureau_id:
        raise NotInOwnBureau


def check_values(person: Person, beside: Mapping[str, Any] | None = None) -> None:
    """Raise ImpossibleValues or IdNumberTaken when a rule about one person's data refuses (R-01 to R-04).

    `beside` are values that stand outside the person's own row.

    Rule: R-06.
    """
    values = {f.attname: getattr(person, f.attname) for f in Person._meta.concrete_fields} | dict(beside or {})
    if faults := rules.faults_of_person(values, today=clock.today()):
        raise ImpossibleValues(faults)
    number_hash = identity.id_hash(person.id_number)
    same = Person.objects.filter(bureau=person.bureau_id, id_hash=number_hash).exclude(pk=person.pk)
    if number_hash and (other := same.first()):
        raise IdNumberTaken(other)


@transaction.atomic
def create_person(*, bureau: Bureau, edit: Edit, by: User) -> Person:
    """Register a person; the facts hold from `edit.holds_from`. Raises Refused, ImpossibleValues, IdNumberTaken."""
    check_may_edit(by, bureau)
    own, beside = _parted(edit.values)
    person = Person(bureau=bureau, listed_from=edit.holds_from, **own)
    check_values(person, beside)
    _check_family(person, edit)
    _save_unique(person, lambda: store.create(person, by=by))
    known.save_details(person, _details({n: v for n, v in beside.items() if _differs(None, v)}), by=by)
    _write_person_facts(person, {n: v for n, v in edit.values.items() if _differs(None, v)}, edit, by)
    _save_family(person, edit, by)
    audit.record_event("registry.person.created", on=person, by=by)
    if person.deceased_id:
        for hook in hooks.ON_SURVIVOR:
            hook(person, by)
    hooks.changed(person.pk)
    return person


@transaction.atomic
def edit_person(*, person: Person, edit: Edit, by: User) -> list[str]:
    """Save what the edit changes and return the labels of the changed fields; an edit without a change saves nothing.

    `person` carries the version the editor saw.
    Raises Refused, ImpossibleValues, IdNumberTaken, RelativeTwice, ChangedMeanwhile.
    Rule: R-15.
    """
    check_may_edit(by, person.bureau)
    own, beside = _parted(edit.values)
    standing = known.beside(person)
    changed = {n: v for n, v in own.items() if _differs(getattr(person, n), v)}
    changed_beside = {n: v for n, v in beside.items() if _differs(standing[n], v)}
    for name, value in changed.items():
        setattr(person, name, value)
    check_values(person, standing | beside)
    _check_family(person, edit)
    family = _changed_rows(edit)
    if not changed and not changed_beside and not family:
        return []
    _hold(person)
    person.derive()
    _write_person_facts(person, changed | changed_beside, edit, by)
    reason = str(FactSource(edit.mode).label)
    _save_unique(person, lambda: store.claim(person, by=by, fields=[*changed, *DERIVED], reason=reason))
    known.save_details(person, _details(changed_beside), by=by, reason=reason)
    _save_family(person, edit, by)
    labels = [known.LABELS[name] for name in changed | changed_beside if not name.endswith("_precision")]
    labels += [f"家庭成员 {row.values.get('name') or row.member}" for row in family]
    audit.record_event("registry.person.changed", on=person, by=by, summary="、".join(labels), mode=edit.mode)
    hooks.changed(person.pk)
    return labels


def _parted(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns of the person's own row, and what stands beside it."""
    own = {name: value for name, value in values.items() if name in known.PERSON_COLUMNS}
    return own, {name: value for name, value in values.items() if name not in own}


def _details(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in known.DETAIL_COLUMNS}


def _hold(person: Person) -> None:
    """Lock the person before the facts are written, which would else collide first. Raises ChangedMeanwhile."""
    same = Person.objects.select_for_update(no_key=True).filter(pk=person.pk, version=person.version)
    if not same.values_list("pk").first():
        raise ChangedMeanwhile


def _differs(old: Any, new: Any) -> bool:
    return _known(old) != _known(new)


def _known(value: Any) -> Any:
    return "" if value is None or value == [] else value


def _write_person_facts(person: Person, changed: Mapping[str, Any], edit: Edit, by: User) -> None:
    """Write those of the changed values that are facts."""
    dated = {name: value for name, value in changed.items() if name in FactField.values}
    days = _days(PersonFact, "person", person.pk, dated, edit)
    writes = [facts.FactWrite(person, n, facts.to_text(n, v), days[n], edit.mode) for n, v in dated.items()]
    facts.write(writes, by=by)


def _days(model: Any, key: str, owner_id: int, fields: Iterable[str], edit: Edit) -> dict[str, date]:
    """Return field → the day of the change, or for a correction the original day of what was wrong.

    Raises ImpossibleValues for a change before the day from which the field's newest fact holds: that fact would go on
    saying what the editor has just taken away.

    Rule: R-09.
    """
    rows = model.objects.filter(**{f"{key}_id": owner_id}, superseded_at=None).order_by("holds_from")
    newest = dict(rows.values_list("field", "holds_from"))
    if edit.mode == FactSource.CORRECTION:
        return {name: newest.get(name, edit.holds_from) for name in fields}
    late = {name: newest[name] for name in fields if name in newest and newest[name] > edit.holds_from}
    if late:
        name, day = max(late.items(), key=lambda pair: pair[1])
        label = dict(model._meta.get_field("field").flatchoices)[name]
        raise ImpossibleValues(
            {
                "holds_from": f"“{label}”现在的内容从 {day} 起,变化日期不能早于这一天;"
                "原来登记得不对的,请选“原来登记错了”。"
            }
        )
    return dict.fromkeys(fields, edit.holds_from)


def _check_family(person: Person, edit: Edit) -> None:
    """Raise RelativeTwice when a new row names somebody who is on the list already, or is there twice itself.

    Rule: R-14.
    """
    family = person.family.filter(ended_on=None) if person.pk else []
    known = {(member.relation, member.name, member.birth_date) for member in family}
    for row in edit.family:
        if row.member is None:
            same = (row.values["relation"], row.values["name"], row.values.get("birth_date"))
            if same in known:
                raise RelativeTwice(f"{Relation(same[0]).label} {same[1]}")
            known.add(same)


def _changed_rows(edit: Edit) -> list[FamilyRow]:
    return [
        row
        for row in edit.family
        if row.member is None
        or row.ended_reason != row.member.ended_reason
        or any(_differs(getattr(row.member, name), value) for name, value in row.values.items())
    ]


def _save_family(person: Person, edit: Edit, by: User) -> None:
    """Save the relatives and their facts; a new one has at least a fact of nothing known. Rule: R-390."""
    for row in _changed_rows(edit):
        member = row.member or FamilyMember(person=person)
        is_new = row.member is None
        changed = {n: v for n, v in row.values.items() if is_new or _differs(getattr(member, n), v)}
        for name, value in changed.items():
            setattr(member, name, value)
        if row.ended_reason != member.ended_reason:
            member.ended_on, member.ended_reason = (edit.holds_from if row.ended_reason else None), row.ended_reason
        if is_new:
            store.create(member, by=by)
        known = {n: v for n, v in changed.items() if n in FamilyFactField.values and not (is_new and v in (None, ""))}
        if is_new and not known:
            known = {FamilyFactField.EMPLOYMENT.value: ""}  # tells from which day the relative is known of
        days = _days(FamilyFact, "member", member.pk, known, edit)
        facts.write(
            [facts.FactWrite(member, n, facts.to_text(n, v), days[n], edit.mode) for n, v in known.items()], by=by
        )
        if not is_new:
            reason = row.ended_reason or str(FactSource(edit.mode).label)
            store.claim(member, by=by, fields=[*changed, "ended_on", "ended_reason"], reason=reason)


def _save_unique(person: Person, save: Callable[[], object]) -> None:
    """Save; of two people who enter the same ID number at the same moment the constraint refuses the second."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        same = Person.objects.standing().filter(bureau=person.bureau_id, id_hash=person.id_hash).exclude(pk=person.pk)
        if person.id_hash is None or (other := same.first()) is None:
            raise
        raise IdNumberTaken(other) from error


def check_may_reveal(by: User, person: Person) -> None:
    """Raise Refused unless the whole number is this user's to see. Rule: R-353."""
    permissions.check(by, Permission.REVEAL_ID)
    check_own_people(by, person.bureau_id)


@transaction.atomic
def reveal_id(*, person: Person, by: User, purpose: str = "") -> str:
    """Return the whole ID number and leave an audit event. Raises Refused, PurposeMissing. Rule: R-59."""
    check_may_reveal(by, person)
    if purpose:
        audit.record_event(BULK_REVEAL, by=by, summary=f"用途:{purpose}", bureau=person.bureau, purpose=purpose)
    else:
        _check_few(person, by)
    audit.record_event(REVEALED, on=person, by=by)
    return person.id_number


def _check_few(person: Person, by: User) -> None:
    """Ask for a purpose of who looks up many numbers in an hour; a purpose given is good for as many again.

    Raises: PurposeMissing. Queries: three. Rule: R-338.
    """
    since = clock.now() - ONE_HOUR
    mine = AuditEvent.objects.filter(actor=by.username, at__gte=since)
    stated = mine.filter(action=BULK_REVEAL).order_by("-pk").first()
    shown = mine.filter(action=REVEALED).exclude(object_key=person.public_id)
    if stated:
        shown = shown.filter(pk__gt=stated.pk)
    most = policy.whole("reveals_an_hour", bureau=by.bureau)
    if shown.values("object_key").distinct().order_by().count() >= most:
        raise PurposeMissing(most)
