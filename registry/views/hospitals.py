"""The hospitals of the county: whom to ring there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from office.display import Action
from office.roles import Permission
from office.views.access import needs, see_other
from registry.forms.hospitals import HospitalContactForm
from registry.models import HospitalContact
from registry.workflows import hospitals as workflows

OF_FORM = ("is_ended", "version")  # not columns to be copied


@require_safe
@needs(Permission.SEE_PEOPLE)
def hospital_list(request: HttpRequest) -> HttpResponse:
    """List the bureau's contacts by hospital, those that ended last."""
    contacts = HospitalContact.objects.filter(bureau=request.user.bureau).order_by("ended_on", "hospital", "department")
    may_edit = request.user.may(Permission.EDIT_PEOPLE)
    actions = [Action("新增联系人", reverse("registry:hospital-create"), primary=True)] if may_edit else []
    return render(request, "registry/hospital_list.html", {"contacts": contacts, "actions": actions})


@needs(Permission.EDIT_PEOPLE)
def hospital_create(request: HttpRequest) -> HttpResponse:
    form = HospitalContactForm(request.POST or None)
    del form.fields["is_ended"]
    if request.method == "POST" and form.is_valid():
        try:
            workflows.add_contact(bureau=request.user.bureau, values=_columns(form), by=request.user)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            return _saved(request)
    return _page(request, form, "新增医院联系人")


@needs(Permission.EDIT_PEOPLE)
def hospital_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change or end a contact; a stale version is refused and nothing typed is lost."""
    contacts = HospitalContact.objects.filter(bureau=request.user.bureau).select_related("bureau")
    contact = get_object_or_404(contacts, public_id=public_id)
    initial = {name: getattr(contact, name) for name in HospitalContactForm.base_fields if name != "is_ended"}
    form = HospitalContactForm(request.POST or None, initial=initial | {"is_ended": contact.ended_on is not None})
    if request.method == "POST" and form.is_valid():
        contact.version = form.cleaned_data["version"]
        ended = form.cleaned_data["is_ended"]
        try:
            workflows.change_contact(contact=contact, values=_columns(form), ended=ended, by=request.user)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            return _saved(request)
    return _page(request, form, "修改医院联系人")


def _columns(form: HospitalContactForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in OF_FORM}


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, "已保存医院联系人。")
    return see_other(request, reverse("registry:hospital-list"))


def _page(request: HttpRequest, form: HospitalContactForm, heading: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": reverse("registry:hospital-list")}
    return render(request, "office/form_page.html", context, status=422 if form.is_bound else 200)
