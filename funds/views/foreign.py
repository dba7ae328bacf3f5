"""Another office's workbook: uploaded, its cells shown as a grid to click on, filled for a year."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from funds.forms.foreign import CellForm, FileForm, FillForm, UploadForm
from funds.models import ForeignTemplate, TemplateCell
from funds.permissions import check_can_keep_template
from funds.workflows import foreign as workflows
from office import clock
from office.display import Action, Confirmation, Fact, Tab
from office.errors import RuleBroken
from office.roles import Permission
from office.spreadsheets import filling
from office.views.access import needs, see_other
from office.views.files import attachment


@dataclass(frozen=True)
class Square:
    """A cell of the grid with what is put into it, and the address that selects it."""

    cell: filling.GridCell
    mapped: str
    url: str
    selected: bool


def found_template(request: HttpRequest, public_id: str) -> ForeignTemplate:
    visible = ForeignTemplate.objects.visible_to(request.user).in_use()
    return get_object_or_404(visible.select_related("bureau"), public_id=public_id)


def page_url(template: ForeignTemplate, **query: str) -> str:
    url = reverse("funds:template-page", args=[template.public_id])
    return f"{url}?{urlencode(query)}" if query else url


@require_GET
@needs(Permission.SEE_REPORTS)
def template_list(request: HttpRequest) -> HttpResponse:
    own = ForeignTemplate.objects.visible_to(request.user).in_use().filter(bureau=request.user.bureau_id)
    context = {"templates": own.for_list(), "may_upload": request.user.may(Permission.EDIT_AID)}
    return render(request, "funds/template_list.html", context)


@needs(Permission.EDIT_AID)
def template_new(request: HttpRequest) -> HttpResponse:
    form = UploadForm(*_posted(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            template = workflows.upload_template(
                name=form.cleaned_data["name"], filename=file.name, data=file.read(), by=request.user
            )
        except ValidationError as broken:
            form.add_error("file", broken.messages)
        else:
            messages.success(request, "已上传。点格子,选好每一格填什么。")
            return see_other(request, page_url(template))
    return _upload_page(request, form, "上传上级表格", reverse("funds:template-list"))


@needs(Permission.EDIT_AID)
def template_replace(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a newer edition of the workbook in place; what was mapped stays, and what no longer fits is told."""
    template = found_template(request, public_id)
    check_can_keep_template(request.user, template.bureau_id)
    form = FileForm(*_posted(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            lost = workflows.replace_file(template=template, filename=file.name, data=file.read(), by=request.user)
        except ValidationError as broken:
            form.add_error("file", broken.messages)
        else:
            messages.success(request, "已换成新的文件,原来指定的格子照旧。" if not lost else "已换成新的文件。")
            return see_other(request, page_url(template))
    return _upload_page(request, form, f"更换“{template.name}”的文件", page_url(template))


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _upload_page(request: HttpRequest, form: FileForm, heading: str, back: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": back}
    return render(request, "funds/template_upload.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Permission.SEE_REPORTS)
def template_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the grid of a sheet; the cell named in the address is the one being mapped."""
    template = found_template(request, public_id)
    initial = {"address": request.GET.get("cell", "")[:10]}
    return _render_page(request, template, request.GET.get("sheet", ""), CellForm(initial=initial), initial["address"])


def _render_page(
    request: HttpRequest, template: ForeignTemplate, wanted: str, form: CellForm, address: str, status: int = 200
) -> HttpResponse:
    book = filling.open_template(template.filename, bytes(template.file))
    names = [sheet.title for sheet in book.worksheets]
    sheet = wanted if wanted in names else names[0]
    mapped = {(cell.sheet, cell.address): cell for cell in template.cells.exclude(content="")}
    form.initial = {**form.initial, "sheet": sheet, "content": _content(mapped.get((sheet, address)))}
    grid = filling.grid(book[sheet])
    user = request.user
    context = {
        "template": template,
        "tabs": [Tab(name, page_url(template, sheet=name), name == sheet) for name in names],
        "grid": grid,
        "rows": [
            (number, [_square(template, sheet, cell, mapped, address) for cell in row]) for number, row in grid.rows
        ],
        "mapped": [
            (cell, workflows.label_of(cell.content), page_url(template, sheet=cell.sheet, cell=cell.address))
            for cell in mapped.values()
        ],
        "faults": workflows.faults(template),
        "form": form if user.may(Permission.EDIT_AID) and user.bureau_id == template.bureau_id else None,
        "fill": FillForm(initial={"year": clock.today().year}),
        "actions": _actions(request, template),
    }
    return render(request, "funds/template_page.html", context, status=status)


def _content(cell: TemplateCell | None) -> str:
    return cell.content if cell else ""


def _square(
    template: ForeignTemplate, sheet: str, cell: filling.GridCell, mapped: dict[Any, TemplateCell], address: str
) -> Square:
    label = workflows.label_of(_content(mapped.get((sheet, cell.address))))
    url = page_url(template, sheet=sheet, cell=cell.address) + "#mapping"
    return Square(cell, label, url, cell.address == address)


def _actions(request: HttpRequest, template: ForeignTemplate) -> list[Action]:
    user, key = request.user, [template.public_id]
    if not user.may(Permission.EDIT_AID) or user.bureau_id != template.bureau_id:
        return []
    return [
        Action("更换文件", reverse("funds:template-replace", args=key)),
        Action("停用", reverse("funds:template-end", args=key)),
    ]


@require_POST
@needs(Permission.EDIT_AID)
def template_map(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what goes into a cell."""
    template = found_template(request, public_id)
    check_can_keep_template(request.user, template.bureau_id)
    form = CellForm(request.POST)
    if form.is_valid():
        try:
            cell = workflows.map_cell(template=template, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error("address", broken)
        else:
            told = workflows.label_of(cell.content)
            messages.success(request, f"{cell.address} 填“{told}”。" if told else f"{cell.address} 不填。")
            return see_other(request, page_url(template, sheet=cell.sheet))
    sheet, address = request.POST.get("sheet", ""), request.POST.get("address", "")
    return _render_page(request, template, sheet, form, address, status=422)


@require_POST
@needs(Permission.SEE_REPORTS)
def template_fill(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the workbook filled for a year."""
    template = found_template(request, public_id)
    form = FillForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有这个年度,请重新选择。")
        return see_other(request, page_url(template))
    try:
        name, data = workflows.fill_template(template=template, year=form.cleaned_data["year"], by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return see_other(request, page_url(template))
    return attachment(data, name)


@needs(Permission.EDIT_AID)
def template_end(request: HttpRequest, public_id: str) -> HttpResponse:
    template = found_template(request, public_id)
    check_can_keep_template(request.user, template.bureau_id)
    if request.method == "POST":
        workflows.end_template(template=template, by=request.user)
        messages.success(request, f"已停用“{template.name}”。")
        return see_other(request, reverse("funds:template-list"))
    confirm = Confirmation(
        title=f"停用“{template.name}”",
        consequence="停用后不再列出,文件和指定的格子仍然留存。",
        button="停用",
        cancel_url=page_url(template),
        facts=[Fact("文件", template.filename)],
        danger=True,
    )
    return render(request, "components/confirm_page.html", {"confirm": confirm, "form": None})
