"""Large rosters in the background: read and confirmed by the worker, with progress on the batch's page.

Without a worker the same is done in the request, so nothing is lost but time. A job is safe to run again: reading
begins anew, and confirming is one transaction that claims the batch.
"""

from datetime import date

from django.db import transaction
from django_tasks import task

from office import jobs
from office.errors import Refused, RuleBroken
from office.models import Bureau, User
from registry.choices import BatchStatus
from registry.models import ImportBatch
from registry.workflows import imports
from registry.workflows.imports_common import check_may_import, gone_on

LARGE_BYTES = 150_000  # about fifteen hundred people; below it a page answers within two seconds
LARGE_ROWS = 2_000
BROKEN = "读取时出了意外,没有导入任何内容。请再上传一次;还不行,请把这份文件交给管理员。"
INTERRUPTED = "导入时出了意外,一行也没有写入。请再确认一次。"


def receive_file(
    *,
    bureau: Bureau,
    file_name: str,
    data: bytes,
    by: User,
    as_of: date | None = None,
    serving_staff: int | None = None,
) -> ImportBatch:
    """Stage a roster at once, or queue a large one for the worker. Raises: Refused, FileRefused, DateInFuture."""
    if len(data) < LARGE_BYTES or not jobs.worker_is_there():
        return imports.stage_file(
            bureau=bureau, file_name=file_name, data=data, by=by, as_of=as_of, serving_staff=serving_staff
        )
    batch = imports.new_batch(
        bureau=bureau, file_name=file_name, data=data, by=by, as_of=as_of, serving_staff=serving_staff
    )
    with transaction.atomic():
        batch.save(force_insert=True)
        imports.tell_staged(batch, by)
        jobs.enqueue(read_batch, batch.pk)
    return batch


def confirm(*, batch: ImportBatch, by: User, accept_valid: bool = False) -> ImportBatch:
    """Write a staged roster at once, or queue a large one. Raises: as `confirm_batch`."""
    if batch.rows.count() < LARGE_ROWS or not jobs.worker_is_there():
        return imports.confirm_batch(batch=batch, by=by, accept_valid=accept_valid)
    check_may_import(by, batch.bureau)
    with transaction.atomic():
        if not _move(batch, BatchStatus.PREVIEW, BatchStatus.WRITING):
            batch.refresh_from_db(fields=["status"])
            raise gone_on(batch)
        jobs.enqueue(write_batch, batch.pk, by.pk, accept_valid)
    return batch


def run_now(*, batch: ImportBatch, by: User) -> None:
    """Do what waits for the worker in this request, where there is none. Raises: Refused."""
    check_may_import(by, batch.bureau)
    if jobs.worker_is_there():
        return
    if batch.status == BatchStatus.READING:
        read_batch.func(batch.pk)
    elif batch.status == BatchStatus.WRITING:
        _move(batch, BatchStatus.WRITING, BatchStatus.PREVIEW)


@task()
def read_batch(pk: int) -> None:
    """Read and compare an uploaded roster. Rule: R-206."""
    batch = ImportBatch.objects.select_related("bureau").get(pk=pk)
    if batch.status != BatchStatus.READING:
        return  # given up before it began, or done by a worker that was killed after it

    def progress(done: int, total: int) -> None:
        jobs.beat()
        reading = ImportBatch.objects.filter(pk=pk, status=BatchStatus.READING)
        if not reading.update(done=done, total=total):
            raise imports.Cancelled("这一批已经放弃或读完。")

    try:
        roster = imports.read_file(batch)
        progress(0, sum(map(len, roster.rows.values())))
        imports.stage(batch, roster, imports.plan_of(batch, roster), progress)
    except imports.Cancelled:
        if ImportBatch.objects.filter(pk=pk, status=BatchStatus.DISCARDED).exists():
            batch.rows.all().delete()  # another process that finished it keeps its rows
    except RuleBroken as broken:
        _fail(batch, str(broken))
    except Exception:
        _fail(batch, BROKEN)
        raise


@task()
def write_batch(pk: int, by: int, accept_valid: bool) -> None:
    """Confirm a staged roster on somebody's behalf; what refuses it stands on the batch's page."""
    batch = ImportBatch.objects.select_related("bureau").get(pk=pk)
    user = User.objects.get(pk=by)
    if batch.status != BatchStatus.WRITING:
        return
    try:
        imports.confirm_batch(batch=batch, by=user, accept_valid=accept_valid, waiting=BatchStatus.WRITING)
    except (RuleBroken, Refused) as broken:
        _back(batch, str(broken))
    except Exception:
        _back(batch, INTERRUPTED)
        raise


def _move(batch: ImportBatch, was: BatchStatus, to: BatchStatus, **values: object) -> bool:
    moved = ImportBatch.objects.filter(pk=batch.pk, status=was).update(status=to, **values)
    return bool(moved)


def _fail(batch: ImportBatch, words: str) -> None:
    with transaction.atomic():
        if _move(batch, BatchStatus.READING, BatchStatus.FAILED, trouble=words[:300]):
            imports.forget(batch)


def _back(batch: ImportBatch, words: str) -> None:
    """Let a batch wait for a decision again, with what stood against it."""
    _move(batch, BatchStatus.WRITING, BatchStatus.PREVIEW)
    ImportBatch.objects.filter(pk=batch.pk, status=BatchStatus.PREVIEW).update(trouble=words[:300])
