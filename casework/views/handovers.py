"""Pages of handovers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.choices.handovers import HandoverSide
from casework.documents.handover_sheet import handed, handover_pdf
from casework.errors.handovers import NotHandedOver
from casework.forms.handovers import HandoverForm, OwnSideForm, SheetForm
from casework.forms.pairing import ReasonForm
from casework.models import Handover, Pairing
from casework.permissions.handovers import check_can_hand_over, own_sides
from casework.permissions.pairing import check_own_bureau_of
from casework.querysets import people
from casework.views.paging import page_of
from casework.workflows import handovers as workflows
from office import clock
from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.models import StaffMember
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import attachment

LIST = "casework:handover-list"


@require_GET
@needs(Permission.SEE_CASEWORK)
def listing(request: HttpRequest) -> HttpResponse:
    """List handovers, newest first; `show=waiting` those that a side has still to confirm."""
    rows = Handover.objects.visible_to(request.user)
    waiting = request.GET.get("show") == "waiting"
    rows = rows.waiting() if waiting else rows
    context = {
        "page": page_of(request, rows.for_list()),
        "waiting": waiting,
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
    }
    return render(request, "casework/handover_list.html", context)


@require_GET
@needs(Permission.EDIT_CASEWORK)
def choose(request: HttpRequest) -> HttpResponse:
    """List whose people can be handed over."""
    today = clock.today()
    helping = Pairing.objects.active_on(today).exclude(kind="stand_in").values("helper")
    staff = StaffMember.objects.filter(bureau=request.user.bureau_id, pk__in=helping)
    helpers = people.with_people_count(staff, today).order_by("pinyin", "pk")
    return render(request, "casework/handover_choose.html", {"helpers": helpers})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def enter(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand a helper's people to another one; each refused row says why."""
    giver = get_object_or_404(StaffMember.objects.visible_to(request.user), public_id=public_id)
    check_can_hand_over(request.user, giver.bureau)
    rows = workflows.to_hand_over(giver)
    form = HandoverForm(request.POST or None, giver=giver, rows=rows, user=request.user)
    verdicts: dict[int, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            handover = workflows.hand_over(giver=giver, by=request.user, **form.act())
        except RuleBroken as exc:
            form.add_error(None, exc)
            verdicts = exc.verdicts if isinstance(exc, NotHandedOver) else {}
        else:
            messages.success(request, "已登记移交,负责人下达后生效。可先打印交接单,双方签字。")
            return see_other(request, reverse("casework:handover-detail", args=[handover.public_id]))
    return _enter_page(request, form, giver, verdicts)


def _enter_page(request: HttpRequest, form: HandoverForm, giver: StaffMember, verdicts: dict[int, str]) -> HttpResponse:
    today = clock.today()
    ticked = set(request.POST.getlist("pairings")) if request.method == "POST" else None
    helpers = StaffMember.objects.filter(bureau=request.user.bureau_id).possible_helpers(today).exclude(pk=giver.pk)
    context = {
        "form": form,
        "giver": giver,
        "rows": [(row, ticked is None or row.public_id in ticked, verdicts.get(row.pk, "")) for row in form.rows],
        "helpers": people.with_people_count(helpers, today)[:300],
    }
    return render(request, "casework/handover_form.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS)
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a handover: who goes to whom, what was noted, who has confirmed."""
    handover = _handover_or_404(request, public_id)
    mine = own_sides(request.user, handover)
    may_edit = request.user.may(Permission.EDIT_CASEWORK) and handover.bureau_id == request.user.bureau_id
    context = {
        "handover": handover,
        "rows": handed(handover),
        "sides": [(side, handover.helper_of(side), *_confirmation(handover, side)) for side in HandoverSide],
        "to_confirm": [side for side in handover.open_sides if side in mine],
        "may_register": may_edit and handover.open_sides,
        "may_withdraw": may_edit and handover.is_to_issue,
        "may_edit": may_edit,
        "may_read": request.user.may(Permission.SEE_CASEWORK),
        "may_print": request.user.may(Permission.SEE_CASEWORK) and handover.bureau_id == request.user.bureau_id,
    }
    return render(request, "casework/handover_detail.html", context)


def _confirmation(handover: Handover, side: HandoverSide) -> tuple:
    return tuple(getattr(handover, f"{side.value}_{name}") for name in ("confirmed_at", "confirmed_by", "sheet"))


def _handover_or_404(request: HttpRequest, public_id: str) -> Handover:
    """Return one the user may see; a helper sees one while it waits for their own word. Rule: R-463."""
    rows = Handover.objects.visible_to(request.user)
    if not request.user.may(Permission.SEE_CASEWORK):
        rows = rows.waiting_for(request.user.staff_member_id or 0)
    related = ["bureau", "giver", "receiver", "entered_by", "giver_confirmed_by", "receiver_confirmed_by"]
    return get_object_or_404(rows.select_related(*related), public_id=public_id)


@require_POST
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS)
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm one's own side on screen."""
    handover = _handover_or_404(request, public_id)
    if not own_sides(request.user, handover):
        check_can_hand_over(request.user, handover.bureau)
    form = OwnSideForm(request.POST)
    here = reverse("casework:handover-detail", args=[handover.public_id])
    try:
        if not form.is_valid():
            raise RuleBroken("没有说明是移交人还是接收人,请从交接单的页面确认。")
        workflows.confirm_handover(handover_id=handover.pk, by=request.user, **form.cleaned_data)
    except RuleBroken as exc:
        messages.error(request, f"没有确认:{exc}")
    else:
        messages.success(request, "已确认交接。")
        if not request.user.may(Permission.SEE_CASEWORK):
            here = reverse("casework:helper-home")
    return see_other(request, here)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def register(request: HttpRequest, public_id: str) -> HttpResponse:
    """Register the signature of a side on the paper sheet."""
    handover = _handover_or_404(request, public_id)
    check_can_hand_over(request.user, handover.bureau)
    here = reverse("casework:handover-detail", args=[handover.public_id])
    form = SheetForm(request.POST or None, handover=handover)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.confirm_handover(handover_id=handover.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已登记签字。")
            return see_other(request, here)
    return _confirm_page(
        request, form, Confirmation("登记交接单签字", "按签好字的纸质交接单登记。", "登记", here, _facts(handover))
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what of a handover is not issued."""
    handover = _handover_or_404(request, public_id)
    check_can_hand_over(request.user, handover.bureau)
    here = reverse("casework:handover-detail", args=[handover.public_id])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.withdraw_handover(handover_id=handover.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已撤回,原来的结对不变。")
            return see_other(request, here)
    consequence = "还没有下达的结对都撤回,原来的联系人不变。"
    return _confirm_page(request, form, Confirmation("撤回移交", consequence, "撤回", here, _facts(handover)))


def _facts(handover: Handover) -> list[Fact]:
    return [
        Fact("移交人", handover.giver),
        Fact("接收人", handover.receiver),
        Fact("方式", handover.get_kind_display()),
        Fact("起始日期", handover.starts_on),
    ]


def _confirm_page(request: HttpRequest, form, confirm: Confirmation) -> HttpResponse:
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.SEE_CASEWORK)
def print_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the handover sheet as PDF: a personal form, printed in its own bureau alone (R-353)."""
    handover = _handover_or_404(request, public_id)
    check_own_bureau_of(request.user, handover.bureau_id)
    return attachment(handover_pdf(handover=handover, by=request.user), "联系人工作交接单.pdf", "application/pdf")
