"""Importing a roster: staged for a look, then confirmed or discarded; or at once, as the command does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from office import audit, clock, permissions, store
from office.errors import ChangedMeanwhile, WrongStatus
from office.models import Bureau, User
from office.roles import Permission
from registry.choices import BatchStatus
from registry.errors import BureauUnnamed, DateInFuture, NotInOwnBureau, RowsRefused
from registry.imports import writing
from registry.imports.plan import frame_of
from registry.imports.reading import Roster, bureau_name, read_roster
from registry.imports.staging import Plan, keep_rows, make_plan, name_records, read_back, rows_of
from registry.models import ImportBatch

FIRST_CODE = "001"  # of the bureau made from the first roster, unless the command names another
RESTAGED = "预览之后资料有了变化,还没有导入。预览已按最新资料重新生成,请再看一遍后确认。"


def stage_batch(
    *, bureau: Bureau, roster: Roster, by: User, as_of: date | None = None, serving_staff: int | None = None
) -> ImportBatch:
    """Keep a roster with what it would change, for somebody to look at; nothing of the register changes.

    The comparison happens before the transaction, so that nobody waits for it. Raises: Refused, DateInFuture.
    """
    _check_may_import(by, bureau)
    plan = _plan(roster, bureau, as_of)
    with transaction.atomic():
        batch = _new_batch(plan, serving_staff, by)
        batch.save(force_insert=True)
        keep_rows(batch, plan, roster)
        audit.record_event(
            "registry.roster.staged", on=batch, by=by, summary=_summary("上传花名册", batch), digest=batch.digest
        )
    return batch


def confirm_batch(*, batch: ImportBatch, by: User, accept_valid: bool = False) -> ImportBatch:
    """Write a staged roster, all of it or (`accept_valid`) its rows without faults, in one transaction.

    Compares what was staged again first: when the register moved since the preview nothing is written and the preview
    is made anew.
    Raises: Refused, WrongStatus, RowsRefused, ChangedMeanwhile.
    Rule: R-38.
    """
    _check_may_import(by, batch.bureau)
    with transaction.atomic():
        _claim(batch, BatchStatus.CONFIRMED, by)
        roster, shown = read_back(batch)
        plan = _plan(roster, batch.bureau, batch.as_of)
        moved = [row.told() for row in rows_of(plan)] != [row.told() for row in shown.values()]
        if moved:
            transaction.set_rollback(True)
        else:
            _write(batch, plan, by, accept_valid)
            name_records(shown, plan)
    if moved:
        _restage(batch)
        raise ChangedMeanwhile(RESTAGED)
    return batch


@transaction.atomic
def discard_batch(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Give a staged roster up: the row stays, the file and what was read of it go."""
    _check_may_import(by, batch.bureau)
    _claim(batch, BatchStatus.DISCARDED, by)
    ImportBatch.objects.filter(pk=batch.pk).update(file_bytes=b"", result={})
    batch.rows.all().delete()
    audit.record_event("registry.roster.discarded", on=batch, by=by, summary=_summary("放弃导入花名册", batch))
    return batch


@dataclass(frozen=True)
class Imported:
    """What an import at once did, or would do: the bureau, the date, the answer, whether it was written."""

    bureau: Bureau
    as_of: date
    result: dict[str, Any]
    saved: bool


def import_at_once(
    *,
    roster: Roster,
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
    Raises: Refused, DateInFuture, BureauUnnamed.
    """
    with transaction.atomic():
        bureau = bureau or _first_bureau(roster.unit, code, by)
        _check_may_import(by, bureau)
        plan = _plan(roster, bureau, as_of)
        result = plan.result()
        saved = not dry_run and (accept_valid or not plan.refused)
        if saved:
            batch = _new_batch(plan, serving_staff, by)
            batch.status, batch.decided_by, batch.decided_at = BatchStatus.CONFIRMED, by, clock.now()
            batch.save(force_insert=True)
            keep_rows(batch, plan, roster)
            _, shown = read_back(batch)
            _write(batch, plan, by, accept_valid)
            name_records(shown, plan)
        else:
            transaction.set_rollback(True)
    return Imported(bureau, plan.frame.as_of, result, saved)


def _check_may_import(by: User, bureau: Bureau) -> None:
    permissions.check(by, Permission.IMPORT_ROSTER)
    if not by.is_operator and by.bureau_id != bureau.pk:
        raise NotInOwnBureau


def _plan(roster: Roster, bureau: Bureau, as_of: date | None) -> Plan:
    """Compare the roster as of the date given, else its own, else today. Rule: R-40."""
    today = clock.today()
    on = as_of or roster.as_of or today
    if on > today:
        raise DateInFuture("填报日期")
    return make_plan(roster.fresh(), frame_of(bureau, on, today))


def _new_batch(plan: Plan, serving_staff: int | None, by: User) -> ImportBatch:
    return ImportBatch(
        bureau=plan.frame.bureau,
        file_name=plan.roster.file_name,
        file_bytes=plan.roster.data,
        digest=plan.roster.digest,
        layout=plan.roster.layout,
        as_of=plan.frame.as_of,
        serving_staff=serving_staff,
        result=plan.result(),
        created_by=by,
        created_at=clock.now(),
    )


def _write(batch: ImportBatch, plan: Plan, by: User, accept_valid: bool) -> None:
    """Write the plan, keep the headcount, tell the audit trail.

    Rule: R-31.
    """
    if plan.refused and not accept_valid:
        raise RowsRefused(sum(1 for item in plan if item.row.faults))
    counts = {word: batch.result[word] for word in ("created", "updated", "unchanged")}
    writing.write_plan(plan, by=by)
    if batch.serving_staff is not None:
        writing.keep_headcount(plan, batch.serving_staff, by=by)
    refused = len(batch.result["rejected"])
    audit.record_event(
        "registry.roster.imported",
        on=batch,
        by=by,
        summary=_summary("导入花名册", batch),
        digest=batch.digest,
        refused=refused,
        **counts,
    )


def _claim(batch: ImportBatch, status: BatchStatus, by: User) -> None:
    """Decide a staged batch once: of two people at once exactly one does. Rule: R-39."""
    waiting = ImportBatch.objects.filter(pk=batch.pk, status=BatchStatus.PREVIEW)
    if not waiting.update(status=status, decided_by=by, decided_at=clock.now()):
        batch.refresh_from_db(fields=["status"])
        raise WrongStatus(f"这一批{batch.get_status_display()},不能再处理。")
    batch.status = status


def _restage(batch: ImportBatch) -> None:
    """Make the preview anew from the file, so that it shows the cells as they were typed."""
    roster = read_roster(batch.file_name, bytes(batch.file_bytes))
    plan = _plan(roster, batch.bureau, batch.as_of)
    with transaction.atomic():
        batch.status, batch.result = BatchStatus.PREVIEW, plan.result()
        if ImportBatch.objects.filter(pk=batch.pk, status=BatchStatus.PREVIEW).update(result=batch.result):
            keep_rows(batch, plan, roster)


def _first_bureau(unit: str, code: str, by: User) -> Bureau:
    name, section = bureau_name(unit)
    if not name:
        raise BureauUnnamed
    bureau = Bureau(code=code or FIRST_CODE, name=name, **({"section_name": section} if section else {}))
    store.create(bureau, by=by)
    audit.record_event("office.bureau.created", on=bureau, by=by, bureau=bureau, summary=f"由花名册建立:{name}")
    return bureau


def _summary(what: str, batch: ImportBatch) -> str:
    return f"{what}:{batch.file_name},填报日期 {batch.as_of}"
