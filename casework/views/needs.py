"""Pages of needs and of helpers' reports."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.choices.needs import NEED_TRANSITIONS, NeedStatus
from casework.forms.needs import AssignForm, ConfirmReportForm, DeskNeedForm, FinishForm, NeedFilter
from casework.forms.pairing import ReasonForm
from casework.models import HelperReport, Need
from casework.permissions.needs import check_can_decide
from casework.querysets import people
from casework.querysets.needs import NeedQuerySet
from casework.views.paging import page_of
from casework.workflows import needs as workflows
from casework.workflows import reports as report_workflows
from office import clock
from office.errors import RuleBroken
from office.identifiers.names import name_key
from office.models import StaffMember
from office.roles import Permission
from office.views.access import needs, see_other

LIST = "casework:need-list"


@require_GET
@needs(Permission.SEE_CASEWORK)
def listing(request: HttpRequest) -> HttpResponse:
    """List needs, by default those not settled, the nearest due first."""
    form = NeedFilter(request.GET)
    rows = _filtered(Need.objects.visible_to(request.user), form)
    context = {
        "form": form,
        "page": page_of(request, rows.for_list()),
        "today": clock.today(),
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
    }
    return render(request, "casework/need_list.html", context)


def _filtered(rows: NeedQuerySet, form: NeedFilter) -> NeedQuerySet:
    values = form.cleaned_data if form.is_valid() else {}
    rows = rows.shown(values.get("show") or "open", clock.today())
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
    return get_object_or_404(Need.objects.reachable_by(request.user).for_list(), public_id=public_id)


@require_GET
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS)
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a need and what can be done with it now."""
    return _detail_page(request, _need_or_404(request, public_id))


ACTS: dict[str, tuple[Any, Callable[..., Need], NeedStatus, str]] = {
    "finish": (FinishForm, workflows.finish_need, NeedStatus.DONE, "已登记办理结果,请问过本人后确认。"),
    "assign": (AssignForm, workflows.assign_need, NeedStatus.ASSIGNED, "已分派。"),
    "close": (ReasonForm, workflows.close_need, NeedStatus.CLOSED, "已关闭。"),
}


def _forms(request: HttpRequest, need: Need, posted: str = "") -> dict:
    """Return the forms of the acts that the status and the role allow, the posted one bound."""
    user = request.user
    keeper = user.may(Permission.EDIT_CASEWORK) and user.bureau_id == need.person.bureau_id
    own = need.assigned_to_id is not None and need.assigned_to_id == user.staff_member_id
    handler = keeper or (own and user.may(Permission.LOG_CONTACTS))
    allowed = NEED_TRANSITIONS.get(NeedStatus(need.status), set())
    forms = {}
    for act, (_, _, status, _) in ACTS.items():
        if status in allowed and (handler if act == "finish" else keeper):
            forms[act] = _form(request, act, posted)
    return forms


def _form(request: HttpRequest, act: str, posted: str):
    extra = {"user": request.user} if act == "assign" else {}
    return ACTS[act][0](request.POST if act == posted else None, prefix=act, **extra)


def _detail_page(request: HttpRequest, need: Need, forms: dict | None = None) -> HttpResponse:
    forms = _forms(request, need) if forms is None else forms
    helpers = StaffMember.objects.filter(bureau=request.user.bureau_id).serving(clock.today())
    context = {
        "need": need,
        "forms": forms,
        "today": clock.today(),
        "office": request.user.may(Permission.SEE_CASEWORK),
        # What somebody asks for may name an illness: an auditor reads that it was asked and done, not the words.
        "reads_text": request.user.may(Permission.SEE_ILLNESS) or request.user.may(Permission.LOG_CONTACTS),
        "may_confirm": "close" in forms and need.status == NeedStatus.DONE,
        "helpers": people.with_people_count(helpers, clock.today())[:300] if "assign" in forms else [],
    }
    failed = any(form.is_bound for form in forms.values())
    return render(request, "casework/need_detail.html", context, status=422 if failed else 200)


@require_POST
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS)
def act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Assign, finish or close a need."""
    need = _need_or_404(request, public_id)
    forms = _forms(request, need, posted=act)
    _, workflow, _, told = ACTS[act]
    form = forms.get(act)
    if form is None:  # the status moved on, or the role may not: the workflow says which
        form = forms[act] = _form(request, act, posted=act)
    if form.is_valid():
        try:
            workflow(need_id=need.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, told)
            return see_other(request, _url(need))
    return _detail_page(request, need, forms)


@require_POST
@needs(Permission.EDIT_CASEWORK)
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Register that the person says it is settled."""
    need = _need_or_404(request, public_id)
    try:
        workflows.confirm_need(need_id=need.pk, by=request.user)
    except RuleBroken as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, "本人已确认,这项诉求办结。")
    return see_other(request, _url(need))


@require_GET
@needs(Permission.SEE_CASEWORK)
def report_list(request: HttpRequest) -> HttpResponse:
    """List helpers' reports, those waiting first."""
    rows = HelperReport.objects.visible_to(request.user).for_list().waiting_first()
    waiting_only = request.GET.get("show") == "waiting"
    context = {
        "page": page_of(request, rows.sent() if waiting_only else rows),
        "waiting_only": waiting_only,
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
    }
    return render(request, "casework/report_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def report_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm a report, which enters it in the registry, or decline it with a reason."""
    rows = HelperReport.objects.visible_to(request.user).for_list()
    report = get_object_or_404(rows, public_id=public_id)
    check_can_decide(request.user, report)
    declining = request.POST.get("decision") == "decline"
    posted = request.POST or None
    confirm_form = ConfirmReportForm(None if declining else posted, initial={"happened_on": report.happened_on})
    decline_form = ReasonForm(posted if declining else None)
    form = decline_form if declining else confirm_form
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, report, declining, form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
    context = {"report": report, "confirm_form": confirm_form, "decline_form": decline_form}
    return render(request, "casework/report_decide.html", context, status=422 if form.errors else 200)


def _decided(request: HttpRequest, report: HelperReport, declining: bool, values: dict) -> HttpResponse:
    if declining:
        report_workflows.decline_report(report_id=report.pk, by=request.user, **values)
        messages.success(request, "未采纳,报告人会看到原因。")
        return see_other(request, reverse("casework:report-list"))
    findings = report_workflows.confirm_report(report_id=report.pk, by=request.user, **values)
    messages.success(request, f"已核实并登记 {report.person.name} 的{report.get_kind_display()}。")
    for finding in findings:
        messages.info(request, finding.text)
    return see_other(request, report.person.get_absolute_url())
