"""Pages of objections to posted names."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from casework.forms.notices import FindingForm, ObjectionForm
from casework.models import NoticeRow, Objection
from casework.permissions.recognition import check_can_prepare
from casework.views.paging import page_of
from casework.views.posting import posted
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
    """Show the objections that wait for a finding, or all of them."""
    found = Objection.objects.visible_to(request.user).for_list()
    everything = request.GET.get("show") == "all"
    page = page_of(request, found if everything else found.undecided())
    return render(request, "casework/objection_list.html", {"page": page, "everything": everything})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def objection_record(request: HttpRequest, public_id: str) -> HttpResponse:
    visible = NoticeRow.objects.visible_to(request.user).select_related("notice__bureau")
    row = get_object_or_404(visible, public_id=public_id)
    check_can_prepare(request.user, row.notice.bureau_id)
    form = ObjectionForm(posted(request), bureau=row.notice.bureau)
    back = reverse("casework:notice-detail", args=[row.notice.public_id])
    if form.is_valid():
        try:
            workflows.record_objection(row_id=row.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已登记。{row.name} 等结论作出后再办,其他人不受影响。")
            return see_other(request, back)
    facts = (
        [Fact("姓名", row.name), Fact("公示期", f"{row.from_on:%Y-%m-%d} 至 {row.to_on:%Y-%m-%d}")] if row.to_on else []
    )
    confirm = Confirmation("登记异议", f"登记对 {row.name} 的异议。只影响这一个人。", "登记异议", back, facts)
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", {"confirm": confirm, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_RECOGNITION)
def objection_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an objection and take its finding."""
    visible = Objection.objects.visible_to(request.user).select_related(
        "row__notice", "handler", "recorded_by", "decided_by"
    )
    objection = get_object_or_404(visible, public_id=public_id)
    notice = objection.row.notice
    refusal = may(check_can_prepare, request.user, notice.bureau_id)
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
    context = {
        "objection": objection,
        "facts": _facts(objection, reads=request.user.may(Permission.SEE_ILLNESS)),
        "form": form if not objection.finding and not refusal else None,
    }
    return render(request, "casework/objection_detail.html", context, status=422 if form.errors else 200)


def _facts(objection: Objection, *, reads: bool) -> list[Fact]:
    """Return what is known of an objection; the free text may name an illness, and is read by those who may."""
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
            Fact("答复日期", formats.day(objection.replied_on)),
        ]
    return rows
