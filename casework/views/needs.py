"""Pages of needs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.choices.needs import Act
from casework.forms.needs import (
    AssignForm,
    ConfirmForm,
    DeskNeedForm,
    DirectForm,
    FinishForm,
    NeedActForm,
    NeedFilter,
    NoteForm,
    ReopenForm,
)
from casework.forms.pairing import ReasonForm
from casework.models import Need
from casework.permissions.needs import check_can, open_acts
from casework.querysets import people
from casework.querysets.needs import NeedQuerySet
from casework.views.paging import page_of
from casework.workflows import needs as workflows
from office import clock
from office.errors import RuleBroken
from office.identifiers.names import name_key
from office.models import StaffMember, User
from office.roles import Permission
from office.views.access import needs, see_other
from registry import looks

LIST = "casework:need-list"


@require_GET
@needs(Permission.SEE_CASEWORK)
def listing(request: HttpRequest) -> HttpResponse:
    """List needs, by default those not settled, the nearest due first."""
    form = NeedFilter(request.GET)
    rows = _filtered(Need.objects.visible_to(request.user), form, request.user)
    context = {
        "form": form,
        "page": page_of(request, rows.for_list()),
        "today": clock.today(),
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
    }
    return render(request, "casework/need_list.html", context)


def _filtered(rows: NeedQuerySet, form: NeedFilter, user: User) -> NeedQuerySet:
    values = form.cleaned_data if form.is_valid() else {}
    rows = rows.shown(values.get("show") or "open", clock.today(), user)
    if values.get("q"):
        rows = rows.filter(person__name_key__contains=name_key(values["q"]))
    if values.get("kind"):
        rows = rows.filter(kind=values["kind"])
    return rows


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def register(request: HttpRequest) -> HttpResponse:
    """Register a need at a desk."""
    form = DeskNeedForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            need = workflows.raise_need(by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已登记,请分派给承办人。")
            return see_other(request, _url(need))
    if request.method == "GET":
        form.start_with(request.GET.get("person", ""))
    return render(request, "casework/need_form.html", {"form": form}, status=422 if form.errors else 200)


def _url(need: Need) -> str:
    return reverse("casework:need-detail", args=[need.public_id])


def _need_or_404(request: HttpRequest, public_id: str) -> Need:
    """Return a need in the user's scope; a helper also reaches those assigned to them."""
    return get_object_or_404(
        Need.objects.reachable_by(request.user).for_list().select_related("person__bureau"), public_id=public_id
    )


@require_GET
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS)
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a need and what can be done with it now."""
    return _detail_page(request, _need_or_404(request, public_id))


# What a person may do on a need's page: the form, the workflow, the word on the button, what is told then.
ACTS: dict[str, tuple[Any, Callable[..., Need], str, str]] = {
    Act.CONFIRM: (ConfirmForm, workflows.confirm_need, "本人确认已解决", "本人已确认,这项诉求办结。"),
    Act.FINISH: (FinishForm, workflows.finish_need, "登记办理结果", "已登记办理结果,请问过本人后确认。"),
    Act.NOTE: (NoteForm, workflows.note_need, "登记办理情况", "已登记办理情况。"),
    Act.ASSIGN: (AssignForm, workflows.assign_need, "分派", "已分派。"),
    Act.DIRECT: (DirectForm, workflows.direct_need, "批示", "已批示,承办人会看到。"),
    Act.REOPEN: (ReopenForm, workflows.reopen_need, "重新办理", "已重新办理。"),
    Act.WITHDRAW: (ReasonForm, workflows.withdraw_need, "本人撤回", "已登记本人撤回。"),
}


def _form(request: HttpRequest, need: Need, act: str, posted: str):
    form = ACTS[act][0]
    extra = {"need": need} if issubclass(form, NeedActForm) else {}
    return form(request.POST if act == posted else None, prefix=act, **extra)


def _detail_page(request: HttpRequest, need: Need, forms: dict | None = None) -> HttpResponse:
    looks.note(person=need.person, by=request.user)
    acts = open_acts(request.user, need)
    if forms is None:
        forms = {act: _form(request, need, act, "") for act in ACTS if act in acts}
    helpers = StaffMember.objects.filter(bureau=request.user.bureau_id).serving(clock.today())
    context = {
        "need": need,
        "forms": [(act, ACTS[act][2], form) for act, form in forms.items()],
        "steps": need.steps.select_related("staff", "entered_by"),
        "referrals": need.referrals.all(),
        "may_refer": Act.REFER in acts,
        "late": need.is_overdue(clock.today()),
        "office": request.user.may(Permission.SEE_CASEWORK),
        # What somebody asks for may name an illness: an auditor reads that it was asked and done, not the words.
        "reads_text": request.user.may(Permission.SEE_ILLNESS) or request.user.may(Permission.LOG_CONTACTS),
        "helpers": people.with_people_count(helpers, clock.today())[:300] if Act.ASSIGN in forms else [],
    }
    failed = any(form.is_bound for form in forms.values())
    return render(request, "casework/need_detail.html", context, status=422 if failed else 200)


@require_POST
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS, Permission.SIGN)
def act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Do one of the acts of the table; the workflow says who may and from which status."""
    need = _need_or_404(request, public_id)
    _, workflow, _, told = ACTS[act]
    form = _form(request, need, act, posted=act)
    if form.is_valid():
        try:
            workflow(need_id=need.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, told)
            return see_other(request, _url(need))
    check_can(request.user, Act(act), need)
    others = [one for one in ACTS if one != act and one in open_acts(request.user, need)]
    return _detail_page(request, need, {act: form} | {one: _form(request, need, one, "") for one in others})
