"""Write a plan: all sheets at once, in bulk, with history, inside the caller's transaction."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from office import store
from office.models import Branch, Headcount, User
from registry import facts, hooks
from registry.choices import FactField, FactSource
from registry.imports import columns as w
from registry.imports.kin import person_of
from registry.imports.plan import Item
from registry.imports.staging import Plan
from registry.models import Person, PersonDetails
from registry.models.people import DERIVED

REASON = "花名册导入"
AT_ONCE = 1000  # rows whose cells and facts are in memory together


class Written(NamedTuple):
    """A record that has been written: thousands of whole ones need not stay in memory."""

    pk: int


def write_plan(plan: Plan, *, by: User) -> None:
    """Write every row that was not refused. New records get their keys, so that the rows can name them."""
    items = {kind: [item for item in rows if item.is_written] for kind, rows in plan.items.items()}
    branches = plan.branches | _new_branches(plan, items[w.PEOPLE], by)
    for part in _parts(items[w.PEOPLE]):
        _write(plan, part, branches, by)
    for kind in (w.FAMILY, w.STAYS):
        for item in items[kind]:
            item.record.person_id = person_of(item).pk
        for part in _parts(items[kind]):
            _write(plan, part, branches, by)
    told = {item.record.pk for item in items[w.PEOPLE]} | {person_of(item).pk for item in items[w.STAYS]}
    hooks.changed(*sorted(told))


def keep_headcount(plan: Plan, number: int, *, by: User) -> None:
    """Keep the number of serving staff for the roster's date, in place of another one of the same date."""
    bureau, on = plan.frame.bureau, plan.frame.as_of
    headcount = Headcount.objects.filter(bureau=bureau, on=on).first()
    if headcount is None:
        store.create(Headcount(bureau=bureau, on=on, number=number), by=by, reason=REASON)
    elif headcount.number != number:
        headcount.number = number
        store.bulk_update([headcount], ["number"], by=by, reason=REASON)


def _new_branches(plan: Plan, people: Sequence[Item], by: User) -> dict[str, int]:
    wanted = dict.fromkeys(name for item in people if (name := item.facts.get(FactField.BRANCH)))
    made = [Branch(bureau=plan.frame.bureau, name=name) for name in wanted if name not in plan.branches]
    return {branch.name: branch.pk for branch in store.bulk_create(made, by=by, reason=REASON)}


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _write(plan: Plan, items: Sequence[Item], branches: dict[str, int], by: User) -> None:
    """Write rows of one kind: insert what is new, tell the facts, and save each changed record once."""
    new, known = [item for item in items if item.is_new], [item for item in items if not item.is_new]
    for item in new:
        if item.kind == w.PEOPLE:
            item.record = Person(bureau=plan.frame.bureau)
    for item in items:
        _set_columns(item, branches, new=item.record.pk is None)
    before = [_repeated(item) for item in known]
    store.bulk_create([item.record for item in new], by=by, reason=REASON)
    facts.write([write for item in items for write in _facts_of(item, plan, branches)], by=by)
    touched = [
        item for item, old in zip(known, before, strict=True) if item.columns or item.notes or _repeated(item) != old
    ]
    names = {name for item in touched for name in [*item.columns, *map(facts.column_name, item.facts)]}
    if {"name", "id_number"} & names:
        names |= set(DERIVED)
    store.bulk_update([item.record for item in touched], sorted(names), by=by, reason=REASON)
    _write_notes({item.record.pk: item.notes for item in items if item.notes}, by)
    for item in items:
        item.record = Written(item.record.pk)


def _write_notes(notes: dict[int, str], by: User) -> None:
    """Write notes on illnesses, by person, to the row beside the person's own, made where there is none."""
    known = list(PersonDetails.objects.filter(person__in=notes))
    for details in known:
        details.illness_notes = notes.pop(details.person_id)
    new = [PersonDetails(person_id=pk, illness_notes=words) for pk, words in notes.items()]
    store.bulk_update(known, ["illness_notes"], by=by, reason=REASON)
    store.bulk_create(new, by=by, reason=REASON)


def _set_columns(item: Item, branches: dict[str, int], *, new: bool) -> None:
    """Set the planned columns; a new record repeats its facts from the start, but for those a later roster ends."""
    for name, value in item.columns.items():
        setattr(item.record, name, value)
    if new:
        for name, value in item.facts.items():
            if name not in item.seals:
                setattr(item.record, facts.column_name(name), branches[value] if name == FactField.BRANCH else value)
    if isinstance(item.record, Person) and (new or {"name", "id_number"} & item.columns.keys()):
        item.record.derive()


def _repeated(item: Item) -> list[Any]:
    return [getattr(item.record, facts.column_name(name)) for name in item.facts]


def _facts_of(item: Item, plan: Plan, branches: dict[str, int]) -> Iterator[facts.FactWrite]:
    for name, value in item.facts.items():
        text = facts.to_text(name, branches[value] if name == FactField.BRANCH else value)
        yield facts.FactWrite(item.record, name, text, plan.frame.as_of, FactSource.IMPORT)
        if name in item.seals and plan.frame.later:
            yield facts.FactWrite(item.record, name, item.seals[name], plan.frame.later, FactSource.IMPORT)
