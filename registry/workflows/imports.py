"""Importing a roster: staged for a look, then confirmed or discarded; or at once, as the command does."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from office import audit, clock, store
from office.errors import ChangedMeanwhile, WrongStatus
from office.models import Bureau, User
from office.spreadsheets import FileRefused, limits
from registry.choices import OPEN_BATCHES, BatchStatus
from registry.errors import BureauUnnamed, RowsRefused
from registry.imports import writing
from registry.imports.choosing import chosen_columns
from registry.imports.reading import ColumnsMissing, Roster, bureau_name, read_roster, unread_roster
from registry.imports.staging import Plan, Progress, keep_rows, name_records, read_back, rows_of
from registry.models import ImportBatch
from registry.workflows.imports_common import check_may_import, gone_on, hold_people, plan_roster, summary

FIRST_CODE = "001"  # of the bureau made from the first roster, unless the command names another
RESTAGED = "预览之后资料有了变化,还没有导入。预览已按最新资料重新生成,请再看一遍后确认。"


class Cancelled(WrongStatus):
    """Somebody gave the batch up, or another process finished it, while it was being read."""


def new_batch(
    *,
    bureau: Bureau,
    file_name: str,
    data: bytes,
    by: User,
    as_of: date | None = None,
    serving_staff: int | None = None,
) -> ImportBatch:
    """Return a batch of a file as it was uploaded, not yet saved. Raises: Refused, FileRefused."""
    check_may_import(by, bureau)
    if len(data) > limits.MAX_FILE_BYTES:
        raise FileRefused(limits.file_too_big(), code="too_big")
    return ImportBatch(
        bureau=bureau,
        file_name=file_name,
        file_bytes=data,
        digest=sha256(data).hexdigest(),
        as_of=as_of or clock.today(),
        dated=as_of is not None,
        serving_staff=serving_staff,
        chosen=chosen_columns(bureau),
        status=BatchStatus.READING,
        created_by=by,
        created_at=clock.now(),
    )


def stage_file(
    *,
    bureau: Bureau,
    file_name: str,
    data: bytes,
    by: User,
    as_of: date | None = None,
    serving_staff: int | None = None,
) -> ImportBatch:
    """Keep a roster with what it would change, for somebody to look at; nothing of the register changes.

    Reading and comparing happen before the transaction, so that nobody waits for them.
    Raises: Refused, FileRefused, DateInFuture.
    Rule: R-201.
    """
    batch = new_batch(bureau=bureau, file_name=file_name, data=data, by=by, as_of=as_of, serving_staff=serving_staff)
    roster = read_file(batch)
    plan = plan_of(batch, roster)
    with transaction.atomic():
        batch.save(force_insert=True)
        stage(batch, roster, plan)
        tell_staged(batch, by)
    return batch


def read_file(batch: ImportBatch) -> Roster:
    """Return the roster of a batch; where columns are missing that somebody may name, one that says so."""
    data = bytes(batch.file_bytes)
    try:
        return read_roster(batch.file_name, data, batch.chosen)
    except ColumnsMissing as missing:
        return unread_roster(batch.file_name, data, missing)


def plan_of(batch: ImportBatch, roster: Roster) -> Plan | None:
    """Return what a file would change, None where its columns must be named first. Raises: DateInFuture."""
    if roster.trouble:
        return None
    return plan_roster(roster.fresh(), batch.bureau, batch.as_of if batch.dated else None)


def stage(batch: ImportBatch, roster: Roster, plan: Plan | None, progress: Progress | None = None) -> None:
    """Keep what was read and what it would change. With `progress`, rows are written in short transactions."""
    batch.layout, batch.samples = roster.layout, roster.samples_as_text()
    batch.trouble = roster.trouble
    if plan is not None:
        batch.as_of, batch.result = plan.frame.as_of, plan.result()
        keep_rows(batch, plan, roster, progress)
    was, batch.status = batch.status, BatchStatus.COLUMNS if plan is None else BatchStatus.PREVIEW
    names = ("layout", "samples", "trouble", "as_of", "result", "status")
    values = {name: getattr(batch, name) for name in names}
    if not ImportBatch.objects.filter(pk=batch.pk, status=was).update(**values):
        raise Cancelled("这一批刚刚已由别人处理,请重新打开看结果。")


def tell_staged(batch: ImportBatch, by: User) -> None:
    audit.record_event(
        "registry.roster.staged", on=batch, by=by, summary=summary("上传花名册", batch), digest=batch.digest
    )


def confirm_batch(
    *,
    batch: ImportBatch,
    by: User,
    accept_valid: bool = False,
    waiting: BatchStatus = BatchStatus.PREVIEW,
) -> ImportBatch:
    """Write a staged roster, all of it or (`accept_valid`) its rows without faults, in one transaction.

    Compares what was staged again first: when the register moved since the preview nothing is written and the preview
    is made anew. Everything written bears one moment, by which it is found again when the batch is undone.
    Raises: Refused, WrongStatus, RowsRefused, ChangedMeanwhile.
    Rule: R-38.
    """
    check_may_import(by, batch.bureau)
    with transaction.atomic(), clock.at(clock.now()):
        _claim(batch, BatchStatus.CONFIRMED, by, waiting)
        hold_people(batch.bureau)
        roster, shown = read_back(batch)
        plan = plan_roster(roster, batch.bureau, batch.as_of)
        moved = any(row.told() != now.told() for row, now in zip(shown.values(), rows_of(plan), strict=True))
        if moved:
            transaction.set_rollback(True)
        else:
            _write(batch, plan, by, accept_valid)
            name_records(shown, plan)
    if moved:
        batch.status = waiting
        restage(batch)
        raise ChangedMeanwhile(RESTAGED)
    return batch


@transaction.atomic
def discard_batch(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Give a staged roster up: who uploaded what and when stays, the file and what was read of it go.

    Raises: Refused, WrongStatus.
    Rule: R-202.
    """
    check_may_import(by, batch.bureau)
    _claim(batch, BatchStatus.DISCARDED, by, *OPEN_BATCHES)
    forget(batch)
    audit.record_event("registry.roster.discarded", on=batch, by=by, summary=summary("放弃导入花名册", batch))
    return batch


def forget(batch: ImportBatch) -> None:
    """Drop the file of a batch and what was read of it."""
    ImportBatch.objects.filter(pk=batch.pk).update(file_bytes=b"", result={}, layout={}, samples="")
    batch.rows.all().delete()


@dataclass(frozen=True)
class Imported:
    """What an import at once did, or would do: the bureau, the date, the answer, whether it was written."""

    bureau: Bureau
    as_of: date
    result: dict[str, Any]
    saved: bool


def import_at_once(
    *,
    file_name: str,
    data: bytes,
    bureau: Bureau | None,
    by: User,
    code: str = "",
    as_of: date | None = None,
    serving_staff: int | None = None,
    dry_run: bool = False,
    accept_valid: bool = False,
) -> Imported:
    """Import a roster without a preview; with `dry_run`, or with a refused row, nothing is kept.

    Without a bureau the first one is made, named from the roster's unit row.
    Raises: Refused, FileRefused, DateInFuture, BureauUnnamed.
    """
    roster = read_roster(file_name, data, chosen_columns(bureau) if bureau else None)
    with transaction.atomic(), clock.at(clock.now()):
        bureau = bureau or _first_bureau(roster.unit, code, by)
        hold_people(bureau)
        plan = plan_roster(roster.fresh(), bureau, as_of)
        result = plan.result()
        saved = not dry_run and (accept_valid or not plan.refused)
        batch = new_batch(
            bureau=bureau, file_name=file_name, data=data, by=by, as_of=as_of, serving_staff=serving_staff
        )
        if saved:
            batch.save(force_insert=True)
            stage(batch, roster, plan)
            _claim(batch, BatchStatus.CONFIRMED, by, BatchStatus.PREVIEW)
            _, shown = read_back(batch)
            _write(batch, plan, by, accept_valid)
            name_records(shown, plan)
        else:
            transaction.set_rollback(True)
    return Imported(bureau, plan.frame.as_of, result, saved)


def restage(batch: ImportBatch) -> None:
    """Make the preview anew from the file, with what was decided; it shows the cells as they were typed."""
    roster = read_file(batch)
    decided, _ = read_back(batch)
    roster.decisions = decided.decisions
    plan = plan_of(batch, roster)
    with transaction.atomic():
        stage(batch, roster, plan)


def _write(batch: ImportBatch, plan: Plan, by: User, accept_valid: bool) -> None:
    """Write the plan, keep the headcount, tell the audit trail.

    Rule: R-31.
    """
    if plan.refused and not accept_valid:
        raise RowsRefused(plan.refused)
    counts = {word: batch.result[word] for word in ("created", "updated", "unchanged")}
    writing.write_plan(plan, by=by)
    if batch.serving_staff is not None:
        writing.keep_headcount(plan, batch.serving_staff, by=by)
    refused = len(batch.result["rejected"])
    audit.record_event(
        "registry.roster.imported",
        on=batch,
        by=by,
        summary=summary("导入花名册", batch),
        digest=batch.digest,
        refused=refused,
        **counts,
    )


def _claim(batch: ImportBatch, status: BatchStatus, by: User, *waiting: BatchStatus) -> None:
    """Decide a batch once: of two people at once exactly one does. Rule: R-39."""
    mine = ImportBatch.objects.filter(pk=batch.pk, status__in=waiting)
    batch.decided_at = clock.now()
    if not mine.update(status=status, decided_by=by, decided_at=batch.decided_at):
        batch.refresh_from_db(fields=["status"])
        raise gone_on(batch)
    batch.status = status


def _first_bureau(unit: str, code: str, by: User) -> Bureau:
    name, section = bureau_name(unit)
    if not name:
        raise BureauUnnamed
    bureau = Bureau(code=code or FIRST_CODE, name=name, **({"section_name": section} if section else {}))
    store.create(bureau, by=by)
    audit.record_event("office.bureau.created", on=bureau, by=by, bureau=bureau, summary=f"由花名册建立:{name}")
    return bureau
