"""Pages of sources: the home of money, a source with its ledger, its rule, receipts; the greetings standards."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funds.choices import EntryKind, SourceKind
from funds.forms.sources import CloseForm, ReceiptForm, SourceForm, SourceRuleForm, StandardForm
from funds.models import AidApplication, AidItem, FundSource, GreetingsStandard, LedgerEntry
from funds.permissions import check_can_keep
from funds.views.common import barred, money_tabs, page_of
from funds.workflows import sources as workflows
from office import clock
from office.display import Action, Confirmation, Fact, Tile
from office.errors import RuleBroken
from office.models import User
from office.money import format_wan, format_yuan
from office.roles import Permission
from office.views.access import needs, see_other

HOME = "funds:home"


@require_GET
@needs(Permission.SEE_MONEY)
def home(request: HttpRequest) -> HttpResponse:
    """Show every source in scope with what it holds, what is promised and what is left, and what waits."""
    sources = list(FundSource.objects.visible_to(request.user).for_list().order_by("bureau__code", "closed_on", "name"))
    open_sources = [source for source in sources if not source.closed_on]
    context = {
        "sources": sources,
        "balance": sum((source.balance for source in open_sources), Decimal(0)),
        "reserved": sum((source.reserved for source in open_sources), Decimal(0)),
        "available": sum((source.available for source in open_sources), Decimal(0)),
        "several_bureaus": len({source.bureau_id for source in sources}) > 1,
        "tiles": _tiles(request.user),
        "actions": _home_actions(request.user),
        "tabs": money_tabs("home"),
    }
    return render(request, "funds/home.html", context)


def _tiles(user: User) -> list[Tile]:
    """Return this year's figures; each opens the list it counts. Queries: three."""
    year = clock.today().year
    paid = LedgerEntry.objects.visible_to(user).of_payments().filter(on__year=year).spent_total()
    submitted = AidApplication.objects.visible_to(user).filter(status="submitted").count()
    payable = AidItem.objects.visible_to(user).payable().count()
    return [
        Tile("本年净支出", format_wan(paid), "万元", url=f"{reverse('funds:payment-list')}?since={year}-01-01"),
        Tile("待审批的申请", submitted, "份", url=f"{reverse('funds:aid-list')}?status=submitted"),
        Tile("待支付", payable, "笔", url=reverse("funds:payable-list")),
    ]


def _home_actions(user: User) -> list[Action]:
    actions = []
    if user.may(Permission.EDIT_AID):
        actions += [
            Action("申请帮扶", reverse("funds:aid-new"), primary=True),
            Action("编制慰问方案", reverse("funds:plan-new")),
        ]
    if user.may(Permission.KEEP_SOURCES):
        actions.append(Action("设立资金来源", reverse("funds:source-new")))
        actions.append(Action("期初导入", reverse("funds:opening-list")))
    return actions


@require_GET
@needs(Permission.SEE_MONEY)
def source_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a source: what it holds, its rule, and its ledger with the balance after each entry."""
    source = _found(request, public_id)
    entries = source.entries.with_balance_after().for_page().order_by("-id")
    context = {
        "source": source,
        "facts": _rule_facts(source),
        "page": page_of(request, entries),
        "actions": _source_actions(source, request.user),
        "may_reverse": not barred(check_can_keep, request.user, source),
        "receipt": EntryKind.RECEIPT,
    }
    return render(request, "funds/source_page.html", context)


def _rule_facts(source: FundSource) -> list[Fact]:
    members = "只用于党员" if source.party_members_only else "不限党员"
    if source.admits_members_survivors:
        members += ",已故党员的遗属例外"
    return [
        Fact("性质", source.get_kind_display()),
        Fact("管理人", source.keeper),
        Fact("可支付的人员", "、".join(source.payee_labels()), members),
        Fact("可用于", "、".join(source.purpose_labels())),
        Fact("审批流程", "查看", url=reverse("funds:route-list")),
        Fact("依据", source.document, source.rule_note, source.document.get_absolute_url() if source.document else ""),
        Fact("年度", f"{source.year}年" if source.year else "跨年使用", source.get_carry_over_display()),
        Fact("启用", f"{source.opened_on:%Y-%m-%d}", f"{source.closed_on:%Y-%m-%d} 停用" if source.closed_on else ""),
    ]


def _source_actions(source: FundSource, user: User) -> list[Action]:
    key = [source.public_id]
    statement = Action("收支明细表", reverse("funds:statement-page", args=key))
    if barred(check_can_keep, user, source) or source.closed_on:
        return [statement]
    donation = Action("登记捐款", reverse("funds:donation-new", args=key), primary=True)
    gives = source.kind == SourceKind.DONATION
    return [
        *([donation] if gives else []),
        Action("登记收入", reverse("funds:receipt-new", args=key), primary=not gives),
        Action("修改规则", reverse("funds:source-edit", args=key)),
        statement,
        Action("停用", reverse("funds:source-close", args=key)),
    ]


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_SOURCES)
def source_new(request: HttpRequest) -> HttpResponse:
    bureau = request.user.bureau
    form = SourceForm(request.POST or None, bureau=bureau, initial={"keeper": request.user})
    if form.is_valid():
        data = form.cleaned_data
        try:
            source = workflows.open_source(
                bureau=bureau, kind=data["kind"], rule=form.rule(), opened_on=data["opened_on"], by=request.user
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已设立。登记收入后就可以使用。")
            return see_other(request, reverse("funds:source-page", args=[source.public_id]))
    return _form_page(request, form, "设立资金来源", reverse(HOME))


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_SOURCES)
def source_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    source = _found(request, public_id)
    check_can_keep(request.user, source)
    initial = {name: getattr(source, name) for name in workflows.RULE}
    form = SourceRuleForm(request.POST or None, bureau=source.bureau, initial=initial)
    if form.is_valid():
        try:
            workflows.change_source(source=source, rule=form.rule(), by=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已保存。已经审批的不受影响,以后的申请按新规则核对。")
            return see_other(request, _after_handing_over(request, source))
    return _form_page(request, form, f"修改“{source.name}”的规则", _url(source))


def _after_handing_over(request: HttpRequest, source: FundSource) -> str:
    """Return where to go next: who handed a source over may no longer see it."""
    visible = FundSource.objects.visible_to(request.user).filter(pk=source.pk)
    return _url(source) if visible.exists() else reverse(HOME)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_SOURCES)
def source_close(request: HttpRequest, public_id: str) -> HttpResponse:
    source = _found(request, public_id)
    check_can_keep(request.user, source)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        try:
            workflows.close_source(source=source, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已停用。")
            return see_other(request, _url(source))
    confirm = Confirmation(
        "停用资金来源",
        f"停用“{source.name}”,以后不能再从中列支或登记收入。账目保留,随时可查。",
        "停用",
        _url(source),
        [Fact("余额", f"{format_yuan(source.balance)} 元"), Fact("已预留", f"{format_yuan(source.reserved)} 元")],
        danger=True,
    )
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_SOURCES)
def receipt_new(request: HttpRequest, public_id: str) -> HttpResponse:
    source = _found(request, public_id)
    check_can_keep(request.user, source)
    form = ReceiptForm(request.POST or None)
    if form.is_valid():
        try:
            entry = workflows.book_receipt(source=source, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已登记收入 {format_yuan(entry.amount)} 元。")
            return see_other(request, _url(source))
    lead = f"“{source.name}”现有余额 {format_yuan(source.balance)} 元。登记后不能修改,登错的要冲销。"
    return _form_page(request, form, "登记收入", _url(source), lead=lead, button="登记收入")


@require_GET
@needs(Permission.SEE_MONEY)
def standard_list(request: HttpRequest) -> HttpResponse:
    """Show the greetings standards in force and those that wait for the leader, or these alone."""
    user, waiting = request.user, request.GET.get("show") == "waiting"
    standards = GreetingsStandard.objects.filter(Q(bureau=user.bureau_id) | Q(bureau=None))
    if waiting:
        standards = standards.waiting()
    context = {
        "waiting": waiting,
        "standards": standards.select_related("confirmed_by", "proposed_by", "policy_text").order_by(
            "occasion", "-holds_from"
        ),
        "may_propose": user.may(Permission.PROPOSE_POLICY),
        "tabs": money_tabs("standard-list"),
        "may_confirm": user.may(Permission.CONFIRM_POLICY),
    }
    return render(request, "funds/standard_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROPOSE_POLICY)
def standard_new(request: HttpRequest) -> HttpResponse:
    form = StandardForm(request.POST or None, bureau=request.user.bureau)
    if form.is_valid():
        try:
            workflows.propose_standard(bureau=request.user.bureau, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已提出,等局领导确认后生效。")
            return see_other(request, reverse("funds:standard-list"))
    return _form_page(request, form, "提出慰问标准", reverse("funds:standard-list"))


@require_POST
@needs(Permission.CONFIRM_POLICY)
def standard_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    standard = get_object_or_404(GreetingsStandard, public_id=public_id, bureau=request.user.bureau_id)
    try:
        workflows.confirm_standard(standard=standard, by=request.user)
        messages.success(request, "已确认,自起用日期起生效。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, reverse("funds:standard-list"))


def _found(request: HttpRequest, public_id: str) -> FundSource:
    visible = FundSource.objects.visible_to(request.user).select_related("keeper", "bureau", "document")
    return get_object_or_404(visible, public_id=public_id)


def _url(source: FundSource) -> str:
    return reverse("funds:source-page", args=[source.public_id])


def _form_page(request: HttpRequest, form: Any, heading: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": back, "button": "保存"} | more
    return render(request, "funds/form_page.html", context, status=422 if form.errors else 200)
