"""Pages of what volunteers did: the list, recording, confirming, withdrawing."""

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.choices.timebank import Confirmer, ServiceStatus
from casework.forms.pairing import ReasonForm
from casework.forms.timebank import ServiceFilter, ServiceForm, WitnessForm
from casework.models import VolunteerService
from casework.permissions.timebank import check_can_confirm
from casework.views.paging import page_of
from casework.views.posting import posted
from casework.views.timebank import keeps, switched_on
from casework.workflows import timebank as workflows
from office.errors import Refused, RuleBroken
from office.models import User
from office.roles import Permission
from office.views.access import needs, see_other

ACTS = ("witness", "confirm", "withdraw")


@require_safe
@needs(Permission.SEE_CASEWORK)
@switched_on
def service_list(request: HttpRequest) -> HttpResponse:
    """List the bureau's volunteer services, the latest first."""
    form = ServiceFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    rows = VolunteerService.objects.visible_to(request.user).filter(bureau=request.user.bureau_id)
    rows = rows.shown(values.get("show", ""))
    if named := values.get("q"):
        rows = rows.filter(Q(volunteer__name__contains=named) | Q(person__name__contains=named))
    context = {
        "form": form,
        "page": page_of(request, rows.for_list().order_by("-on", "-pk")),
        "may_record": request.user.may(Permission.EDIT_CASEWORK),
    }
    return render(request, "casework/volunteer_service_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
@switched_on
def service_record(request: HttpRequest) -> HttpResponse:
    form = ServiceForm(posted(request), user=request.user, initial={"volunteer": request.GET.get("volunteer")})
    if form.is_valid():
        try:
            service = workflows.record_service(by=request.user, **form.recording())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已登记,确认以后入账。")
            return see_other(request, _url(service))
    context = {"form": form, "back": reverse("casework:time-bank")}
    return render(request, "casework/volunteer_service_record.html", context, status=422 if form.errors else 200)


def _url(service: VolunteerService) -> str:
    return reverse("casework:volunteer-service", args=[service.public_id])


def _found(request: HttpRequest, public_id: str) -> VolunteerService:
    return get_object_or_404(VolunteerService.objects.visible_to(request.user).for_list(), public_id=public_id)


@require_safe
@needs(Permission.SEE_CASEWORK)
@switched_on
def service_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _found(request, public_id))


def _page(request: HttpRequest, service: VolunteerService, **refused: Form) -> HttpResponse:
    user = request.user
    waits = service.status == ServiceStatus.RECORDED
    in_time = user.may(Permission.CONFIRM_HOURS) and user.bureau_id == service.bureau_id and waits
    forms: dict[str, Form] = {"witness": WitnessForm(), "confirm": Form()} if in_time else {}
    if waits and keeps(user, service.bureau_id):
        forms["withdraw"] = ReasonForm()
    context = {
        "service": service,
        "forms": forms | refused,
        "why_not": {act: _why_not(user, service, act) for act in forms},
        "booking": getattr(service, "booking", None),
    }
    return render(request, "casework/volunteer_service.html", context, status=422 if refused else 200)


def _why_not(user: User, service: VolunteerService, act: str) -> str:
    """Return why this person may not do it, "" when they may."""
    if act == "withdraw":
        return ""
    try:
        check_can_confirm(user, service, Confirmer.SECOND if act == "confirm" else Confirmer.SERVED)
    except Refused as refused:
        return str(refused)
    return ""


@require_POST
@needs(Permission.EDIT_CASEWORK, Permission.CONFIRM_HOURS)
@switched_on
def service_act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Register the served person's word, confirm as a second person, or withdraw."""
    service = _found(request, public_id)
    if act not in ACTS:
        raise Http404
    made: dict[str, type[Form]] = {"witness": WitnessForm, "confirm": Form, "withdraw": ReasonForm}
    form = made[act](request.POST)
    if form.is_valid():
        try:
            _act(request, service, act, form)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已撤回。" if act == "withdraw" else "已确认,时间已入账。")
            return see_other(request, _url(service))
    return _page(request, _found(request, public_id), **{act: form})


def _act(request: HttpRequest, service: VolunteerService, act: str, form: Form) -> None:
    sent = request.POST.get("version", "")
    told = {"service_id": service.pk, "version": int(sent) if sent.isdecimal() else 0, "by": request.user}
    if act == "withdraw":
        workflows.withdraw_service(**told, **form.cleaned_data)
    else:
        confirmer = Confirmer.SECOND if act == "confirm" else Confirmer.SERVED
        workflows.confirm_service(**told, confirmer=confirmer, **form.cleaned_data)
