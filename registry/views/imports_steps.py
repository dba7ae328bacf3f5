"""What may be done with a staged or imported roster: say what its columns are, who a row is, take rows back, undo."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.spreadsheets import column_letter
from office.views.access import needs, see_other
from office.views.files import attachment
from registry.choices import BatchStatus
from registry.exports_imports import export_refused, original_file
from registry.forms.imports_rows import posted_decisions
from registry.forms.imports_steps import ColumnsForm, UndoForm, field_name
from registry.models import ImportBatch
from registry.views.imports import IMPORT, batch_of, page_of
from registry.workflows import imports_rows, imports_undo


@needs(IMPORT)
def import_columns(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask what each column of the file is; the file is then read again."""
    batch = batch_of(request, public_id)
    if batch.status not in (BatchStatus.COLUMNS, BatchStatus.PREVIEW):
        return see_other(request, page_of(batch))
    form = ColumnsForm(batch, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            remember = form.cleaned_data["remember"]
            imports_rows.choose_columns(batch=batch, chosen=form.chosen(), remember=remember, by=request.user)
            return see_other(request, page_of(batch))
        except RuleBroken as broken:
            form.add_error(None, broken)
    context = {"batch": batch, "form": form, "sheets": _sheets(batch, form)}
    return render(request, "registry/import_columns.html", context, status=422 if form.is_bound else 200)


@needs(IMPORT)
@require_POST
def import_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = batch_of(request, public_id)
    try:
        decisions = posted_decisions(batch, request.POST)
        imports_rows.decide_rows(batch=batch, decisions=decisions, by=request.user)
        messages.success(request, "已按您的选择重新比对。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, page_of(batch))


@needs(IMPORT)
@require_POST
def import_refused(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the rows that could not be imported, with the reasons, to be mended and uploaded again."""
    batch = batch_of(request, public_id)
    try:
        stem = batch.file_name.rpartition(".")[0] or "花名册"
        return attachment(export_refused(batch=batch, by=request.user), f"{stem}-不能导入的行.xlsx")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, page_of(batch))


@needs(IMPORT)
@require_POST
def import_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the file as it was uploaded."""
    batch = batch_of(request, public_id)
    try:
        data = original_file(batch=batch, by=request.user)
        return attachment(data, batch.file_name, "application/octet-stream")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, page_of(batch))


@needs(IMPORT)
def import_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for the reason, then undo the whole batch."""
    batch = batch_of(request, public_id)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            imports_undo.undo_batch(batch=batch, by=request.user, **form.cleaned_data)
            return see_other(request, page_of(batch))
        except RuleBroken as broken:
            form.add_error(None, broken)
    confirm = Confirmation(
        title="撤销这次导入",
        consequence=(
            "这次新增的人员、家庭成员和住院记录会标为已撤销,改过的内容恢复成导入前的样子。"
            "导入以后有人改过、结对、走访或发放过帮扶的人不会动,撤销后会逐行列出。"
        ),
        button="撤销导入",
        cancel_url=page_of(batch),
        facts=[Fact("文件", batch.file_name), Fact("填报日期", batch.as_of)],
        danger=True,
    )
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.is_bound else 200)


def _sheets(batch: ImportBatch, form: ColumnsForm) -> list[dict]:
    """Return the sheets with their columns as the page asks about them."""
    samples = json.loads(batch.samples or "{}")
    return [
        {
            "name": layout["sheet"],
            "columns": [
                {
                    "letter": column_letter(column["number"]),
                    "label": column["label"],
                    "samples": samples.get(kind, {}).get(str(column["number"]), []),
                    "field": form[field_name(kind, column)],
                }
                for column in layout["columns"]
            ],
        }
        for kind, layout in batch.layout.items()
    ]
