"""Joining two records of one person, undoing that, and remembering that two records are of two people."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey

from office import audit, clock, store
from office.models import User
from registry import duplicates, facts, hooks
from registry.choices import FactField, FactSource
from registry.errors import AlreadyWithdrawn, CannotMerge, CannotUnmerge, StillUsed
from registry.models import FamilyMember, Merge, NotSame, Person
from registry.rows import row_models
from registry.workflows.people import DERIVED, Edit, check_may_edit, edit_person
from registry.workflows.withdrawals import uses_of

NUMBER = "id_number"
REASON = "合并记录"
STANDING = {"merged_into": None, "withdrawn_on": None}


@transaction.atomic
def merge_people(
    *, kept: Person, merged: Person, taken: Collection[str], reason: str, by: User
) -> tuple[Merge, list[hooks.Finding]]:
    """Join `merged` to `kept`: of each name in `taken` its value is kept. No money and no signed row moves.

    Both carry the versions their editor saw. Returns the merge and what the hooks did.
    Raises Refused, CannotMerge, StillUsed, AlreadyWithdrawn, ImpossibleValues, ChangedMeanwhile.
    Rules: R-263, R-391.
    """
    check_may_edit(by, kept.bureau)
    check_may_edit(by, merged.bureau)
    _lock(kept, merged)
    check_mergeable(kept, merged)
    mine, theirs = duplicates.values_of([kept, merged])
    other = [name for name in taken if name in FactField.values or duplicates.differs(name, mine, theirs)]
    names = [n for name in other for n in duplicates.with_precision(name)]
    swapped = {name: [_text(mine[name]), _text(theirs[name])] for name in names}
    merged.merged_into = kept
    store.claim(merged, by=by, fields=["merged_into"], was=STANDING, reason=REASON)
    store.claim(kept, by=by, fields=[], was=STANDING, reason=REASON)  # of two merges at once one finds it changed
    followed = _take(kept, merged, {name: theirs[name] for name in names}, by)
    undo = {
        "values": swapped,
        "facts": followed,
        "rows": _move_rows(merged, kept, by),
        "records": _pull_along(merged, kept, by),
    }
    undo["survivors"] = _reassign_all(list(merged.survivors.all()), "deceased", kept, by)
    merge = Merge(kept=kept, merged=merged, reason=reason, merged_by=by, merged_at=clock.now(), undo=json.dumps(undo))
    store.create(merge, by=by)
    findings = [finding for hook in hooks.ON_MERGE for finding in hook(kept, merged, by)]
    summary = f"并入编号 {merged.public_id} 的记录:{reason}"
    audit.record_event("registry.person.merged", on=kept, by=by, summary=summary, merged=merged.public_id, taken=names)
    return merge, findings


def check_mergeable(kept: Person, merged: Person) -> None:
    """Raise AlreadyWithdrawn, CannotMerge or StillUsed where a merge is not possible. Rule: R-263."""
    for person in (kept, merged):
        if person.merged_into_id or person.withdrawn_on:
            raise AlreadyWithdrawn(person.name)
    if kept.pk == merged.pk or kept.bureau_id != merged.bureau_id:
        raise CannotMerge("只能合并本局的两份记录。")
    if (kept.died_on is None) != (merged.died_on is None):
        raise CannotMerge("一份已登记去世,另一份没有。请先在另一份登记去世,或撤销登记错了的去世,再合并。")
    if (kept.transferred_out_on is None) != (merged.transferred_out_on is None):
        raise CannotMerge("一份已登记转出,另一份没有。请先把两份登记一致,再合并。")
    if merged.pk == kept.deceased_id or kept.pk == merged.deceased_id:
        raise CannotMerge("一份是另一份的遗属,不是同一个人。请先改正“已故人员”一项。")
    if under_way := [use for use in uses_of(merged) if use.under_way]:
        raise StillUsed(merged, "并入另一份记录,请先办结或撤回", under_way)


def _lock(*people: Person) -> None:
    """Lock the records in one order for all: SQLite admits one writer anyway."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=[p.pk for p in people]).order_by("pk"))


def _take(kept: Person, merged: Person, values: Mapping[str, Any], by: User) -> dict[str, Any]:
    """Write the values taken into the record that stays, a fact with its whole past; return what undoes the facts."""
    if NUMBER in values:
        _give_number(merged, "", by)  # an ID number belongs to one record at a time
    was = kept.id_number
    moment, followed = facts.follow(kept, merged, [name for name in values if name in FactField.values], by=by)
    if columns := [facts.column_name(name) for name in followed if name not in facts.MORE_FIELDS]:
        store.claim(kept, by=by, fields=columns, reason=REASON)
    rest = {name: value for name, value in values.items() if name not in followed}
    edit_person(person=kept, edit=Edit(values=rest, mode=FactSource.CORRECTION), by=by)
    if NUMBER in values:
        _give_number(merged, was, by)
    return {"at": moment.isoformat(), "fields": sorted(followed)}


def _give_number(person: Person, number: str, by: User) -> None:
    person.id_number = number
    person.derive()
    store.claim(person, by=by, fields=[NUMBER, *DERIVED], reason=REASON)


def _move_rows(old: Person, new: Person, by: User) -> list[list[Any]]:
    """Move what describes the person: family, stays and the like; what the other record has too stays behind."""
    moved: list[list[Any]] = []
    for table in row_models():
        rows = [row for row in table.objects.filter(person=old) if not _has_relative(new, row)]
        moved += [[table._meta.label, pk] for pk in _reassign_all(rows, "person", new, by)]
    return moved


def _has_relative(person: Person, row: Any) -> bool:
    if not isinstance(row, FamilyMember):
        return False
    same = person.family.filter(relation=row.relation, name=row.name, birth_date=row.birth_date)
    return row.ended_on is None and same.filter(ended_on=None).exists()


def _pull_along(old: Person, new: Person, by: User) -> list[int]:
    """Point records merged earlier at the record that stays, so that every read follows in one step."""
    earlier = list(Person.objects.filter(merged_into=old).exclude(pk=old.pk))
    return _reassign_all(earlier, "merged_into", new, by)


def _reassign_all(rows: Sequence[Any], field: str, to: Person, by: User) -> list[int]:
    return [row.pk for row in rows if _reassign(row, field, to, by)]


def _reassign(row: Any, field: str, to: Person, by: User) -> bool:
    """Point a row at another record; False where that record has the same row already."""
    setattr(row, field, to)
    try:
        with transaction.atomic():
            store.claim(row, by=by, fields=[field], reason=REASON)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def undo_merge(*, merge: Merge, reason: str, by: User) -> list[hooks.Finding]:
    """Part two records again: each has back what it had, except what was changed since, which stays where it is.

    Returns what the hooks did and what stays. Raises Refused, CannotUnmerge, ImpossibleValues, ChangedMeanwhile.
    Rule: R-266.
    """
    kept, merged = merge.kept, merge.merged
    check_may_edit(by, kept.bureau)
    _lock(kept, merged)
    if merge.undone_at is not None:
        raise CannotUnmerge("这次合并已经撤销。")
    if kept.merged_into_id or kept.withdrawn_on or merged.merged_into_id != kept.pk:
        raise CannotUnmerge(f"{kept.name} 的记录后来又并入别的记录或撤销了,请先撤销后来的那一次。")
    undo = json.loads(merge.undo)
    merged.merged_into = None
    store.claim(merged, by=by, fields=["merged_into"], was={"merged_into": kept}, reason="撤销合并")
    stayed = _put_back(kept, merged, undo["values"], undo.get("facts", {"fields": []}), by)
    for label, pk in undo["rows"]:
        _reassign_all(list(apps.get_model(label).objects.filter(pk=pk, person=kept)), "person", merged, by)
    _reassign_all(list(Person.objects.filter(pk__in=undo["records"], merged_into=kept)), "merged_into", merged, by)
    _reassign_all(list(Person.objects.filter(pk__in=undo["survivors"], deceased=kept)), "deceased", merged, by)
    merge.undone_by, merge.undone_at, merge.undone_reason = by, clock.now(), reason
    fields = ["undone_by", "undone_at", "undone_reason"]
    store.claim(merge, by=by, fields=fields, was={"undone_at": None}, reason=reason)
    findings = [hooks.Finding(f"“{label}”合并后又改过,没有改回。", kept.get_absolute_url()) for label in stayed]
    findings += [finding for hook in hooks.ON_UNMERGE for finding in hook(kept, merged, by)]
    audit.record_event("registry.person.unmerged", on=kept, by=by, summary=reason, merged=merged.public_id)
    return findings


def _put_back(
    kept: Person, merged: Person, swapped: Mapping[str, Sequence[str]], followed: Mapping[str, Any], by: User
) -> list[str]:
    """Give the record that stayed its old values again; return the labels of those changed since."""
    now = duplicates.values_of([kept])[0]
    back = {name: _value(name, old) for name, (old, new) in swapped.items() if _text(now[name]) == new}
    if NUMBER in back:
        _give_number(merged, "", by)
    if only := [name for name in followed["fields"] if name in back]:
        columns = facts.take_back([kept], datetime.fromisoformat(followed["at"]), by=by, only=only)
        store.claim(kept, by=by, fields=sorted(columns), reason="撤销合并")
    rest = {name: value for name, value in back.items() if name not in only}
    edit_person(person=kept, edit=Edit(values=rest, mode=FactSource.CORRECTION), by=by)
    if NUMBER in back:
        _give_number(merged, swapped[NUMBER][1], by)
    return [duplicates.label_of(name) for name in swapped if name not in back and not name.endswith("_precision")]


def _text(value: Any) -> str:
    return facts.to_text("", value)


def _value(name: str, text: str) -> Any:
    """Return a value from its text, as its column or its fact wants it."""
    if name in facts.MORE_FIELDS:
        return facts.to_column(name, text)
    field = duplicates.FIELDS[name]
    if not text:
        return None if field.null else ""
    if isinstance(field, ForeignKey):
        return field.remote_field.model._base_manager.get(pk=text)
    return field.to_python(text)


@transaction.atomic
def dismiss_pair(*, one: Person, other: Person, reason: str, by: User) -> NotSame:
    """Remember that two records that look alike are of two people. Raises Refused, CannotMerge. Rule: R-267."""
    check_may_edit(by, one.bureau)
    check_may_edit(by, other.bureau)
    if one.pk == other.pk:
        raise CannotMerge("这是同一份记录。")
    first, second = sorted((one, other), key=lambda person: person.pk)
    verdict = NotSame(one=first, other=second, reason=reason, decided_by=by, decided_at=clock.now())
    try:
        with transaction.atomic():
            store.create(verdict, by=by)
    except IntegrityError as again:
        raise CannotMerge("已经有人确认过这两份记录不是同一人。") from again
    audit.record_event("registry.duplicate.dismissed", on=one, by=by, summary=reason, other=other.public_id)
    return verdict


@transaction.atomic
def reopen_pair(*, verdict: NotSame, by: User) -> NotSame:
    """Take back that two records are of two people. Raises Refused, ChangedMeanwhile. Rule: R-267."""
    check_may_edit(by, verdict.one.bureau)
    verdict.ended_by, verdict.ended_at = by, clock.now()
    store.claim(verdict, by=by, fields=["ended_by", "ended_at"], was={"ended_at": None})
    audit.record_event("registry.duplicate.reopened", on=verdict.one, by=by)
    return verdict
