"""Pages of support plans and service arrangements."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.choices.services import SPECS, ServiceKind
from casework.forms.pairing import ReasonForm
from casework.forms.services import OWN, PlanForm, PlanReviewForm, PlanSignForm, ServiceFilter, ServiceForm
from casework.models import ServiceArrangement, SupportPlan
from casework.permissions.pairing import check_own_bureau
from casework.querysets import people
from casework.services import in_words
from casework.views.paging import page_of
from casework.workflows import services as workflows
from office import clock, policy
from office.errors import RuleBroken
from office.models import StaffMember
from office.roles import Permission
from office.views.access import needs, see_other
from registry.models import Person


@require_GET
@needs(Permission.SEE_CASEWORK)
def service_list(request: HttpRequest) -> HttpResponse:
    """List service arrangements, by default those running, the nearest end first."""
    form, today = ServiceFilter(request.GET), clock.today()
    values = form.cleaned_data if form.is_valid() else {}
    days = policy.whole("service_notice_days", bureau=request.user.bureau)
    rows = ServiceArrangement.objects.visible_to(request.user).shown(values.get("show", ""), today, days)
    if values.get("kind"):
        rows = rows.filter(kind=values["kind"])
    page = page_of(request, rows.for_list().order_by("ends_on", "-starts_on", "pk"))
    return render(request, "casework/service_list.html", {"form": form, "page": page, "today": today})


def _own_person(request: HttpRequest, public_id: str) -> Person:
    visible = Person.objects.visible_to(request.user).select_related("bureau")
    person = get_object_or_404(visible, public_id=public_id)
    check_own_bureau(request.user, person)
    return person


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def service_start(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """Begin a service of a kind for a person."""
    person = _own_person(request, public_id)
    if kind not in SPECS:
        raise Http404
    which = ServiceKind(kind)
    form = ServiceForm(request.POST or None, kind=which)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.start_service(person=person, kind=which, terms=form.terms(), by=request.user)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, f"已登记{which.label}。")
            return see_other(request, _plan_url(person))
    context = {"person": person, "form": form, "kind": which, "law": SPECS[which].law}
    return render(request, "casework/service_start.html", context, status=422 if form.errors else 200)


def _service_or_404(request: HttpRequest, public_id: str) -> ServiceArrangement:
    return get_object_or_404(ServiceArrangement.objects.visible_to(request.user).for_list(), public_id=public_id)


@require_GET
@needs(Permission.SEE_CASEWORK)
def service_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    return _service_page(request, _service_or_404(request, public_id))


def _service_page(request: HttpRequest, service: ServiceArrangement, **posted: Form) -> HttpResponse:
    user, kind = request.user, ServiceKind(service.kind)
    initial = {name: getattr(service, name) for name in ("version", "provider", "starts_on", "ends_on", "note")}
    initial |= {OWN + name: value for name, value in service.details.items()}
    keeps = user.may(Permission.EDIT_CASEWORK) and user.bureau_id == service.person.bureau_id
    forms = {"change": ServiceForm(kind=kind, initial=initial), "end": ReasonForm(prefix="end")} | posted
    context = {
        "service": service,
        "facts": in_words(kind, service.details, user) if user.may(Permission.SEE_ILLNESS) else None,
        "forms": forms if keeps and service.ended_on is None else {},
        "changes": service.history.select_related("history_user").order_by("-history_date")[:20],
        "expired": service.is_expired(clock.today()),
    }
    return render(request, "casework/service_detail.html", context, status=422 if posted else 200)


@require_POST
@needs(Permission.EDIT_CASEWORK)
def service_act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Change a service or end it."""
    service = _service_or_404(request, public_id)
    check_own_bureau(request.user, service.person)
    form: Form = ReasonForm(request.POST, prefix="end")
    if act == "change":
        form = ServiceForm(request.POST, kind=ServiceKind(service.kind))
    if form.is_valid():
        try:
            _do(request, service, form)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已保存。")
            return see_other(request, reverse("casework:service-detail", args=[public_id]))
    return _service_page(request, service, **{act: form})


def _do(request: HttpRequest, service: ServiceArrangement, form: Form) -> None:
    if isinstance(form, ServiceForm):
        version = form.cleaned_data["version"]
        workflows.change_service(service_id=service.pk, version=version, terms=form.terms(), by=request.user)
    else:
        workflows.end_service(service_id=service.pk, by=request.user, **form.cleaned_data)


PLAN_ACTS: dict[str, Callable[..., SupportPlan]] = {
    "review": workflows.review_plan,
    "sign": workflows.sign_plan,
    "end": workflows.end_plan,
}


def _plan_url(person: Person) -> str:
    return reverse("casework:plan-page", args=[person.public_id])


@require_GET
@needs(Permission.SEE_CASEWORK)
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the plans whose day to be looked at again has come."""
    plans = SupportPlan.objects.visible_to(request.user).to_review(clock.today())
    page = page_of(request, plans.select_related("person", "in_charge").order_by("review_on", "pk"))
    return render(request, "casework/plan_list.html", {"page": page})


@require_GET
@needs(Permission.SEE_CASEWORK)
def plan_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a person's plan and services, and what can be done with them."""
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    return _plan_page(request, person)


def _plan_page(request: HttpRequest, person: Person, **posted: Form) -> HttpResponse:
    user = request.user
    keeps = user.may(Permission.EDIT_CASEWORK) and user.bureau_id == person.bureau_id and person.died_on is None
    plans = list(SupportPlan.objects.of_person(person).select_related("in_charge", "paper"))
    plan = next((one for one in plans if one.ended_on is None), None)
    forms: dict[str, Form] = {}
    if keeps:
        forms = {"review": PlanReviewForm(), "sign": PlanSignForm(), "end": ReasonForm()}
        forms = (forms if plan else {"open": PlanForm(user=user)}) | posted
    serving = StaffMember.objects.filter(bureau=user.bureau_id).serving(clock.today())
    context = {
        "person": person,
        "plan": plan,
        "earlier": [one for one in plans if one.ended_on],
        "services": ServiceArrangement.objects.of_person(person).order_by("ended_on", "-starts_on"),
        "forms": forms,
        "kinds": ServiceKind.choices if keeps else [],
        "reads": user.may(Permission.SEE_ILLNESS),
        "today": clock.today(),
        "helpers": people.with_people_count(serving, clock.today())[:300] if "open" in forms else [],
    }
    return render(request, "casework/plan_page.html", context, status=422 if posted else 200)


@require_POST
@needs(Permission.EDIT_CASEWORK)
def plan_act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Make a plan, write down how far it is, keep the signed sheet, or end it."""
    person = _own_person(request, public_id)
    form = _plan_form(request, act)
    if form.is_valid():
        try:
            _act_on_plan(request, person, act, form)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已保存。")
            return see_other(request, _plan_url(person))
    return _plan_page(request, person, **{act: form})


def _plan_form(request: HttpRequest, act: str) -> Form:
    if act == "open":
        return PlanForm(request.POST, user=request.user)
    made: dict[str, type[Form]] = {"review": PlanReviewForm, "sign": PlanSignForm, "end": ReasonForm}
    return made[act](request.POST, request.FILES)


def _act_on_plan(request: HttpRequest, person: Person, act: str, form: Form) -> None:
    if act == "open":
        workflows.open_plan(person=person, by=request.user, **form.cleaned_data)
        return
    plan = SupportPlan.objects.of_person(person).running().first()
    if plan is None:
        raise RuleBroken("现在没有正在执行的方案。")
    PLAN_ACTS[act](plan_id=plan.pk, by=request.user, **form.cleaned_data)
