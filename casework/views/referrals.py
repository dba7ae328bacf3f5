"""Pages of referrals and reports to outside agencies."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.choices.needs import Act
from casework.choices.referrals import REFERRAL_TRANSITIONS, ReferralStatus
from casework.forms.pairing import ReasonForm
from casework.forms.referrals import AnswerForm, DeskLetterForm, LetterForm, ReceiveForm, ReferralFilter
from casework.models import Need, Referral
from casework.permissions.needs import check_can, check_can_keep
from casework.querysets.referrals import ReferralQuerySet
from casework.views.paging import page_of
from casework.workflows import referrals as workflows
from office import clock
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other


@require_GET
@needs(Permission.SEE_CASEWORK)
def listing(request: HttpRequest) -> HttpResponse:
    """List what was sent to agencies, by default what waits for an answer, the nearest due first."""
    form = ReferralFilter(request.GET)
    context = {
        "form": form,
        "page": page_of(request, _filtered(Referral.objects.visible_to(request.user), form).for_list()),
        "today": clock.today(),
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
    }
    return render(request, "casework/referral_list.html", context)


def _filtered(rows: ReferralQuerySet, form: ReferralFilter) -> ReferralQuerySet:
    values = form.cleaned_data if form.is_valid() else {}
    rows = rows.shown(values.get("show", ""), clock.today())
    return rows.filter(**{name: values[name] for name in ("agency", "outcome") if values.get(name)})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def send(request: HttpRequest) -> HttpResponse:
    """Enter a referral: of the need named in the address, else of a person or of the office."""
    need = _need(request)
    form = (LetterForm if need else DeskLetterForm)(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data.get("person")
        try:
            referral = workflows.send_referral(letter=form.letter(), person=person, need=need, by=request.user)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, f"已登记报送{referral.agency_name}。")
            return see_other(request, _url(referral))
    if request.method == "GET" and isinstance(form, DeskLetterForm):
        form.start_with(request.GET.get("person", ""))
    context = {"form": form, "need": need}
    return render(request, "casework/referral_form.html", context, status=422 if form.errors else 200)


def _need(request: HttpRequest) -> Need | None:
    public_id = request.GET.get("need", "")
    if not public_id:
        return None
    needs_seen = Need.objects.visible_to(request.user).select_related("person__bureau")
    need = get_object_or_404(needs_seen, public_id=public_id)
    check_can(request.user, Act.REFER, need)
    return need


def _url(referral: Referral) -> str:
    return reverse("casework:referral-detail", args=[referral.public_id])


# The form, the workflow, what it becomes, the word on the button.
ACTS: dict[str, tuple[Any, Callable[..., Referral], ReferralStatus, str]] = {
    "receive": (ReceiveForm, workflows.receive_referral, ReferralStatus.RECEIVED, "登记签收"),
    "answer": (AnswerForm, workflows.answer_referral, ReferralStatus.ANSWERED, "登记回复"),
    "withdraw": (ReasonForm, workflows.withdraw_referral, ReferralStatus.WITHDRAWN, "撤回转办"),
}


def _referral_or_404(request: HttpRequest, public_id: str) -> Referral:
    return get_object_or_404(Referral.objects.visible_to(request.user).for_list(), public_id=public_id)


@require_GET
@needs(Permission.SEE_CASEWORK)
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a referral and what can be registered of it now."""
    return _page(request, _referral_or_404(request, public_id))


def _page(request: HttpRequest, referral: Referral, posted: str = "", form: Any = None) -> HttpResponse:
    keeps = request.user.may(Permission.EDIT_CASEWORK) and request.user.bureau_id == referral.bureau_id
    allowed = REFERRAL_TRANSITIONS.get(ReferralStatus(referral.status), set()) if keeps else set()
    forms = {act: made(prefix=act) for act, (made, _, status, _) in ACTS.items() if status in allowed}
    if form is not None:
        forms[posted] = form
    context = {
        "referral": referral,
        "forms": [(act, ACTS[act][3], one) for act, one in forms.items()],
        "late": referral.is_overdue(clock.today()),
        "reads_text": request.user.may(Permission.SEE_ILLNESS),
    }
    return render(request, "casework/referral_detail.html", context, status=422 if form is not None else 200)


@require_POST
@needs(Permission.EDIT_CASEWORK)
def act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Register receipt, answer or withdrawal."""
    referral = _referral_or_404(request, public_id)
    check_can_keep(request.user, referral)
    made, workflow, _, _ = ACTS[act]
    form = made(request.POST, prefix=act)
    if form.is_valid():
        try:
            workflow(referral_id=referral.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已登记。")
            return see_other(request, _url(referral))
    return _page(request, referral, act, form)
