"""Importing pairings: template, upload with preview, confirm."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework import imports
from casework.exports import pairing_template
from casework.forms.pairing import UploadForm
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import attachment

PAGE = "casework/pairing_import.html"


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def upload(request: HttpRequest) -> HttpResponse:
    """Read a workbook and show what would become of each row."""
    form = UploadForm(request.POST or None, request.FILES or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            preview = imports.preview_pairings(file_name=file.name, data=file.read(), user=request.user)
        except RuleBroken as exc:
            form.add_error("file", exc)
    return _page(request, form, preview)


def _page(request: HttpRequest, form: UploadForm, preview: imports.Preview | None = None) -> HttpResponse:
    counts = preview and {name: preview.count(name) for name in (imports.NEW, imports.SAME, imports.REFUSED)}
    context = {"form": form, "preview": preview, "counts": counts}
    return render(request, PAGE, context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.EDIT_CASEWORK)
def confirm(request: HttpRequest) -> HttpResponse:
    """Propose what was previewed."""
    try:
        made = imports.import_pairings(token=request.POST.get("token", ""), user=request.user)
    except RuleBroken as exc:
        form = UploadForm()
        messages.error(request, f"没有导入:{exc}")
        return _page(request, form)
    messages.success(request, f"已登记 {made} 项结对,等负责人下达。")
    return see_other(request, reverse("casework:pairing-list") + "?status=proposed")


@require_GET
@needs(Permission.EDIT_CASEWORK)
def template(request: HttpRequest) -> HttpResponse:
    """Answer the empty template."""
    return attachment(pairing_template(), "结对导入模板.xlsx")
