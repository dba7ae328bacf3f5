"""Pages of public notices: list, draft, the notice itself, and the acts on it and its rows."""

from collections.abc import Callable
from datetime import date

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.closing import closing_of
from casework.documents.notice_closing import closing_pdf
from casework.forms.notices import (
    ChooseForm,
    ClosingForm,
    EditNoticeForm,
    MendNoticeForm,
    MendRowForm,
    NoticeFilterForm,
    NoticeForm,
    PostForm,
)
from casework.forms.recognition import ReasonForm
from casework.models import NoticeRow, Objection, Recognition, RecognitionNotice
from casework.permissions.recognition import check_can_prepare
from casework.views import notice_parts as parts
from casework.views.paging import page_of
from casework.views.posting import act_page, posted
from casework.views.recognition_parts import may
from casework.workflows import notice_changes as changes
from casework.workflows import notices as workflows
from office import clock, policy
from office.audit import record_event
from office.choices import NoticeStatus
from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment
from registry.looks import record_file


@require_GET
@needs(Permission.SEE_RECOGNITION)
def notice_list(request: HttpRequest) -> HttpResponse:
    form = NoticeFilterForm(request.GET)
    found = RecognitionNotice.objects.visible_to(request.user).with_counts()
    if form.is_valid():
        found = found.matching(form.cleaned_data, clock.today())
    page = page_of(request, found.order_by("-drafted_at", "-pk"))
    context = {
        "form": form,
        "page": page,
        "may_draft": request.user.may(Permission.EDIT_RECOGNITION),
    }
    return render(request, "casework/notice_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def notice_draft(request: HttpRequest) -> HttpResponse:
    bureau = request.user.bureau
    approved = Recognition.objects.waiting_for_notice(bureau.pk)
    choose = ChooseForm(posted(request), approved=approved)
    form = NoticeForm(posted(request), initial=_usual_words(bureau), bureau=bureau)
    if request.method == "POST" and all([choose.is_valid(), form.is_valid()]):
        ids = [row.pk for row in choose.cleaned_data["recognitions"]]
        days = form.cleaned_data["working_days"]
        try:
            notice = workflows.draft_notice(recognition_ids=ids, texts=form.texts(), working_days=days, by=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return see_other(request, _url(notice))
    context = {"form": form, "choose": choose, "any_approved": approved.exists()}
    return render(request, "casework/notice_form.html", context, status=422 if form.errors or choose.errors else 200)


def _usual_words(bureau) -> dict:
    year = clock.today().year
    return {
        "title": f"关于{year}年度拟帮扶离退休人员名单的公示",
        "basis": "根据离退休人员帮扶工作有关规定，",
        "process": "经个人申报、党支部评议、审核审批，拟将下列人员列为帮扶对象。",
        "working_days": policy.whole("notice_working_days", bureau=bureau),
        "channels": ["board"],
        "contact_section": bureau.section_name,
        "contact_phone": bureau.phone,
        "contact_address": bureau.address,
    }


@require_GET
@needs(Permission.SEE_RECOGNITION)
def notice_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    visible = RecognitionNotice.objects.visible_to(request.user)
    related = visible.select_related("bureau", "drafted_by", "posted_by", "closed_by")
    notice = get_object_or_404(related, public_id=public_id)
    listed = list(notice.rows.select_related("recognition").order_by("number"))
    issues = list(notice.issues.defer("pdf").select_related("issued_by"))
    context = {
        "notice": notice,
        "facts": parts.facts(notice),
        "rows": parts.rows(notice, listed, request.user),
        "actions": parts.actions(notice, listed, request.user),
        "issues": issues,
        "changed": parts.changed_since_issue(notice, issues[-1] if issues else None),
        "unknown_years": parts.unknown_years(notice),
        "objections": Objection.objects.filter(row__notice=notice).for_list(),
        "evidence": notice.evidence.filter(withdrawn_on=None).select_related("added_by").defer("content"),
        "may_edit": not may(check_can_prepare, request.user, notice.bureau_id),
    }
    return render(request, "casework/notice_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def notice_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = _found(request, public_id)
    values = {"version": notice.version}
    form = EditNoticeForm(posted(request), instance=notice, initial=values, bureau=notice.bureau)

    def act() -> None:
        days, version = form.cleaned_data["working_days"], form.cleaned_data["version"]
        workflows.edit_notice(
            notice_id=notice.pk, version=version, texts=form.texts(), working_days=days, by=request.user
        )

    return _form_page(request, notice, form, act, title="修改公示草稿", button="保存")


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def notice_mend(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = _found(request, public_id)
    values = {"version": notice.version}
    form = MendNoticeForm(posted(request), instance=notice, initial=values, bureau=notice.bureau)

    def act() -> None:
        version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
        changes.mend_notice(notice_id=notice.pk, version=version, texts=form.texts(), reason=reason, by=request.user)

    return _form_page(request, notice, form, act, title="改动公示文字", button="保存改动")


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def notice_add(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = _found(request, public_id)
    form = ChooseForm(posted(request), approved=Recognition.objects.waiting_for_notice(notice.bureau_id))

    def act() -> None:
        ids = [row.pk for row in form.cleaned_data["recognitions"]]
        workflows.add_to_notice(notice_id=notice.pk, recognition_ids=ids, by=request.user)

    return _form_page(request, notice, form, act, title="增列名单", button="列入名单")


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def notice_post(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = _found(request, public_id)
    form = PostForm(posted(request))

    def act() -> None:
        day: date = form.cleaned_data["first_day"]
        workflows.post_notice(notice_id=notice.pk, first_day=day, by=request.user)

    sentence = f"张贴后名单和公示期定下来,公示期为 {notice.working_days} 个工作日。印发的文件按原样保存。"
    return _form_page(request, notice, form, act, title="张贴公示", button="张贴公示", sentence=sentence)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def notice_issue(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = _found(request, public_id)
    form = ReasonForm(posted(request))

    def act() -> None:
        changes.issue_again(notice_id=notice.pk, reason=form.cleaned_data["reason"], by=request.user)

    sentence = "按现在的名单和文字再印发一次,替换墙上的那一张。以前印发的原样保存。"
    return _form_page(request, notice, form, act, title="重新印发", button="重新印发", sentence=sentence)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def notice_close(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = _found(request, public_id)
    form = ClosingForm(posted(request), initial={"note": closing_of(notice).words})

    def act() -> None:
        workflows.close_notice(notice_id=notice.pk, note=form.cleaned_data["note"], by=request.user)

    sentence = "公示期满、没有异议的人即为认定的帮扶对象。有异议的人等结论作出后再办。"
    if not notice.evidence.filter(withdrawn_on=None).exists():
        sentence += "还没有上传张贴照片,归档前请补上。"
    return _form_page(request, notice, form, act, title="办结公示", button="办结公示", sentence=sentence)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def notice_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = _found(request, public_id)
    form = ReasonForm(posted(request))

    def act() -> None:
        workflows.withdraw_notice(notice_id=notice.pk, reason=form.cleaned_data["reason"], by=request.user)

    sentence = "撤回整个公示。名单里还没有通过的人回到“待公示”,可以另行公示。"
    return _form_page(request, notice, form, act, title="撤回公示", button="撤回公示", sentence=sentence, danger=True)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def row_strike(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _found_row(request, public_id)
    form = ReasonForm(posted(request))

    def act() -> None:
        workflows.strike_row(row_id=row.pk, reason=form.cleaned_data["reason"], by=request.user)

    sentence = f"把 {row.name} 从名单撤下。其他人的公示不受影响;已张贴的,认定退回经办人修改。"
    return _form_page(request, row.notice, form, act, title="撤下一人", button="撤下", sentence=sentence, danger=True)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def row_mend(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _found_row(request, public_id)
    form = MendRowForm(posted(request), instance=row)

    def act() -> None:
        changes.mend_row(row_id=row.pk, by=request.user, **form.cleaned_data)

    return _form_page(request, row.notice, form, act, title="改正错字", button="保存改动")


@require_POST
@needs(Permission.SEE_RECOGNITION)
def notice_pdf(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Give a kept issue as it was issued: the same bytes, whatever happened since."""
    visible = RecognitionNotice.objects.visible_to(request.user)
    notice = get_object_or_404(visible.select_related("bureau"), public_id=public_id)
    issue = get_object_or_404(notice.issues, number=number)
    record_event("casework.notice.printed", on=notice, by=request.user, summary=str(issue), digest=issue.digest)
    return attachment(bytes(issue.pdf), f"{notice.title}-第{issue.number}次.pdf", PDF)


@require_POST
@needs(Permission.SEE_RECOGNITION)
def notice_closing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the closing sheet of a notice as its objections now stand."""
    closed = RecognitionNotice.objects.visible_to(request.user).filter(status=NoticeStatus.CLOSED)
    notice = get_object_or_404(closed.select_related("bureau"), public_id=public_id)
    people = notice.rows.values_list("recognition__person", flat=True)
    pdf = closing_pdf(notice)
    record_file("casework.notice.closing-printed", people=people, on=notice, by=request.user, summary=notice.title)
    return attachment(pdf, f"{notice.title}-公示情况说明.pdf", PDF)


def _found(request: HttpRequest, public_id: str) -> RecognitionNotice:
    visible = RecognitionNotice.objects.visible_to(request.user).select_related("bureau")
    notice = get_object_or_404(visible, public_id=public_id)
    check_can_prepare(request.user, notice.bureau_id)
    return notice


def _found_row(request: HttpRequest, public_id: str) -> NoticeRow:
    visible = NoticeRow.objects.visible_to(request.user).select_related("notice__bureau")
    row = get_object_or_404(visible, public_id=public_id)
    check_can_prepare(request.user, row.notice.bureau_id)
    return row


def _url(notice: RecognitionNotice) -> str:
    return reverse("casework:notice-detail", args=[notice.public_id])


def _form_page(
    request: HttpRequest,
    notice: RecognitionNotice,
    form: BaseForm,
    act: Callable[[], object],
    *,
    title: str,
    button: str,
    sentence: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Show one act on a notice, do it when the form is right, and go back to the notice."""
    confirm = Confirmation(title, sentence, button, _url(notice), [Fact("公示", notice.title)], danger)
    return act_page(request, form, act, confirm, done=f"{title}:已办好。")
