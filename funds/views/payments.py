"""Pages of payments: what is to be paid, paying one or several, attempts and their outcome."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from funds.choices import PaymentMethod, PaymentStatus
from funds.forms.aid import ReasonForm
from funds.forms.payments import PayForm, PaymentFilter, PlanPayForm, ProofForm
from funds.models import AidItem, Payment
from funds.permissions import check_can_pay_from
from funds.views.aid import confirm_page, found_application, page_url
from funds.views.common import barred, money_tabs, page_of, person_fact, tone
from funds.workflows import payments as workflows
from office.display import Action, Confirmation, Fact, Tab
from office.errors import RuleBroken
from office.identifiers.names import name_key
from office.models import User
from office.money import format_yuan
from office.roles import Permission
from office.views.access import needs, see_other


@require_GET
@needs(Permission.SEE_MONEY)
def payable_list(request: HttpRequest) -> HttpResponse:
    """List what is approved and not yet paid, the longest waiting first."""
    rows = AidItem.objects.visible_to(request.user).payable().with_attempt()
    rows = rows.select_related("application__source__keeper", "person__branch")
    page = page_of(request, rows.order_by("application__approved_at", "pk"))
    for item in page:
        item.barred = barred(check_can_pay_from, request.user, item.application.source)
    return render(
        request,
        "funds/payable_list.html",
        {"page": page, "may_pay": request.user.may(Permission.PAY), "tabs": money_tabs("payable-list")},
    )


@require_GET
@needs(Permission.SEE_MONEY)
def payment_list(request: HttpRequest) -> HttpResponse:
    form = PaymentFilter(request.GET, user=request.user)
    rows = Payment.objects.visible_to(request.user).for_list()
    if form.is_valid():
        rows = _matching(rows, form.cleaned_data)
    page = page_of(request, rows.order_by("-at", "-pk"))
    for payment in page:
        payment.tone = tone(payment.status) if payment.status != PaymentStatus.PAID else "good"
    return render(request, "funds/payment_list.html", {"form": form, "page": page, "tabs": money_tabs("payment-list")})


def _matching(rows: QuerySet, wanted: dict) -> QuerySet:
    columns = {"status": "status", "source": "source", "since": "paid_on__gte", "until": "paid_on__lte"}
    rows = rows.filter(**{column: wanted[name] for name, column in columns.items() if wanted.get(name)})
    return rows.filter(item__person__name_key__contains=name_key(wanted["q"])) if wanted.get("q") else rows


@require_http_methods(["GET", "POST"])
@needs(Permission.PAY)
def item_pay(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pay one row; the page names the consequence before the act."""
    item = _found_item(request, public_id)
    source = item.application.source
    check_can_pay_from(request.user, source)
    method = PaymentMethod.CASH if request.GET.get("method") == PaymentMethod.CASH else PaymentMethod.TREASURY
    form = PayForm(request.POST or None, bureau=source.bureau, method=method)
    if form.is_valid():
        try:
            payment = _pay(request, item, method, form)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(
                request, f"{payment.payee_name} {format_yuan(payment.amount)} 元,{payment.get_status_display()}。"
            )
            return see_other(request, _payment_url(payment))
    context = {"form": form, "item": item, "facts": _item_facts(item, request.user), "tabs": _methods(request, method)}
    context["back"] = page_url(item.application)
    return render(request, "funds/item_pay.html", context, status=422 if form.errors else 200)


def _methods(request: HttpRequest, method: PaymentMethod) -> list[Tab]:
    treasury, cash = PaymentMethod.TREASURY, PaymentMethod.CASH
    return [
        Tab(treasury.label, request.path, method == treasury),
        Tab(cash.label, f"{request.path}?method={cash}", method == cash),
    ]


def _pay(request: HttpRequest, item: AidItem, method: PaymentMethod, form: PayForm) -> Payment:
    key = form.cleaned_data["request_key"]
    if form.cleaned_data.get("outcome") == PaymentStatus.ATTEMPTED:
        return workflows.start_payment(item=item, method=method, by=request.user, request_key=key)
    return workflows.pay_item(item=item, method=method, proof=form.proof(), by=request.user, request_key=key)


def _item_facts(item: AidItem, user: User) -> list[Fact]:
    source = item.application.source
    return [
        person_fact("姓名", item.person, user),
        Fact("收款人", item.payee_name, item.payee_relation),
        Fact("金额", f"{format_yuan(item.amount)} 元"),
        Fact("申请", str(item.application), url=page_url(item.application)),
        Fact("资金来源", source.name, f"余额 {format_yuan(source.balance)} 元"),
    ]


@require_http_methods(["GET", "POST"])
@needs(Permission.PAY)
def aid_pay(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pay the ticked rows of a plan under one voucher and report each."""
    application = found_application(request, public_id)
    check_can_pay_from(request.user, application.source)
    items = list(application.items.payable().with_attempt().select_related("person__branch").order_by("pk"))
    for item in items:
        item.application = application
    form = PlanPayForm(request.POST or None, bureau=application.bureau, method=PaymentMethod.TREASURY)
    if form.is_valid():
        verdicts = _pay_ticked(request, items, form)
        return render(request, "funds/pay_report.html", {"verdicts": verdicts, "application": application})
    total = sum(item.amount for item in items)
    context = {"form": form, "items": items, "application": application, "total": total, "back": page_url(application)}
    return render(request, "funds/plan_pay.html", context, status=422 if form.errors else 200)


def _pay_ticked(request: HttpRequest, items: Sequence[AidItem], form: PlanPayForm) -> list[workflows.PaymentVerdict]:
    ticked = set(request.POST.getlist("pick"))
    stored = form.cleaned_data["request_key"]
    again = (
        AidItem.objects.visible_to(request.user).paid_by_request(stored).select_related("application__source", "person")
    )
    wanted = [item for item in items if item.public_id in ticked]
    wanted += [item for item in again if item.public_id in ticked]
    return workflows.pay_items(
        items=wanted, method=PaymentMethod.TREASURY, proof=form.proof(), by=request.user, request_key=stored
    )


@require_GET
@needs(Permission.SEE_MONEY)
def payment_page(request: HttpRequest, public_id: str) -> HttpResponse:
    payment = _found_payment(request, public_id)
    context = {
        "payment": payment,
        "tone": "good" if payment.status == PaymentStatus.PAID else tone(payment.status),
        "facts": _payment_facts(payment, request.user),
        "entries": payment.entries.select_related("by").order_by("id"),
        "actions": _payment_actions(payment, request.user),
    }
    return render(request, "funds/payment_page.html", context)


def _payment_facts(payment: Payment, user: User) -> list[Fact]:
    facts = [*_item_facts(payment.item, user), Fact("支付方式", payment.get_method_display())]
    if payment.paid_on:
        facts.append(Fact("支付日期", f"{payment.paid_on:%Y-%m-%d}"))
    if payment.voucher_number:
        facts.append(Fact("支付凭证号", payment.voucher_number))
    if payment.received_by:
        relation = payment.receiver_relation and f"代领,{payment.receiver_relation}"
        facts += [Fact("签收人", payment.received_by, relation), Fact("在场人员", payment.witness)]
    if payment.failure_reason:
        facts.append(Fact("未付成原因", payment.failure_reason))
    return [*facts, Fact("经手人", payment.by)]


def _payment_actions(payment: Payment, user: User) -> list[Action]:
    if not user.may(Permission.PAY):
        return []
    reason, key = barred(check_can_pay_from, user, payment.source), [payment.public_id]
    if payment.status == PaymentStatus.ATTEMPTED:
        return [
            Action("登记已支付", reverse("funds:payment-complete", args=key), not reason, reason, primary=True),
            Action("登记未付成", reverse("funds:payment-fail", args=key), not reason, reason),
        ]
    if payment.status == PaymentStatus.PAID:
        entry = payment.entries.get(kind="payment")
        return [Action("申请冲销", reverse("funds:entry-reverse", args=[entry.public_id]), not reason, reason)]
    return []


@require_http_methods(["GET", "POST"])
@needs(Permission.PAY)
def payment_complete(request: HttpRequest, public_id: str) -> HttpResponse:
    payment = _found_payment(request, public_id)
    check_can_pay_from(request.user, payment.source)
    form = ProofForm(request.POST or None, bureau=payment.source.bureau, method=PaymentMethod(payment.method))
    if form.is_valid():
        try:
            workflows.complete_payment(payment=payment, proof=form.proof(), by=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已登记支付并记账。")
            return see_other(request, _payment_url(payment))
    sentence = f"登记向 {payment.payee_name} 支付 {format_yuan(payment.amount)} 元已经到账。登记后只能冲销。"
    facts = [Fact("资金来源", payment.source.name), Fact("支付方式", payment.get_method_display())]
    return confirm_page(request, form, Confirmation("登记已支付", sentence, "登记已支付", _payment_url(payment), facts))


@require_http_methods(["GET", "POST"])
@needs(Permission.PAY)
def payment_fail(request: HttpRequest, public_id: str) -> HttpResponse:
    payment = _found_payment(request, public_id)
    check_can_pay_from(request.user, payment.source)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            workflows.fail_payment(payment=payment, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已登记未付成,没有记账。这一笔可以重新支付。")
            return see_other(request, _payment_url(payment))
    sentence = f"登记向 {payment.payee_name} 支付的 {format_yuan(payment.amount)} 元没有付成。不记账,这次办理留档。"
    return confirm_page(request, form, Confirmation("登记未付成", sentence, "登记未付成", _payment_url(payment)))


def _found_item(request: HttpRequest, public_id: str) -> AidItem:
    items = AidItem.objects.visible_to(request.user)
    related = items.select_related("person", "application__source__keeper", "application__source__bureau")
    return get_object_or_404(related, public_id=public_id)


def _found_payment(request: HttpRequest, public_id: str) -> Payment:
    related = Payment.objects.visible_to(request.user).for_list().select_related("source__keeper", "witness")
    return get_object_or_404(related, public_id=public_id)


def _payment_url(payment: Payment) -> str:
    return reverse("funds:payment-page", args=[payment.public_id])
