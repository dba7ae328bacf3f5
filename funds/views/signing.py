"""Acts on the step whose turn it is: on screen, in bulk, on paper, and the second person's comparison."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.forms.recognition import PaperForm
from funds.forms.aid import ReasonForm, SignForm
from funds.models import AidApplication, AidStep
from funds.permissions import check_can_confirm, check_can_edit_aid
from funds.views import aid_parts as parts
from funds.views.aid import confirm_page, found_application, page_url, render_page
from funds.workflows import steps as workflows
from office import scans
from office.audit import record_event
from office.choices import StepOutcome
from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other

DONE = {
    "agree": "已签署同意。",
    "return": "已退回修改。",
    "refuse": "已签署不同意。",
    "not_applicable": "已记录不适用。",
}


@require_POST
@needs(Permission.SIGN, Permission.CHECK_MONEY, Permission.GIVE_OPINION)
def aid_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    application = found_application(request, public_id)
    turn = workflows.read_turn(application)
    items = turn.items if parts.may_lower(turn) else []
    form = SignForm(request.POST, application=application, items=items)
    if form.is_valid():
        data = form.cleaned_data
        try:
            workflows.take_step(
                application=application,
                version=data["version"],
                outcome=data["outcome"],
                opinion=data["opinion"],
                amounts=form.amounts(),
                by=request.user,
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, DONE[data["outcome"]])
            return see_other(request, page_url(application))
    application = found_application(request, public_id)
    return render_page(request, workflows.read_turn(application), form)


@require_POST
@needs(Permission.SIGN, Permission.CHECK_MONEY)
def aid_sign_many(request: HttpRequest) -> HttpResponse:
    """Agree to the ticked applications, each in the version that was on the screen, and report each."""
    wanted = dict(pick.split(":", 1) for pick in request.POST.getlist("pick") if ":" in pick)
    visible = AidApplication.objects.visible_to(request.user).for_page().order_by("year", "number")
    found = visible.filter(public_id__in=wanted).distinct()
    seen = [(application, _number(wanted[application.public_id])) for application in found]
    verdicts = workflows.take_steps(seen=seen, outcome=StepOutcome.AGREE, by=request.user)
    return render(request, "funds/sign_report.html", {"verdicts": verdicts})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def aid_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """Type in the next step as it was signed on paper."""
    application = found_application(request, public_id)
    check_can_edit_aid(request.user, application)
    turn = workflows.read_turn(application)
    if turn.step is None or turn.step.outcome:
        messages.error(request, "现在没有可以登记的环节。")
        return see_other(request, page_url(application))
    form = PaperForm(request.POST or None, request.FILES or None, step=turn.step, bureau=application.bureau)
    items = turn.items if parts.may_lower(turn) else []
    sums = SignForm(request.POST or None, application=application, items=items)
    sums.fields.pop("opinion")
    if form.is_valid() and _sums_valid(sums, form):
        try:
            workflows.register_paper(
                application=application,
                version=sums.cleaned_data["version"],
                paper=form.paper(),
                amounts=sums.amounts(),
                by=request.user,
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.info(request, "已登记。请另一位经办人、负责人、局领导或财务对照扫描件核对,核对后生效。")
            return see_other(request, page_url(application))
    context = {"form": form, "sums": sums, "step": turn.step, "application": application, "back": page_url(application)}
    return render(request, "funds/aid_paper.html", context, status=422 if form.errors or sums.errors else 200)


def _sums_valid(sums: SignForm, form: PaperForm) -> bool:
    """Read the sums beside a paper: its decision is the paper's outcome."""
    sums.data = {**sums.data.dict(), "decision": form.cleaned_data["outcome"]}  # type: ignore[attr-defined]  # a bound form's data is the request's QueryDict
    return sums.is_valid()


@require_POST
@needs(Permission.CONFIRM_PAPER)
def aid_confirm_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    application = found_application(request, public_id)
    version = _number(request.POST.get("version", ""))
    try:
        workflows.confirm_paper(application=application, version=version, by=request.user)
        messages.success(request, "已核对,这一步生效。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, page_url(application))


@require_http_methods(["GET", "POST"])
@needs(Permission.CONFIRM_PAPER)
def aid_discard_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    application = found_application(request, public_id)
    check_can_confirm(request.user, application)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            workflows.discard_paper(
                application=application, version=application.version, by=request.user, **form.cleaned_data
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已退回登记,请对照纸质件重新登记。")
            return see_other(request, page_url(application))
    sentence = "登记的内容与纸质件不符,这一步的登记作废,由经办人重新登记。"
    facts = [Fact("申请", str(application))]
    confirm = Confirmation("与纸质件不符", sentence, "退回登记", page_url(application), facts, danger=True)
    return confirm_page(request, form, confirm)


@require_GET
@needs(Permission.SEE_MONEY)
def step_scan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the scan to those who compare it or may read what it says; every look is recorded."""
    visible = AidApplication.objects.visible_to(request.user)
    kept = AidStep.objects.filter(application__in=visible, scan_type__in=list(scans.SUFFIX))
    step = get_object_or_404(kept.select_related("application"), public_id=public_id)
    if not parts.sees_reason(request.user):
        check_can_confirm(request.user, step.application)
    record_event("funds.aid.scan-seen", on=step.application, by=request.user, summary=step.title)
    return scans.answer(step.scan, step.scan_type, step.public_id)
