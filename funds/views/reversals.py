"""Pages of reversals: the keeper's request, and the second person's answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funds.choices import ReversalStatus
from funds.forms.aid import ReasonForm
from funds.models import LedgerEntry, Reversal
from funds.permissions import check_can_confirm_reversal, check_can_pay_from
from funds.views.aid import confirm_page
from funds.views.common import barred, money_tabs, page_of, tone
from funds.workflows import reversals as workflows
from office import formats, routes
from office.display import Confirmation, Decision, Fact
from office.errors import RuleBroken
from office.money import format_yuan
from office.roles import Permission
from office.views.access import needs, see_other


@require_http_methods(["GET", "POST"])
@needs(Permission.PAY)
def entry_reverse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask to reverse a payment or a receipt."""
    visible = LedgerEntry.objects.visible_to(request.user).select_related("source__keeper", "payment__item")
    entry = get_object_or_404(visible, public_id=public_id)
    check_can_pay_from(request.user, entry.source)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reversal = workflows.ask_reversal(entry=entry, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.info(request, "已申请冲销,等第二个人复核。复核前账目不变。")
            return see_other(request, _url(reversal))
    sentence = f"申请冲销 {entry.on:%Y-%m-%d} 的{entry.get_kind_display()} {format_yuan(entry.amount)} 元。"
    sentence += (
        "复核后记一笔相反的账,余额恢复;这一笔不会重新变成待支付。" if entry.payment_id else "复核后记一笔相反的账。"
    )
    back = reverse("funds:source-page", args=[entry.source.public_id])
    confirm = Confirmation("申请冲销", sentence, "申请冲销", back, _facts(entry), danger=True)
    return confirm_page(request, form, confirm)


@require_GET
@needs(Permission.SEE_MONEY)
def reversal_list(request: HttpRequest) -> HttpResponse:
    """List the requests, those that wait first, or only those that wait for this person."""
    user, mine = request.user, request.GET.get("show") == "mine"
    rows = Reversal.objects.to_confirm_by(user) if mine else Reversal.objects.visible_to(user)
    page = page_of(request, rows.for_list().waiting_first())
    for reversal in page:
        reversal.tone = tone(reversal.status)
    context = {"page": page, "mine": mine, "tabs": money_tabs("reversal-list")}
    return render(request, "funds/reversal_list.html", context)


@require_GET
@needs(Permission.SEE_MONEY)
def reversal_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _found(request, public_id), ReasonForm())


def _page(request: HttpRequest, reversal: Reversal, form: ReasonForm, status: int = 200) -> HttpResponse:
    form.fields["reason"].required = False
    form.fields["reason"].label = "复核意见"
    form.fields["reason"].help_text = "不同意的必须写明理由。"
    facts = _facts(reversal.entry) + [
        Fact("冲销原因", reversal.reason),
        Fact("申请人", reversal.asked_by, formats.day(reversal.asked_at)),
    ]
    if reversal.decided_by:
        facts.append(Fact("复核人", reversal.decided_by, reversal.decision_note))
    context = {
        "reversal": reversal,
        "tone": tone(reversal.status),
        "facts": facts,
        "form": form,
        "decisions": _decisions(request, reversal),
        "action": reverse("funds:reversal-decide", args=[reversal.public_id]),
    }
    return render(request, "funds/reversal_page.html", context, status=status)


def _decisions(request: HttpRequest, reversal: Reversal) -> list[Decision]:
    may_not = barred(check_can_confirm_reversal, request.user, reversal.entry.source)
    if reversal.status != ReversalStatus.ASKED or may_not:
        return []
    asked = routes.Actor.of_account(reversal.asked_by)
    own = routes.Actor.of_account(request.user).is_same_person(asked)
    reason = "冲销要由第二个人复核,您是申请人。" if own else ""
    return [
        Decision("confirm", "同意冲销", "agree", not reason, reason),
        Decision("decline", "不同意", "refuse", not reason),
    ]


@require_POST
@needs(Permission.CONFIRM_PAPER)
def reversal_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    reversal = _found(request, public_id)
    check_can_confirm_reversal(request.user, reversal.entry.source)
    form = ReasonForm(request.POST)
    try:
        if request.POST.get("decision") == "confirm":
            workflows.confirm_reversal(reversal=reversal, by=request.user)
            messages.success(request, "已冲销,余额已恢复。")
        else:
            workflows.decline_reversal(reversal=reversal, note=request.POST.get("reason", ""), by=request.user)
            messages.success(request, "已记录不同意,原来的账目不变。")
    except RuleBroken as broken:
        form.is_valid()
        form.errors.clear()
        form.add_error(None, broken)
        return _page(request, _found(request, public_id), form, status=422)
    return see_other(request, _url(reversal))


def _facts(entry: LedgerEntry) -> list[Fact]:
    return [
        Fact("资金来源", entry.source.name, f"余额 {format_yuan(entry.source.balance)} 元"),
        Fact("冲销哪一笔", entry.get_kind_display(), f"{entry.on:%Y-%m-%d}"),
        Fact("金额", f"{format_yuan(entry.amount)} 元"),
        Fact("对方", entry.counterparty),
        Fact("凭证", entry.document),
    ]


def _found(request: HttpRequest, public_id: str) -> Reversal:
    return get_object_or_404(Reversal.objects.visible_to(request.user).for_list(), public_id=public_id)


def _url(reversal: Reversal) -> str:
    return reverse("funds:reversal-page", args=[reversal.public_id])
