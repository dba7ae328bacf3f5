"""Pages of a plan: its terms, choosing people, and the list with a sum for each."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from funds.choices import AidForm, AidKind
from funds.eligibility import Judge
from funds.errors import ListEmpty
from funds.forms.aid import PlanForm, PlanRow, PlanRows
from funds.models import AidApplication, AidItem
from funds.permissions import check_can_edit_aid
from funds.views import aid_parts as parts
from funds.views.aid import found_application, page_url, terms_initial
from funds.workflows import aid as workflows
from funds.workflows.steps import read_turn
from office import clock
from office.display import PathStep
from office.errors import RuleBroken
from office.money import format_yuan
from office.occasions import year_of
from office.roles import Permission
from office.views.access import needs, see_other
from registry.models import Person


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, user=request.user)
    rows = PlanRows(request.POST, Person.objects.editable_by(request.user))
    saved = _act(request, form, rows, lambda **values: workflows.open_application(form=AidForm.PLAN, **values))
    return saved or _page(request, form, rows, reverse("funds:aid-list"))


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def plan_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    application = found_application(request, public_id)
    check_can_edit_aid(request.user, application)
    items = workflows.standing_items(application)
    initial = terms_initial(application) | {"goods": items[0].goods if items else ""}
    form = PlanForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST":
        rows = PlanRows(request.POST, Person.objects.editable_by(request.user))
    else:
        rows = PlanRows.of_items(items)

    def change(**values: Any) -> AidApplication:
        version = form.cleaned_data["version"]
        return workflows.change_application(application=application, version=version, **values)

    path = parts.path(read_turn(application), request.user)
    return _act(request, form, rows, change) or _page(request, form, rows, page_url(application), path)


def _act(request: HttpRequest, form: PlanForm, rows: PlanRows, save: Callable) -> HttpResponse | None:
    """Add people to the list or save the plan, as the pressed button says; None shows the page again."""
    if not form.is_valid():
        return None
    if request.POST.get("act") != "save":
        rows.add(form.people(), _amount_for(form, request))
        return None
    cleaned = rows.clean(form.cleaned_data["goods"])
    if rows.has_errors:
        return None
    try:
        if not cleaned:
            raise ListEmpty("名单里没有人。请先选条件,按“列出名单”,勾选后再保存。")
        application = save(terms=form.terms(), rows=cleaned, by=request.user)
    except RuleBroken as broken:
        form.add_error(None, broken)
        return None
    messages.success(request, f"已保存为草稿,共 {len(cleaned)} 人。核对后请提交。")
    return see_other(request, page_url(application))


def _amount_for(form: PlanForm, request: HttpRequest) -> Callable[[Person], str]:
    """Return how a new line's sum is proposed: what was typed for all, else the standard of the person's kind."""
    typed = form.cleaned_data.get("amount")
    judge = Judge(_sketch(form, request), [])

    def amount(person: Person) -> str:
        standard = judge.standard_for(person)
        if typed is not None:
            return str(typed)
        return str(standard.amount) if standard else ""

    return amount


def _sketch(form: PlanForm, request: HttpRequest) -> AidApplication:
    """Return the application as it would be, unsaved, so that its rows can be judged beforehand."""
    data = form.cleaned_data
    return AidApplication(
        bureau=request.user.bureau,
        year=clock.today().year,
        form=AidForm.PLAN,
        aid_kind=AidKind(data["aid_kind"]),
        occasion=data["occasion"],
        occasion_year=data["occasion_year"] or year_of(data["occasion"], clock.today()),
        source=data["source"],
    )


def _page(
    request: HttpRequest, form: PlanForm, rows: PlanRows, back: str, path: Sequence[PathStep] = ()
) -> HttpResponse:
    failed = form.is_bound and (form.errors or rows.has_errors)
    if form.is_bound and form.is_valid():
        _judge(request, form, rows)
    picked = rows.picked
    context = {
        "form": form,
        "rows": rows.rows,
        "picked": len(picked),
        "back": back,
        "total": _total(rows),
        "path": path,
    }
    return render(request, "funds/plan_form.html", context, status=422 if failed else 200)


def _judge(request: HttpRequest, form: PlanForm, rows: PlanRows) -> None:
    """Say beside each line what the rules say of it, and leave the refused ones among the proposed unticked.

    Queries: four, whatever the number of lines.
    """
    application = _sketch(form, request)
    judge = Judge(application, [row.person for row in rows.rows])
    for row in rows.rows:
        if not row.error:
            row.error = _error_of(row, rows, judge, application)
        row.picked = row.picked and not (row.proposed and row.amount and row.error)


def _error_of(row: PlanRow, rows: PlanRows, judge: Judge, application: AidApplication) -> str:
    if not row.amount:
        return "没有适用的标准,请填写金额。"
    readable = rows.read(row)
    if readable is None:
        return row.error
    return str(judge.verdict(AidItem(application=application, person=row.person, amount_asked=readable)) or "")


def _total(rows: PlanRows) -> str:
    sums = [amount for row in rows.picked if (amount := rows.read(row)) is not None]
    return format_yuan(sum(sums, Decimal(0)))
