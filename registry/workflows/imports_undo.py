"""Undoing a whole import: what it made is withdrawn, what it changed is put back, what was used since stays."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import models, transaction

from office import audit, clock, store
from office.models import User
from registry import facts, hooks
from registry.choices import BatchStatus, RowVerdict
from registry.imports import columns as w
from registry.imports.matching import UNDONE
from registry.models import FamilyMember, HospitalStay, ImportBatch, ImportRow, Person, PersonDetails
from registry.models.people import DERIVED
from registry.workflows.imports_common import check_may_import, gone_on, hold_people, summary

AT_ONCE = 5000
MODELS: dict[str, Any] = {w.PEOPLE: Person, w.FAMILY: FamilyMember, w.STAYS: HospitalStay}
ENDED = {  # how a record of each kind is withdrawn: the day and the reason
    w.PEOPLE: ("withdrawn_on", "withdrawn_reason"),
    w.FAMILY: ("ended_on", "ended_reason"),
    w.STAYS: ("withdrawn_on", "withdrawn_reason"),
}
NOT_USE = {"PersonFact", "PersonDetails"}  # told by the import itself; later ones leave a history row of the person
NOT_RESTORED = {"id", "version"}


@transaction.atomic
def undo_batch(*, batch: ImportBatch, reason: str, by: User) -> ImportBatch:
    """Withdraw what an import made and put back what it changed, with a reason; nothing is deleted.

    A person who was edited, paired, paid or otherwise used since stays as they are, with their family and stays, and
    the row says why. The headcount and branches that came with the file stay.
    Raises: Refused, WrongStatus.
    Rule: R-204.
    """
    check_may_import(by, batch.bureau)
    with clock.at(clock.now()):
        batch.undone_at, batch.undone_by, batch.undone_reason = clock.now(), by, reason
        told = {"undone_at": batch.undone_at, "undone_by": by, "undone_reason": reason}
        confirmed = ImportBatch.objects.filter(pk=batch.pk, status=BatchStatus.CONFIRMED)
        if not confirmed.update(status=BatchStatus.UNDONE, **told):
            batch.refresh_from_db(fields=["status"])
            raise gone_on(batch)
        hold_people(batch.bureau)
        counts: dict[str, Any] = dict(_Undo(batch, by).run())
        batch.status, batch.result = BatchStatus.UNDONE, batch.result | {"undone": counts}
        batch.save(update_fields=["result"])
        audit.record_event(
            "registry.roster.undone", on=batch, by=by, summary=f"{summary('撤销导入', batch)}:{reason}", **counts
        )
    return batch


class _Undo:
    """One undoing: what each row made or changed, what must stay, and the writing of the rest."""

    def __init__(self, batch: ImportBatch, by: User) -> None:
        self.by, self.moment = by, cast(datetime, batch.decided_at)  # a confirmed batch has its moment
        self.reason = f"{UNDONE}:{batch.undone_reason}"
        rows = batch.rows.filter(target_id__isnull=False, verdict__in=[RowVerdict.NEW, RowVerdict.CHANGED])
        self.rows: dict[str, dict[int, ImportRow]] = {kind: {} for kind in MODELS}
        for row in rows.only("kind", "verdict", "target_id"):
            self.rows[row.kind][row.target_id or 0] = row
        self.records: dict[str, dict[int, Any]] = {
            kind: {record.pk: record for record in _of(model.objects, "pk", self.rows[kind])}
            for kind, model in MODELS.items()
        }
        self.kept: dict[int, str] = {}  # row id of ImportRow → why it stays

    def run(self) -> dict[str, int]:
        """Undo every row that may be, and return how many were withdrawn, put back and kept."""
        self._keep_what_was_used()
        withdrawn = restored = 0
        for kind in MODELS:
            free = [pk for pk, row in self.rows[kind].items() if row.pk not in self.kept]
            made = [pk for pk in free if self.rows[kind][pk].verdict == RowVerdict.NEW]
            changed = [pk for pk in free if self.rows[kind][pk].verdict == RowVerdict.CHANGED]
            for start in range(0, len(made), AT_ONCE):
                self._withdraw(kind, made[start : start + AT_ONCE])
            for start in range(0, len(changed), AT_ONCE):
                self._restore(kind, changed[start : start + AT_ONCE])
            withdrawn, restored = withdrawn + len(made), restored + len(changed)
        store.set_values(ImportRow, "kept", [(pk, words[:200]) for pk, words in self.kept.items()])
        told = {*self.records[w.PEOPLE], *(stay.person_id for stay in self.records[w.STAYS].values())}
        hooks.changed(*sorted(told))
        return {"withdrawn": withdrawn, "restored": restored, "kept": len(self.kept)}

    def _keep_what_was_used(self) -> None:
        """Note why a row stays: its person was used or edited since, or the relative or stay was."""
        edited = {kind: _edited(model, self.rows[kind], self.moment) for kind, model in MODELS.items()}
        reasons: dict[int, str] = dict(edited[w.PEOPLE])
        for kind in (w.FAMILY, w.STAYS):
            for pk, words in edited[kind].items():
                reasons.setdefault(self.records[kind][pk].person_id, f"{MODELS[kind]._meta.verbose_name}{words}")
        for pk, names in self._used().items():
            reasons.setdefault(pk, f"之后已有{'、'.join(names)},没有撤销。")
        for pk, row in self.rows[w.PEOPLE].items():
            if pk in reasons:
                self.kept[row.pk] = reasons[pk]
        for kind in (w.FAMILY, w.STAYS):
            for pk, row in self.rows[kind].items():
                if words := edited[kind].get(pk, ""):
                    self.kept[row.pk] = words
                elif self.records[kind][pk].person_id in reasons:
                    self.kept[row.pk] = "本人没有撤销,所以这一行也保留。"

    def _used(self) -> dict[int, list[str]]:
        """Return person → what has been entered for them since, whichever app keeps it. Queries: one a table."""
        found: dict[int, list[str]] = defaultdict(list)
        made = [pk for pk, row in self.rows[w.PEOPLE].items() if row.verdict == RowVerdict.NEW]
        changed = [pk for pk, row in self.rows[w.PEOPLE].items() if row.verdict == RowVerdict.CHANGED]
        own = {MODELS[kind]: list(self.rows[kind]) for kind in (w.FAMILY, w.STAYS)}
        for relation in Person._meta.related_objects:
            model: Any = relation.related_model
            key = f"{relation.field.name}_id"
            if relation.many_to_many or model.__name__ in NOT_USE or model.__name__.startswith("Historical"):
                continue
            if model._meta.label in hooks.WORKED_OUT:
                continue
            users = _owners(model.objects.exclude(pk__in=own.get(model, [])), key, made)
            if hasattr(model, "history"):
                since = model.history.filter(history_type="+", history_date__gt=self.moment)
                users |= _owners(since, key, changed)
            for pk in users:
                found[pk].append(str(model._meta.verbose_name))
        return found

    def _withdraw(self, kind: str, pks: Sequence[int]) -> None:
        day, reason = ENDED[kind]
        records = [self.records[kind][pk] for pk in pks]
        names = self._take_back_facts(kind, records)
        longest = MODELS[kind]._meta.get_field(reason).max_length
        for record in records:
            setattr(record, day, clock.today())
            setattr(record, reason, self.reason[:longest])
        store.bulk_update(records, sorted({day, reason} | names), by=self.by, reason=self.reason)

    def _restore(self, kind: str, pks: Sequence[int]) -> None:
        """Put every column back that the import changed, as the history has it."""
        records = [self.records[kind][pk] for pk in pks]
        names = self._take_back_facts(kind, records)
        history = MODELS[kind].history.filter(id__in=pks, history_date__lte=self.moment).order_by("history_date")
        told: dict[int, list[Any]] = defaultdict(list)
        for row in history:
            told[row.id] = [*told[row.id][-1:], row]  # the one before the import and the import's own
        repeated = {facts.column_name(name) for name in (*facts.PERSON_FIELDS, *facts.FAMILY_FIELDS)}
        columns = {f.attname for f in MODELS[kind].history.model.tracked_fields} - repeated - NOT_RESTORED
        for record in records:
            before, own = told[record.pk][0], told[record.pk][-1]
            if own.history_date != self.moment:
                continue  # only facts were told that no column repeats
            for name in columns:
                if getattr(before, name) != getattr(own, name):
                    setattr(record, name, getattr(before, name))
                    names.add(name)
        if kind == w.PEOPLE and {"name", "id_number"} & names:
            for record in records:
                record.derive()
            names |= set(DERIVED)
        store.bulk_update(records, sorted(names), by=self.by, reason=self.reason)

    def _take_back_facts(self, kind: str, records: Sequence[Any]) -> set[str]:
        if kind == w.PEOPLE:
            self._take_back_notes([record.pk for record in records])
        return facts.take_back(records, self.moment, by=self.by) if kind != w.STAYS else set()

    def _take_back_notes(self, people: Sequence[int]) -> None:
        """Put the notes on illnesses back as the history has them before the import; there may have been none."""
        before: dict[int, str] = {}
        told: set[int] = set()
        for row in PersonDetails.history.filter(person_id__in=people, history_date__lte=self.moment).order_by(
            "history_date"
        ):
            if row.history_date == self.moment:
                told.add(row.person_id)
            else:
                before[row.person_id] = row.illness_notes
        changed = list(PersonDetails.objects.filter(person__in=told))
        for details in changed:
            details.illness_notes = before.get(details.person_id, "")
        store.bulk_update(changed, ["illness_notes"], by=self.by, reason=self.reason)


def _edited(model: Any, pks: Collection[int], moment: datetime) -> dict[int, str]:
    """Return the records that were changed after a moment, and by whom."""
    later = model.history.filter(history_date__gt=moment).select_related("history_user").order_by("-history_date")
    return {
        row.id: f"{row.history_user or '系统'}于 {row.history_date.astimezone(clock.SHANGHAI):%Y-%m-%d} 改过,没有撤销。"
        for row in _of(later, "id", pks)
    }


def _of(rows: Any, key: str, pks: Collection[int]) -> Iterator[Any]:
    """Give the rows of many owners, some thousands to a query: a database takes no more parameters at once."""
    listed = list(pks)
    for start in range(0, len(listed), AT_ONCE):
        yield from rows.filter(**{f"{key}__in": listed[start : start + AT_ONCE]})


def _owners(rows: models.QuerySet, key: str, people: Collection[int]) -> set[int]:
    return set(_of(rows.order_by().values_list(key, flat=True).distinct(), key, people))
