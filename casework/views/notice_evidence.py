"""Photos of a notice on the board: adding one, looking at one, taking one away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from casework.forms.notices import EvidenceForm
from casework.forms.recognition import ReasonForm
from casework.models import NoticeEvidence, RecognitionNotice
from casework.permissions.recognition import check_can_prepare
from casework.views.posting import act_page, posted
from casework.workflows import notice_evidence as workflows
from office.display import Confirmation, Fact
from office.roles import Permission
from office.views.access import needs
from office.views.files import attachment
from registry.scans import SUFFIX


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def evidence_add(request: HttpRequest, public_id: str) -> HttpResponse:
    visible = RecognitionNotice.objects.visible_to(request.user)
    notice = get_object_or_404(visible, public_id=public_id)
    check_can_prepare(request.user, notice.bureau_id)
    form = EvidenceForm(posted(request), request.FILES or None, notice=notice)

    def act() -> None:
        workflows.keep_evidence(notice_id=notice.pk, evidence=form.evidence(), by=request.user)

    sentence = "照片缩小保存,不带拍摄地点等信息;只有能看公示的人才能打开。"
    confirm = Confirmation("上传张贴凭证", sentence, "上传", _url(notice), [Fact("公示", notice.title)])
    return act_page(request, form, act, confirm, done="凭证已保存。")


@require_safe
@needs(Permission.SEE_RECOGNITION)
def evidence_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a photo to who may open the notice; it shows what hung on the wall, so a look leaves no trace."""
    evidence = _found(request, public_id)
    name = f"notice-{evidence.public_id}.{SUFFIX[evidence.content_type]}"
    return attachment(bytes(evidence.content), name, evidence.content_type)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def evidence_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    evidence = _found(request, public_id)
    check_can_prepare(request.user, evidence.notice.bureau_id)
    form = ReasonForm(posted(request))

    def act() -> None:
        workflows.withdraw_evidence(evidence=evidence, by=request.user, **form.cleaned_data)

    facts = [Fact("公示", evidence.notice.title), Fact("凭证", evidence.title)]
    confirm = Confirmation("撤销凭证", "撤销后不再列出。", "撤销", _url(evidence.notice), facts, danger=True)
    return act_page(request, form, act, confirm, done="凭证已撤销。")


def _found(request: HttpRequest, public_id: str) -> NoticeEvidence:
    visible = RecognitionNotice.objects.visible_to(request.user)
    kept = NoticeEvidence.objects.filter(notice__in=visible, withdrawn_on=None).select_related("notice__bureau")
    return get_object_or_404(kept, public_id=public_id)


def _url(notice: RecognitionNotice) -> str:
    return reverse("casework:notice-detail", args=[notice.public_id])
