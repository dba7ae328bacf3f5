"""Pages of objections to posted names."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from casework.forms.notices import FindingForm, ObjectionForm, ReplyForm
from casework.models import NoticeRow, Objection
from casework.permissions.recognition import check_can_prepare
from casework.views.paging import page_of
from casework.views.posting import act_page, posted
from casework.views.recognition_parts import HIDDEN, may
from casework.workflows import objections as workflows
from office import formats
from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other


@require_GET
@needs(Permission.SEE_RECOGNITION)
def objection_list(request: HttpRequest) -> HttpResponse:
    """Show the objections that wait for a finding or an answer, or all of them."""
    found = Objection.objects.visible_to(request.user).for_list()
    everything = request.GET.get("show") == "all"
    page = page_of(request, found if everything else found.waiting())
    return render(request, "casework/objection_list.html", {"page": page, "everything": everything})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def objection_record(request: HttpRequest, public_id: str) -> HttpResponse:
    visible = NoticeRow.objects.visible_to(request.user).select_related("notice__bureau")
    row = get_object_or_404(visible, public_id=public_id)
    check_can_prepare(request.user, row.notice.bureau_id)
    form = ObjectionForm(posted(request), bureau=row.notice.bureau)

    def act() -> None:
        workflows.record_objection(row_id=row.pk, by=request.user, **form.cleaned_data)

    back = reverse("casework:notice-detail", args=[row.notice.public_id])
    period = f"{row.from_on:%Y-%m-%d} 至 {row.to_on:%Y-%m-%d}" if row.to_on else "尚未张贴"
    facts = [Fact("姓名", row.name), Fact("公示期", period)]
    confirm = Confirmation("登记异议", f"登记对 {row.name} 的异议。只影响这一个人。", "登记异议", back, facts)
    return act_page(request, form, act, confirm, done=f"已登记。{row.name} 等结论作出后再办,其他人不受影响。")


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_RECOGNITION)
def objection_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an objection and take its finding."""
    objection = get_object_or_404(Objection.objects.visible_to(request.user).for_page(), public_id=public_id)
    notice = objection.row.notice
    if request.method == "POST":
        check_can_prepare(request.user, notice.bureau_id)
    form = FindingForm(posted(request))
    if form.is_valid():
        try:
            workflows.decide_objection(objection_id=objection.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "结论已登记。")
            return see_other(request, reverse("casework:notice-detail", args=[notice.public_id]))
    decides = not objection.finding and not may(check_can_prepare, request.user, notice.bureau_id)
    facts = _facts(objection, reads=request.user.may(Permission.SEE_ILLNESS))
    replies = objection.awaits_reply and not may(check_can_prepare, request.user, notice.bureau_id)
    context = {"objection": objection, "facts": facts, "form": form if decides else None, "replies": replies}
    return render(request, "casework/objection_detail.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def objection_reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take what somebody was answered who objected in their name."""
    objection = get_object_or_404(Objection.objects.visible_to(request.user).for_page(), public_id=public_id)
    check_can_prepare(request.user, objection.row.notice.bureau_id)
    form = ReplyForm(posted(request))

    def act() -> None:
        workflows.record_reply(objection_id=objection.pk, by=request.user, **form.cleaned_data)

    back = reverse("casework:objection-detail", args=[objection.public_id])
    facts = [Fact("对象", objection.row.name), Fact("结论", objection.get_finding_display())]
    confirm = Confirmation("登记答复", "把核实结论答复给反映人以后登记。", "登记答复", back, facts)
    return act_page(request, form, act, confirm, done="答复已登记。")


def _replied(objection: Objection) -> str:
    if objection.replied_on:
        return formats.day(objection.replied_on)
    return "还没有答复" if objection.is_named else "匿名反映,没有答复对象"


def _facts(objection: Objection, *, reads: bool) -> list[Fact]:
    """Return what is known of an objection; the free text may name an illness, and is read by those who may (R-109)."""
    rows = [
        Fact("对象", objection.row.name),
        Fact("收到日期", formats.day(objection.received_on), objection.get_channel_display()),
        Fact("反映人", (objection.objector or "匿名") if reads else HIDDEN),
        Fact("反映内容", objection.content if reads else HIDDEN),
        Fact("由谁核实", objection.handler),
        Fact("登记", objection.recorded_by, formats.day(objection.recorded_at)),
    ]
    if objection.finding:
        rows += [
            Fact("结论", objection.get_finding_display(), formats.day(objection.decided_at)),
            Fact("结论登记", objection.decided_by),
            Fact("核实情况", objection.finding_text if reads else HIDDEN),
            Fact("答复", objection.reply if reads else HIDDEN, _replied(objection)),
        ]
    return rows
