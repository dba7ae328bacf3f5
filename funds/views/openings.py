"""Pages of opening the books: the empty workbook, its preview, and the second person's answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funds.choices import OpeningStatus
from funds.forms.aid import ReasonForm
from funds.forms.openings import OpeningAskForm, OpeningUploadForm
from funds.models import Opening
from funds.openings import OpeningPlan, empty_workbook
from funds.views.common import page_of, tone
from funds.workflows import openings as workflows
from office import formats
from office.display import Decision, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import attachment

READERS = (Permission.KEEP_SOURCES, Permission.CONFIRM_PAPER)
LIST = "funds:opening-list"


@require_GET
@needs(*READERS)
def opening_list(request: HttpRequest) -> HttpResponse:
    """List the openings of the bureau, or those that wait for this person."""
    found, mine = Opening.objects.visible_to(request.user), request.GET.get("show") == "mine"
    page = page_of(request, (found.to_confirm_by(request.user) if mine else found).for_list())
    for opening in page:
        opening.tone = tone(opening.status)
    may_upload = request.user.may(Permission.KEEP_SOURCES)
    return render(request, "funds/opening_list.html", {"page": page, "mine": mine, "may_upload": may_upload})


@require_GET
@needs(Permission.KEEP_SOURCES)
def opening_template(request: HttpRequest) -> HttpResponse:
    """Answer the empty workbook with the keeper's sources."""
    return attachment(empty_workbook(request.user), "空白期初表.xlsx")


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_SOURCES)
def opening_new(request: HttpRequest) -> HttpResponse:
    """Take a workbook and show what it would book."""
    form = OpeningUploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_valid():
        return _upload(request, form)
    plan = OpeningPlan(form.cleaned_data["file"], request.user)
    rows = "valid" if plan.refused else "all"
    ask = OpeningAskForm(initial={"sealed": form.sealed, "seen": plan.fingerprint(), "rows": rows})
    status = 422 if plan.refused else 200
    return render(request, "funds/opening_preview.html", {"plan": plan, "ask": ask}, status=status)


def _upload(request: HttpRequest, form: Any, failed: Any = None) -> HttpResponse:
    status = 422 if form.errors or failed else 200
    return render(request, "funds/opening_upload.html", {"form": form, "failed": failed}, status=status)


@require_POST
@needs(Permission.KEEP_SOURCES)
def opening_ask(request: HttpRequest) -> HttpResponse:
    """Hand the previewed workbook to a second person."""
    form = OpeningAskForm(request.POST)
    if form.is_valid():
        try:
            opening = workflows.ask_opening(by=request.user, **form.told())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.info(request, "已提交。请负责人、局领导、经办人或另一名财务复核,复核后记账。")
            return see_other(request, reverse("funds:opening-page", args=[opening.public_id]))
    return _upload(request, OpeningUploadForm(), form)


@require_GET
@needs(*READERS)
def opening_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _found(request, public_id), ReasonForm())


def _page(request: HttpRequest, opening: Opening, form: ReasonForm, status: int = 200) -> HttpResponse:
    form.fields["reason"].required, form.fields["reason"].label = False, "复核意见"
    waits = opening.status == OpeningStatus.ASKED
    decides = waits and request.user.may(Permission.CONFIRM_PAPER) and opening.added_by != request.user
    facts = [
        Fact("文件", opening.title),
        Fact("提交人", opening.added_by, formats.day(opening.added_at)),
        Fact("导入哪些行", "没有问题的行" if opening.only_valid else "全部"),
    ]
    if opening.decided_by:
        facts.append(Fact("复核人", opening.decided_by, opening.decision_note or formats.day(opening.decided_at)))
    decisions = [Decision("confirm", "核对无误,记账", "agree"), Decision("decline", "不同意", "refuse")]
    context = {
        "opening": opening,
        "tone": tone(opening.status),
        "facts": facts,
        "plan": OpeningPlan(workflows.read_again(opening), opening.added_by) if waits else None,
        "form": form,
        "decisions": decisions if decides else [],
        "action": reverse("funds:opening-decide", args=[opening.public_id]),
    }
    return render(request, "funds/opening_page.html", context, status=status)


@require_POST
@needs(Permission.CONFIRM_PAPER)
def opening_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    opening, form = _found(request, public_id), ReasonForm(request.POST)
    try:
        if request.POST.get("decision") == "confirm":
            workflows.confirm_opening(opening=opening, by=request.user)
            messages.success(request, "已记账。期初余额和启用前的支付都在收支明细里。")
        else:
            workflows.decline_opening(opening=opening, note=request.POST.get("reason", ""), by=request.user)
            messages.success(request, "已记录不同意,没有记账。")
    except RuleBroken as broken:
        form.is_valid()
        form.errors.clear()
        form.add_error(None, broken)
        return _page(request, _found(request, public_id), form, status=422)
    return see_other(request, reverse("funds:opening-page", args=[public_id]))


def _found(request: HttpRequest, public_id: str) -> Opening:
    related = Opening.objects.visible_to(request.user).select_related("added_by", "decided_by", "bureau")
    return get_object_or_404(related, public_id=public_id)
