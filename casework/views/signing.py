"""Acts on one step of a recognition: on screen, on paper, and the second person's comparison."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.forms.recognition import OpinionForm, PaperForm, ReasonForm
from casework.models import Recognition, RecognitionStep
from casework.permissions.recognition import check_can_confirm, check_can_prepare, sees_reason
from casework.views.posting import act_page, posted
from casework.views.recognition import render_detail
from casework.workflows import signing
from office import scans
from office.audit import record_event
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
@needs(Permission.SIGN, Permission.GIVE_OPINION, Permission.CHECK_MONEY)
def step_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _found(request, public_id)
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            signing.sign_step(step_id=step.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, DONE[form.cleaned_data["outcome"]])
            return see_other(request, _url(step))
    recognition = Recognition.objects.visible_to(request.user).for_page().get(pk=step.recognition_id)
    return render_detail(request, recognition, form, status=422)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def step_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _found(request, public_id)
    bureau = step.recognition.bureau
    check_can_prepare(request.user, bureau.pk)
    form = PaperForm(posted(request), request.FILES or None, step=step, bureau=bureau)
    if form.is_valid():
        try:
            signing.register_paper_step(step_id=step.pk, paper=form.paper(), by=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.info(request, "已登记。请另一位经办人、负责人、局领导或财务对照扫描件核对,核对后生效。")
            return see_other(request, _url(step))
    context = {"form": form, "step": step, "recognition": step.recognition, "back": _url(step)}
    return render(request, "casework/recognition_paper.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.CONFIRM_PAPER)
def step_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _found(request, public_id)
    try:
        signing.confirm_paper_step(step_id=step.pk, by=request.user)
        messages.success(request, f"已核对“{step.title}”的纸质件。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, _after(request, step))


@require_http_methods(["GET", "POST"])
@needs(Permission.CONFIRM_PAPER)
def step_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _found(request, public_id)
    check_can_confirm(request.user, step.recognition)
    form = ReasonForm(posted(request))

    def act() -> None:
        signing.discard_paper_step(step_id=step.pk, by=request.user, **form.cleaned_data)

    facts = [
        Fact("对象", step.recognition.person.name),
        Fact("环节", step.title),
        Fact("登记的签署人", step.signer_name),
    ]
    sentence = "登记的内容与纸质件不符,这一步的登记作废,由经办人重新登记。"
    confirm = Confirmation("与纸质件不符", sentence, "退回登记", _url(step), facts, danger=True)
    done = "已退回登记,请对照纸质件重新登记。"
    return act_page(request, form, act, confirm, done=done, after=lambda: _after(request, step))


@require_GET
@needs(Permission.SEE_RECOGNITION, Permission.CONFIRM_PAPER)
def step_scan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the scan to those who compare it or may read what it says; every look is recorded."""
    step = _found(request, public_id, scan_type__in=list(scans.SUFFIX))
    if not sees_reason(request.user, step.recognition):
        check_can_confirm(request.user, step.recognition)
    record_event("casework.recognition.scan-seen", on=step.recognition, by=request.user, summary=step.title)
    return scans.answer(step.scan, step.scan_type, step.public_id)


def _found(request: HttpRequest, public_id: str, **more) -> RecognitionStep:
    visible = Recognition.objects.visible_to(request.user)
    steps = RecognitionStep.objects.filter(recognition__in=visible, **more)
    related = steps.select_related("recognition__person", "recognition__bureau", "recognition__branch")
    return get_object_or_404(related, public_id=public_id)


def _url(step: RecognitionStep) -> str:
    return reverse("casework:recognition-detail", args=[step.recognition.public_id])


def _after(request: HttpRequest, step: RecognitionStep) -> str:
    """Return where to go next: finance may no longer open an application whose paper it has compared."""
    visible = Recognition.objects.visible_to(request.user).filter(pk=step.recognition_id)
    return _url(step) if visible.exists() else reverse("casework:recognition-list")
