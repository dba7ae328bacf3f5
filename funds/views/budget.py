"""The budget: each year's need against grant and spending, one year line by line."""

from itertools import dropwhile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funds.budget import YearOfMoney, forecast, grants, years_of_money
from funds.forms.sources import BudgetLineForm, WithdrawLineForm
from funds.models import BudgetLine
from funds.permissions import check_can_enter_aid
from funds.views.common import barred
from funds.workflows import budget as workflows
from office import charts, clock
from office.display import Action, Confirmation, Fact, Tile
from office.errors import RuleBroken
from office.models import Bureau
from office.money import format_wan, format_yuan
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.bureaus import FIRST_YEAR, bureau_asked, bureau_query

YEARS_BACK = 5


@require_GET
@needs(Permission.SEE_REPORTS)
def budget_list(request: HttpRequest) -> HttpResponse:
    """Show need, grant, spending and gap of the years, and what a year may be expected to spend."""
    bureau = bureau_asked(request)
    this_year = clock.today().year
    years = years_of_money(bureau, range(this_year - YEARS_BACK + 1, this_year + 2))
    years = list(dropwhile(lambda one: one.is_empty and one.year < this_year, years))
    context = {
        "bureau": bureau,
        "years": list(reversed(years)),
        "forecast": forecast(years, this_year),
        "chart": _chart([one for one in years if one.year <= this_year]),
        "query": bureau_query(request),
        "this_year": this_year,
    }
    return render(request, "funds/budget_list.html", context)


def _chart(years: list[YearOfMoney]) -> str:
    def line(name: str, amounts: list[Any]) -> charts.Line:
        marks = [
            charts.Mark(f"{one.year}", amount, "" if amount is None else f"{format_yuan(amount)} 元")
            for one, amount in zip(years, amounts, strict=True)
        ]
        return charts.Line(name, marks)

    lines = [
        line("需要", [one.need for one in years]),
        line("拨入", [max(one.granted, 0) for one in years]),
        line("支出", [max(one.spent, 0) for one in years]),
    ]
    return charts.line_chart(lines, name="各年需要、拨入和支出")


@require_GET
@needs(Permission.SEE_REPORTS)
def budget_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year's need line by line, what each source was given, and the gap."""
    bureau = _bureau_of(request, year)
    lines = list(BudgetLine.objects.of(bureau, year).select_related("document").order_by("id"))
    granted = grants(bureau, year)
    (money,) = years_of_money(bureau, [year])
    context = {
        "bureau": bureau,
        "title": f"{year} 年经费预算",
        "year": year,
        "lines": lines,
        "grants": granted,
        "money": money,
        "tiles": _tiles(money),
        "may_edit": not barred(check_can_enter_aid, request.user, bureau.pk),
        "actions": _actions(request, bureau, year, lines),
        "query": bureau_query(request),
    }
    return render(request, "funds/budget_page.html", context)


def _tiles(money: YearOfMoney) -> list[Tile]:
    gap = money.gap
    tiles = [Tile("需要", "没有编制" if money.need is None else format_wan(money.need), "" if gap is None else "万元")]
    tiles.append(Tile("拨入", format_wan(money.granted), "万元"))
    if gap is not None:
        tone = "warn" if gap > 0 else ""
        tiles.append(Tile("缺口" if gap >= 0 else "多于需要", format_wan(abs(gap)), "万元", tone=tone))
    return [*tiles, Tile("支出", format_wan(money.spent), "万元")]


def _actions(request: HttpRequest, bureau: Bureau, year: int, lines: list[BudgetLine]) -> list[Action]:
    if barred(check_can_enter_aid, request.user, bureau.pk):
        return []
    actions = [Action("添加预算项目", reverse("funds:budget-add", args=[year]), primary=True)]
    there = {line.purpose for line in lines}
    if BudgetLine.objects.of(bureau, year - 1).exclude(purpose__in=there).exists():
        copy = reverse("funds:budget-copy", args=[year])
        actions.append(Action(f"照抄 {year - 1} 年的项目", copy, method="post"))
    return actions


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def budget_add(request: HttpRequest, year: int) -> HttpResponse:
    bureau = _bureau_of(request, year)
    check_can_enter_aid(request.user, bureau.pk)
    form = BudgetLineForm(request.POST or None, bureau=bureau)
    if form.is_valid():
        try:
            workflows.add_line(bureau=bureau, year=year, by=request.user, **form.line())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已添加。")
            return see_other(request, reverse("funds:budget-page", args=[year]))
    return _form_page(request, form, f"添加 {year} 年预算项目", year)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def budget_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    line = _found(request, public_id)
    initial = {name: getattr(line, name) for name in ("purpose", "amount", "basis", "document", "version")}
    form = BudgetLineForm(request.POST or None, bureau=line.bureau, initial=initial)
    if form.is_valid():
        try:
            workflows.change_line(line=line, version=form.cleaned_data["version"] or 0, by=request.user, **form.line())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已保存。")
            return see_other(request, reverse("funds:budget-page", args=[line.year]))
    return _form_page(request, form, f"修改 {line.year} 年预算项目", line.year)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def budget_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    line = _found(request, public_id)
    page = reverse("funds:budget-page", args=[line.year])
    form = WithdrawLineForm(request.POST or None, initial={"version": line.version})
    if form.is_valid():
        try:
            workflows.withdraw_line(line=line, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已撤下。")
            return see_other(request, page)
    confirm = Confirmation(
        "撤下预算项目",
        f"“{line.purpose}”不再计入 {line.year} 年的需要,记录保留。",
        "撤下",
        page,
        [Fact("金额", f"{format_yuan(line.amount)} 元"), Fact("测算依据", line.basis)],
        danger=True,
    )
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.EDIT_AID)
def budget_copy(request: HttpRequest, year: int) -> HttpResponse:
    try:
        made = workflows.copy_last_year(bureau=_bureau_of(request, year), year=year, by=request.user)
        messages.success(request, f"已照抄 {len(made)} 项,请逐项核对金额。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, reverse("funds:budget-page", args=[year]))


def _bureau_of(request: HttpRequest, year: int) -> Bureau:
    if not FIRST_YEAR <= year <= clock.today().year + workflows.YEARS_AHEAD:
        raise Http404
    return bureau_asked(request)


def _found(request: HttpRequest, public_id: str) -> BudgetLine:
    """Return a line to act on; an upper bureau reads it and is refused."""
    visible = BudgetLine.objects.standing().filter(bureau__in=Bureau.objects.visible_to(request.user))
    line = get_object_or_404(visible.select_related("bureau", "document"), public_id=public_id)
    check_can_enter_aid(request.user, line.bureau_id)
    return line


def _form_page(request: HttpRequest, form: BudgetLineForm, heading: str, year: int) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": "保存", "back": reverse("funds:budget-page", args=[year])}
    return render(request, "funds/form_page.html", context, status=422 if form.errors else 200)
