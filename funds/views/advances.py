"""Pages of cash advances: the list, one advance, handing cash out, the delivery sheet, settling or sending back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.views.posting import act_page
from funds.choices import AdvanceStatus
from funds.documents_advances import sheet_pdf
from funds.forms.advances import AdvanceForm, SettleForm, SignedForm
from funds.forms.aid import ReasonForm
from funds.models import AdvanceRow, AidItem, CashAdvance
from funds.permissions import check_can_deliver, check_can_pay_from
from funds.views.aid import found_application, page_url
from funds.views.common import barred, money_tabs, page_of, tone
from funds.workflows import advances as workflows
from office import clock, formats
from office.display import Action, Confirmation, Fact
from office.errors import RuleBroken
from office.models import User
from office.money import format_yuan
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment
from registry.looks import record_file

HEADINGS = {"mine": "您经手待交账的预借", "overdue": "超期未交账的预借", "settle": "待核对报账的预借"}
READERS = (Permission.SEE_MONEY, Permission.LOG_CONTACTS)


@require_GET
@needs(*READERS)
def advance_list(request: HttpRequest) -> HttpResponse:
    """List the advances in scope, or only those that wait for this person."""
    user, show = request.user, request.GET.get("show", "")
    found = CashAdvance.objects.visible_to(user)
    chosen = {
        "mine": lambda: found.to_account_for_by(user),
        "overdue": lambda: found.overdue_with_others(user, clock.today()),
        "settle": lambda: found.to_settle_by(user),
    }
    rows = chosen[show]() if show in chosen else found
    page = page_of(request, rows.for_page().with_counts().order_by("-issued_on", "-pk"))
    for advance in page:
        advance.tone = _tone(advance)
    tabs = money_tabs("advance-list") if user.may(Permission.SEE_MONEY) else []
    context = {"page": page, "heading": HEADINGS.get(show, "预借现金"), "chosen": show in chosen, "tabs": tabs}
    return render(request, "funds/advance_list.html", context)


def _tone(advance: CashAdvance) -> str:
    late = advance.status == AdvanceStatus.OUT and advance.due_on < clock.today()
    return "warn" if late else tone(advance.status)


@require_http_methods(["GET", "POST"])
@needs(Permission.PAY)
def advance_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand cash out for the ticked rows of a plan."""
    application = found_application(request, public_id)
    check_can_pay_from(request.user, application.source)
    items = list(application.items.payable().with_attempt().select_related("person__branch").order_by("pk"))
    form = AdvanceForm(request.POST or None, bureau=application.bureau)
    if form.is_valid():
        ticked = AidItem.objects.filter(application=application, public_id__in=request.POST.getlist("pick"))
        try:
            advance = workflows.issue_advance(
                application=application, items=list(ticked), by=request.user, **form.cleaned_data
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return see_other(request, url_of(advance))
    context = {"form": form, "items": items, "application": application, "back": page_url(application)}
    return render(request, "funds/advance_new.html", context, status=422 if form.errors else 200)


@require_GET
@needs(*READERS)
def advance_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return page(request, found_advance(request, public_id))


def page(request: HttpRequest, advance: CashAdvance, form: SignedForm | None = None) -> HttpResponse:
    """Answer with the page of an advance; a form that was refused says why."""
    rows = list(advance.rows.for_list())
    delivers = advance.status == AdvanceStatus.OUT and not barred(check_can_deliver, request.user, advance)
    context = {
        "advance": advance,
        "tone": _tone(advance),
        "facts": _facts(advance, rows, request.user),
        "rows": rows,
        "photos": advance.photos.filter(withdrawn_on=None).order_by("pk").defer("content").select_related("row__item"),
        "delivers": delivers,
        "form": form or SignedForm(),
        "actions": _actions(advance, rows, delivers, request.user),
        "sees_money": request.user.may(Permission.SEE_MONEY),
    }
    return render(request, "funds/advance_page.html", context, status=422 if form is not None else 200)


def _facts(advance: CashAdvance, rows: list[AdvanceRow], user: User) -> list[Fact]:
    money = user.may(Permission.SEE_MONEY)
    back = sum(row.refund for row in rows)
    left = sum(not row.delivery for row in rows)
    facts = [
        Fact("借款人", advance.taker),
        Fact("借款金额", f"{format_yuan(advance.amount)} 元", f"{len(rows)} 人"),
        Fact("方案", advance.application.title, url=page_url(advance.application) if money else ""),
        Fact("资金来源", advance.source.name),
        Fact("借据号", advance.document, f"{formats.day(advance.issued_on)} 由 {advance.issued_by} 付款"),
        Fact("报账期限", formats.day(advance.due_on)),
        Fact("还没有登记", f"{left} 人"),
        Fact("应退回", f"{format_yuan(back)} 元", f"{sum(bool(row.refund) for row in rows)} 人未送达"),
    ]
    if advance.handed_in_by:
        facts.append(Fact("交账", f"{advance.handed_in_by},{formats.day(advance.handed_in_at)}"))
    if advance.settled_by:
        facts.append(Fact("核对报账", f"{advance.settled_by},{formats.day(advance.settled_at)}"))
    return facts


def _actions(advance: CashAdvance, rows: list[AdvanceRow], delivers: bool, user: User) -> list[Action]:
    """Return what this person may do now. Queries: none beyond the rows read."""
    key, found = [advance.public_id], []
    if delivers:
        told = all(row.delivery for row in rows)
        reason = "" if told else "还有人没有登记送达情况。"
        found.append(Action("交账", reverse("funds:advance-hand-in", args=key), told, reason, primary=told))
    if advance.status == AdvanceStatus.HANDED_IN and user.may(Permission.PAY):
        not_keeper = barred(check_can_pay_from, user, advance.source)
        reason = not_keeper or workflows.obstacle_to_settling(advance, rows, user)
        found.append(Action("核对报账", reverse("funds:advance-settle", args=key), not reason, reason, primary=True))
        found.append(Action("退回补正", reverse("funds:advance-back", args=key), not not_keeper, not_keeper))
    if _may_print(advance, user):
        found.append(Action("打印送达签收单", reverse("funds:advance-sheet", args=key), method="post"))
    return found


def _may_print(advance: CashAdvance, user: User) -> bool:
    return user.may(Permission.PAY) or not barred(check_can_deliver, user, advance)


@require_POST
@needs(Permission.PAY, Permission.EDIT_AID, Permission.LOG_CONTACTS)
def advance_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Print the sheet that is signed at each door; printing is recorded."""
    advance = found_advance(request, public_id)
    if not request.user.may(Permission.PAY):
        check_can_deliver(request.user, advance)
    rows = list(advance.rows.for_list())
    pdf = sheet_pdf(advance, rows)
    people = [row.item.person_id for row in rows]
    summary = f"打印送达签收单 {advance.document}"
    record_file("funds.advance.printed", people=people, on=advance, by=request.user, summary=summary)
    return attachment(pdf, f"送达签收单-{advance.application.document_number}.pdf", PDF)


@require_http_methods(["GET", "POST"])
@needs(Permission.PAY)
def advance_settle(request: HttpRequest, public_id: str) -> HttpResponse:
    advance = found_advance(request, public_id)
    check_can_pay_from(request.user, advance.source)
    rows = list(advance.rows.for_list())
    back = sum(row.refund for row in rows)
    form = SettleForm(request.POST or None, initial={"version": advance.version})

    def act() -> None:
        workflows.settle(advance=advance, version=form.cleaned_data["version"], by=request.user)

    sentence = (
        f"已对照签收单核对,{sum(not row.refund for row in rows)} 人 {format_yuan(advance.amount - back)} 元记为支付"
    )
    sentence += f",退回的现金 {format_yuan(back)} 元已经收到并记回来源。" if back else "。"
    facts = [Fact("借款人", advance.taker), Fact("借据号", advance.document)]
    facts += [Fact("未送达", row.item.payee_name, row.reason) for row in rows if row.refund]
    confirm = Confirmation("核对报账", f"{sentence}记账后只能逐笔冲销。", "核对无误,报账", url_of(advance), facts)
    return act_page(request, form, act, confirm, done="已报账。")


@require_http_methods(["GET", "POST"])
@needs(Permission.PAY)
def advance_back(request: HttpRequest, public_id: str) -> HttpResponse:
    advance = found_advance(request, public_id)
    check_can_pay_from(request.user, advance.source)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        workflows.send_back(advance=advance, by=request.user, **form.cleaned_data)

    sentence = "签收单或退回的现金与登记不符,退给经手人补正后重新交账。"
    confirm = Confirmation("退回补正", sentence, "退回补正", url_of(advance), [Fact("借款人", advance.taker)])
    return act_page(request, form, act, confirm, done="已退回补正。")


def found_advance(request: HttpRequest, public_id: str) -> CashAdvance:
    return get_object_or_404(CashAdvance.objects.visible_to(request.user).for_page(), public_id=public_id)


def url_of(advance: CashAdvance) -> str:
    return reverse("funds:advance-page", args=[advance.public_id])
