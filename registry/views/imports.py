"""Importing the roster: upload, look at what would change, confirm or give up."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from office import jobs, querystrings
from office.display import Tab
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import attachment
from registry.choices import OPEN_BATCHES, BatchStatus, RowVerdict
from registry.exports import empty_roster
from registry.forms.imports import RosterUploadForm
from registry.imports.preview import row_views
from registry.imports.reading import KINDS
from registry.imports.resources import RESOURCES
from registry.models import ImportBatch
from registry.workflows import imports as workflows
from registry.workflows import imports_jobs

IMPORT = Permission.IMPORT_ROSTER
ROWS_A_PAGE = 50
WARNINGS_SHOWN = 30
WORKING = (BatchStatus.READING, BatchStatus.WRITING)
WITHOUT_ROWS = (BatchStatus.COLUMNS, BatchStatus.DISCARDED, BatchStatus.FAILED)


@needs(IMPORT)
def import_new(request: HttpRequest) -> HttpResponse:
    """Take a roster file; the batches of the bureau stand below. 422 with a sentence for a file that cannot be read."""
    form = RosterUploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            batch = imports_jobs.receive_file(bureau=request.user.bureau, by=request.user, **form.to_stage())
            return see_other(request, page_of(batch))
        except RuleBroken as broken:
            form.add_error(None, broken)
    context = {"form": form, "batches": _batches(request).select_related("created_by")[:20]}
    return render(request, "registry/import_new.html", context, status=422 if form.is_bound else 200)


@needs(IMPORT)
@require_safe
def import_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a batch row by row: what is new, changed, doubtful, refused. Queries: eight, whatever the number of rows."""
    batch = batch_of(request, public_id)
    if batch.status in WORKING:
        return render(request, "registry/import_progress.html", _progress(batch))
    if batch.status == BatchStatus.COLUMNS:
        return see_other(request, reverse("registry:import-columns", args=[batch.public_id]))
    tallies = batch.rows.values_list("kind", "verdict").annotate(n=Count("pk")).order_by()
    counts = {(kind, verdict): n for kind, verdict, n in tallies}
    rows, chosen = batch.rows.all(), request.GET.get("verdict")
    if chosen in RowVerdict.values:
        rows = rows.filter(verdict=chosen)
    if (kind := request.GET.get("sheet")) in KINDS:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "waiting": batch.status == BatchStatus.PREVIEW,
        "empty": batch.status in WITHOUT_ROWS,
        "earlier": _imported_before(request, batch),
        "verdicts": [verdict for verdict in RowVerdict if any((kind, verdict) in counts for kind in KINDS)],
        "table": _table(request, counts),
        "tabs": _tabs(request, counts, chosen),
        "page": page,
        "views": row_views(batch, page),
    }
    return render(request, "registry/import_page.html", context | _totals(batch, counts))


@needs(IMPORT)
@require_safe
def import_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer how far a batch is, as the part of the page that asks again; when it is done, the page anew."""
    batch = batch_of(request, public_id)
    if batch.status not in WORKING:
        return see_other(request, page_of(batch))
    return render(request, "registry/_import_progress.html", _progress(batch))


@needs(IMPORT)
@require_POST
def import_run(request: HttpRequest, public_id: str) -> HttpResponse:
    """Do the queued work in this request, where no worker is there to do it."""
    batch = batch_of(request, public_id)
    imports_jobs.run_now(batch=batch, by=request.user)
    return see_other(request, page_of(batch))


@needs(IMPORT)
@require_POST
def import_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = batch_of(request, public_id)
    try:
        imports_jobs.confirm(batch=batch, by=request.user, accept_valid=request.POST.get("accept_valid") == "1")
        if batch.status == BatchStatus.CONFIRMED:
            messages.success(request, "已导入。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, page_of(batch))


@needs(IMPORT)
@require_POST
def import_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = batch_of(request, public_id)
    try:
        workflows.discard_batch(batch=batch, by=request.user)
        messages.success(request, "已放弃这次导入,人员资料没有变化。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, reverse("registry:import-new"))


@needs(IMPORT)
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """Answer the empty roster, to be filled in."""
    return attachment(empty_roster(request.user.bureau), "空白花名册.xlsx")


def batch_of(request: HttpRequest, public_id: str) -> ImportBatch:
    batches = _batches(request).select_related("bureau", "created_by", "decided_by", "undone_by")
    return get_object_or_404(batches, public_id=public_id)


def page_of(batch: ImportBatch) -> str:
    return reverse("registry:import-page", args=[batch.public_id])


def _batches(request: HttpRequest):
    return ImportBatch.objects.filter(bureau=request.user.bureau_id).defer("file_bytes", "samples")


def _progress(batch: ImportBatch) -> dict:
    return {
        "batch": batch,
        "may_give_up": batch.status in OPEN_BATCHES,
        "worker_is_there": jobs.worker_is_there(),
    }


def _imported_before(request: HttpRequest, batch: ImportBatch) -> ImportBatch | None:
    """Return the confirmed batch of the very same file, for one that waits."""
    if batch.status != BatchStatus.PREVIEW:
        return None
    return _batches(request).filter(digest=batch.digest, status=BatchStatus.CONFIRMED).first()


def _totals(batch: ImportBatch, counts: dict[tuple[str, str], int]) -> dict:
    def count(*verdicts: str) -> int:
        return sum(n for (_, verdict), n in counts.items() if verdict in verdicts)

    warnings = batch.result.get("warnings", [])
    return {
        "refused": count(RowVerdict.REFUSED),
        "doubtful": count(RowVerdict.DOUBT),
        "importable": count(RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.SAME),
        "warnings": warnings[:WARNINGS_SHOWN],
        "more_warnings": max(len(warnings) - WARNINGS_SHOWN, 0),
        "warning_count": len(warnings),
    }


def _table(request: HttpRequest, counts: dict) -> list[dict]:
    """Return a line for each sheet: its counts by verdict, each with the address of exactly those rows."""
    shown = [verdict for verdict in RowVerdict if any((kind, verdict) in counts for kind in KINDS)]
    return [
        {
            "sheet": RESOURCES[kind].sheet_name,
            "cells": [
                (counts.get((kind, verdict), 0), querystrings.changed(request, sheet=kind, verdict=verdict, page=None))
                for verdict in shown
            ],
        }
        for kind in KINDS
    ]


def _tabs(request: HttpRequest, counts: dict, chosen: str | None) -> list[Tab]:
    def tab(label: str, verdict: str | None) -> Tab:
        count = sum(n for (_, held), n in counts.items() if verdict in (None, held))
        url = querystrings.changed(request, verdict=verdict, sheet=None, page=None)
        return Tab(label, url, current=verdict == (chosen if chosen in RowVerdict.values else None), count=count)

    return [tab("全部", None), *(tab(str(verdict.label), verdict.value) for verdict in RowVerdict)]
