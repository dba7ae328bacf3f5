"""Pages of policy numbers and of the holiday plans."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from office import clock, policy
from office.forms.settings import HolidayPlanForm, PolicyCodeForm, PolicyNumberForm, RefuseForm
from office.models import Bureau, CalendarDay, HolidayPlan, PolicyNumber
from office.roles import Permission
from office.views.access import needs, see_other
from office.workflows import settings as workflows


@require_safe
@needs(Permission.SEE_SETTINGS)
def policy_list(request: HttpRequest) -> HttpResponse:
    """Show each number in force today with its source, and what waits to be confirmed."""
    bureau = request.user.bureau or Bureau.objects.order_by("path").first()
    own = PolicyNumber.objects.filter(bureau=bureau).select_related("source", "proposed_by", "confirmed_by")
    in_force = {
        row.code: row
        for row in own.filter(confirmed_at__isnull=False, holds_from__lte=clock.today()).order_by("holds_from")
    }
    rows = []
    for code, shipped in policy.SHIPPED.items():
        if shipped.group:
            continue
        row = in_force.get(code)
        rows.append((code, shipped, policy.shown(code, row.value if row else shipped.value), row))
    waiting = [
        (number, policy.SHIPPED[number.code], policy.shown(number.code, number.value))
        for number in own.filter(confirmed_at=None, refused_reason="").order_by("proposed_at")
    ]
    context = {
        "rows": rows,
        "waiting": waiting,
        "may_propose": request.user.may(Permission.PROPOSE_POLICY),
        "may_confirm": request.user.may(Permission.CONFIRM_POLICY),
    }
    return render(request, "office/policy_list.html", context)


@needs(Permission.PROPOSE_POLICY)
def policy_propose(request: HttpRequest) -> HttpResponse:
    """Choose a policy number, then propose its new value."""
    back = reverse("office:policy-list")
    code = request.POST.get("code") or request.GET.get("code", "")
    if code not in policy.SHIPPED:
        context = {"form": PolicyCodeForm(), "heading": "提出政策数值", "back": back}
        context |= {"button": "下一步", "method": "get"}
        return render(request, "office/form_page.html", context)
    form = PolicyNumberForm(
        request.POST or None, code=code, bureau=request.user.bureau, initial={"holds_from": clock.today()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflows.propose_number(by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, "已提出,等局领导确认后生效。")
            return see_other(request, back)
    context = {"form": form, "heading": f"提出新数值:{policy.SHIPPED[code].label}", "back": back, "button": "提出"}
    return render(request, "office/form_page.html", context, status=422 if form.is_bound else 200)


@needs(Permission.CONFIRM_POLICY)
@require_POST
def policy_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm a proposed number, or refuse it with a reason."""
    number = get_object_or_404(PolicyNumber, public_id=public_id, bureau=request.user.bureau)
    form = RefuseForm(request.POST)
    confirmed = request.POST.get("decision") == "confirm"
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        workflows.decide_number(number=number, confirmed=confirmed, reason=reason, by=request.user)
    except ValidationError as broken:
        messages.error(request, broken.messages[0])
    else:
        messages.success(request, "已确认,自起用日期起生效。" if confirmed else "已退回提出人。")
    return see_other(request, reverse("office:policy-list"))


@require_safe
@needs(Permission.SEE_SETTINGS)
def plan_list(request: HttpRequest) -> HttpResponse:
    plans = HolidayPlan.objects.prefetch_related("days")
    this_year = clock.today().year
    missing = [year for year in (this_year, this_year + 1) if year not in {plan.year for plan in plans}]
    context = {"plans": plans, "missing": missing, "may_edit": request.user.may(Permission.EDIT_TECHNICAL)}
    return render(request, "office/plan_list.html", context)


@needs(Permission.EDIT_TECHNICAL)
def plan_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Type or paste the published plan of a year."""
    plan = HolidayPlan.objects.filter(year=year).prefetch_related("days").first()
    lines = [f"{day.on} {day.get_kind_display()} {day.name}".strip() for day in plan.days.all()] if plan else []
    initial = {"source": plan.source if plan else "", "days": "\n".join(lines)}
    form = HolidayPlanForm(request.POST or None, initial=initial)
    understood = form.cleaned_data["days"] if request.method == "POST" and form.is_valid() else []
    if understood and request.POST.get("act") == "save":
        try:
            workflows.save_plan(year=year, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error("days", broken.messages)
        else:
            messages.success(request, f"已保存 {year} 年放假安排。")
            return see_other(request, reverse("office:plan-list"))
    context = {"form": form, "heading": f"{year} 年放假安排", "back": reverse("office:plan-list")}
    context["understood"] = (
        [] if form.errors else [CalendarDay(on=on, kind=kind, name=name) for on, kind, name in understood]
    )
    return render(request, "office/plan_form.html", context, status=422 if form.errors else 200)
