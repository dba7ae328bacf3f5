"""Importing the list of serving staff: upload, preview, confirm; the empty list to fill in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from office.errors import RuleBroken
from office.forms.staff_import import StaffConfirmForm, StaffUploadForm
from office.imports import empty_staff_list
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import attachment
from office.workflows import staff_import as workflows

EDITS = Permission.EDIT_STAFF


@needs(EDITS)
def staff_import(request: HttpRequest) -> HttpResponse:
    """Take a list of staff and show what it would change."""
    form = StaffUploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_valid():
        return _ask(request, form)
    plan = workflows.plan_staff(rows=form.cleaned_data["file"], bureau=request.user.bureau, by=request.user)
    confirm = StaffConfirmForm(initial={"sealed": form.sealed, "seen": workflows.fingerprint(plan)})
    refused = len({fault["row"] for fault in plan.faults})
    context = {"plan": plan, "counts": plan.counts(), "confirm": confirm, "refused": refused}
    return render(request, "office/staff_import_preview.html", context, status=422 if refused else 200)


@needs(EDITS)
@require_POST
def staff_import_confirm(request: HttpRequest) -> HttpResponse:
    form = StaffConfirmForm(request.POST)
    if form.is_valid():
        try:
            plan = workflows.import_staff(
                rows=form.cleaned_data["sealed"],
                bureau=request.user.bureau,
                by=request.user,
                seen=form.cleaned_data["seen"],
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已导入 {len(plan.items)} 名工作人员。")
            return see_other(request, reverse("office:staff-list"))
    return _ask(request, StaffUploadForm(), form)


@needs(EDITS)
@require_safe
def staff_import_template(request: HttpRequest) -> HttpResponse:
    """Answer the empty list, to be filled in."""
    return attachment(empty_staff_list(), "空白工作人员名单.xlsx")


def _ask(request: HttpRequest, form: StaffUploadForm, failed: StaffConfirmForm | None = None) -> HttpResponse:
    status = 422 if form.is_bound or failed else 200
    return render(request, "office/staff_import.html", {"form": form, "failed": failed}, status=status)
