"""A source's statement of a period, and the year's accounts."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from funds.accounts import Accounts, accounts
from funds.documents_accounts import accounts_title
from funds.forms.sources import PeriodForm
from funds.models import FundSource
from funds.statements import Statement, statement
from funds.views.common import page_of
from funds.workflows import accounts as workflows
from office import charts, clock
from office.display import Tile
from office.errors import RuleBroken
from office.money import format_wan, format_yuan
from office.roles import Permission
from office.views.access import needs
from office.views.bureaus import FIRST_YEAR, bureau_of_year, bureau_query
from office.views.files import PDF, XLSX, attachment

CONTENT_TYPES = {"pdf": PDF, "xlsx": XLSX}
FILES = (("pdf", "打印 PDF"), ("xlsx", "导出表格"))


@require_GET
@needs(Permission.SEE_MONEY)
def statement_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a source's entries of a period between what it held before and after; this year unless asked."""
    return _statement(request, *_asked(request, public_id))


@require_POST
@needs(Permission.SEE_MONEY)
def statement_file(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    source, form, found = _asked(request, public_id)
    if form.errors:
        return _statement(request, source, form, found)
    name, data = workflows.statement_file(statement=found, kind=kind, by=request.user)
    return attachment(data, name, CONTENT_TYPES[kind])


def _statement(request: HttpRequest, source: FundSource, form: PeriodForm, found: Statement) -> HttpResponse:
    period = urlencode({"since": found.since, "until": found.until})
    files = [
        (f"{reverse(f'funds:statement-{kind}', args=[source.public_id])}?{period}", label) for kind, label in FILES
    ]
    context = {
        "source": source,
        "form": form,
        "statement": found,
        "page": page_of(request, found.entries),
        "files": files,
    }
    return render(request, "funds/statement_page.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, public_id: str) -> tuple[FundSource, PeriodForm, Statement]:
    """Return the source, the form and the statement asked for, or this year's when the period is no good."""
    visible = FundSource.objects.visible_to(request.user).select_related("keeper", "bureau")
    source = get_object_or_404(visible, public_id=public_id)
    today = clock.today()
    usual = {"since": date(today.year, 1, 1), "until": today}
    form = PeriodForm(usual | request.GET.dict())
    if form.is_valid():
        try:
            return source, form, statement(source, form.cleaned_data["since"], form.cleaned_data["until"])
        except RuleBroken as broken:
            form.add_error("until", broken)
    return source, form, statement(source, usual["since"], usual["until"])


@require_GET
@needs(Permission.SEE_REPORTS)
def accounts_home(request: HttpRequest) -> HttpResponse:
    """Lead to this year's accounts."""
    return redirect(reverse("funds:accounts-page", args=[clock.today().year]) + bureau_query(request))


@require_GET
@needs(Permission.SEE_REPORTS)
def accounts_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year's accounts by source, purpose and category, by nature and by branch."""
    bureau = bureau_of_year(request, year)
    found = accounts(bureau, year)
    context = {
        "accounts": found,
        "title": accounts_title(year),
        "tiles": _tiles(found),
        "chart": charts.bar_chart(
            [charts.Mark(pot.source.name, max(pot.spent, 0), f"{format_yuan(pot.spent)} 元") for pot in found.pots],
            name="各资金来源支出",
        ),
        "statement_period": urlencode({"since": date(year, 1, 1), "until": found.as_of}),
        "may_see_money": request.user.may(Permission.SEE_MONEY),
        "files": [(reverse(f"funds:accounts-{kind}", args=[year]), label) for kind, label in FILES],
        "years": _years(year),
        "query": bureau_query(request),
    }
    return render(request, "funds/accounts_page.html", context)


@require_POST
@needs(Permission.SEE_REPORTS)
def accounts_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    bureau = bureau_of_year(request, year)
    name, data = workflows.accounts_file(bureau=bureau, year=year, kind=kind, by=request.user)
    return attachment(data, name, CONTENT_TYPES[kind])


def _tiles(found: Accounts) -> list[Tile]:
    return [
        Tile("净支出", format_wan(found.total), "万元"),
        Tile("得到帮扶", str(found.people), "人"),
        Tile("支付", str(found.times), "笔"),
    ]


def _years(year: int) -> list[int]:
    """Return the years beside this one that may be opened, the later first."""
    return [other for other in (year + 1, year - 1) if FIRST_YEAR <= other <= clock.today().year]
