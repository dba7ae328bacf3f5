"""Scans kept with an application: adding one, opening one, taking one away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from casework.forms.recognition import ReasonForm, RecognitionPaperForm
from casework.models import Recognition, RecognitionPaper
from casework.permissions.recognition import check_can_prepare
from casework.views.posting import act_page, posted
from casework.workflows import recognition_papers as workflows
from office.display import Confirmation, Fact
from office.roles import Permission
from office.views.access import needs
from office.views.files import attachment
from registry.scans import SUFFIX


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def paper_add(request: HttpRequest, public_id: str) -> HttpResponse:
    visible = Recognition.objects.visible_to(request.user).select_related("person")
    recognition = get_object_or_404(visible, public_id=public_id)
    check_can_prepare(request.user, recognition.bureau_id)
    form = RecognitionPaperForm(posted(request), request.FILES or None)

    def act() -> None:
        values = form.cleaned_data
        workflows.add_paper(
            recognition=recognition,
            kind=values["kind"],
            title=values["title"],
            scan=values["paper"],
            by=request.user,
        )

    sentence = "申请书、证明材料的扫描件随申请保存,加密,每打开一次都留下记录。"
    facts = [Fact("姓名", recognition.person.name), Fact("年度", f"{recognition.year} 年")]
    confirm = Confirmation("添加材料", sentence, "上传", _url(recognition), facts)
    return act_page(request, form, act, confirm, done="材料已保存。")


@require_safe
@needs(Permission.SEE_RECOGNITION, Permission.GIVE_OPINION)
def paper_file(request: HttpRequest, public_id: str) -> HttpResponse:
    paper = _found(request, public_id)
    content = workflows.open_paper(paper=paper, by=request.user)
    return attachment(content, f"paper-{paper.public_id}.{SUFFIX[paper.content_type]}", paper.content_type)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def paper_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    paper = _found(request, public_id)
    check_can_prepare(request.user, paper.recognition.bureau_id)
    form = ReasonForm(posted(request))

    def act() -> None:
        workflows.withdraw_paper(paper=paper, by=request.user, **form.cleaned_data)

    facts = [Fact("材料类别", paper.get_kind_display()), Fact("名称", paper.title)]
    confirm = Confirmation("撤销材料", "撤销后不再列出。", "撤销", _url(paper.recognition), facts, danger=True)
    return act_page(request, form, act, confirm, done=f"已撤销“{paper.title}”。")


def _found(request: HttpRequest, public_id: str) -> RecognitionPaper:
    visible = Recognition.objects.visible_to(request.user)
    papers = RecognitionPaper.objects.filter(recognition__in=visible, withdrawn_on=None)
    related = papers.select_related("recognition__person", "recognition__branch")
    return get_object_or_404(related, public_id=public_id)


def _url(recognition: Recognition) -> str:
    return reverse("casework:recognition-detail", args=[recognition.public_id])
