"""What the pages of routes share: recognition and money each have a list, a form and a decision."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office import clock
from office.choices import StepKind
from office.display import Fact, PathStep
from office.errors import RuleBroken
from office.forms.routes import RouteForm, StepRows
from office.forms.settings import RefuseForm
from office.models import Bureau, RouteBase
from office.money import format_yuan
from office.roles import Permission, Role
from office.views.access import see_other
from office.workflows.routes import decide_route, propose_route


@dataclass(frozen=True)
class RouteCard:
    """A route as the page shows it: what it is for, its path, where it comes from and where it is decided."""

    title: str
    path: list[PathStep]
    facts: list[Fact] = field(default_factory=list)
    change_url: str = ""
    decide_url: str = ""


def own_bureau(request: HttpRequest) -> Bureau | None:
    """Return the bureau whose settings are shown: the administrator, who has none, sees the first."""
    return request.user.bureau or Bureau.objects.order_by("path").first()


def path_of(steps: Iterable[Any]) -> list[PathStep]:
    """Return a route's steps as a signature path that nobody has walked yet."""
    return [PathStep(step.title, "planned", note=_who(step)) for step in sorted(steps, key=lambda step: step.order)]


def _who(step: Any) -> str:
    who = "集体研究" if step.kind == StepKind.MEETING else str(Role(step.role).label)
    band = [f"超过 {format_yuan(step.above)} 元"] if step.above is not None else []
    band += [f"不超过 {format_yuan(step.up_to)} 元"] if step.up_to is not None else []
    return f"{who},{'、'.join(band)}" if band else who


def card(route: RouteBase, *, change_url: str = "", decide_url: str = "") -> RouteCard:
    """Return an own route with where it comes from and how far it got."""
    text = route.policy_text
    facts = [
        Fact("起用日期", f"{route.holds_from:%Y-%m-%d}"),
        Fact("依据", route.document or str(text), url=text.get_absolute_url() if text else ""),
        Fact("提出", route.proposed_by.name),
    ]
    if route.confirmed_by:
        facts.append(Fact("确认", route.confirmed_by.name))
    if route.refused_reason:
        facts.append(Fact("不同意的原因", route.refused_reason))
    return RouteCard(str(route), path_of(route.steps.all()), facts, change_url, decide_url)


def render_list(
    request: HttpRequest,
    *,
    heading: str,
    section: tuple[str, str],
    routes: Any,
    in_force: list[RouteCard],
    propose_url: str,
    decide_url: Callable[[RouteBase], str],
) -> HttpResponse:
    """Show what waits for the leader, what holds, what begins later, and what was refused."""
    may_confirm = request.user.may(Permission.CONFIRM_POLICY)
    full = list(routes.select_related("policy_text", "proposed_by", "confirmed_by").prefetch_related("steps"))
    context = {
        "heading": heading,
        "section": section[0],
        "section_url": section[1],
        "waiting": [
            card(route, decide_url=decide_url(route) if may_confirm else "")
            for route in full
            if route.confirmed_at is None and not route.refused_reason
        ],
        "in_force": in_force,
        "coming": [card(route) for route in full if route.confirmed_at and route.holds_from > clock.today()],
        "refused": [card(route) for route in full if route.refused_reason],
        "propose_url": propose_url if request.user.may(Permission.PROPOSE_POLICY) else "",
    }
    return render(request, "office/route_list.html", context)


def answer_proposal(
    request: HttpRequest,
    *,
    form: RouteForm,
    rows: StepRows,
    make: Callable[[dict[str, Any]], RouteBase],
    heading: str,
    list_heading: str,
    back: str,
) -> HttpResponse:
    """Answer the form of a route: proposed, or shown again with what is wrong."""
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            propose_route(route=make(form.cleaned_data), steps=rows.steps(), by=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已提出,等局领导确认后生效。")
            return see_other(request, back)
    context = {"form": form, "rows": rows, "heading": heading, "list_heading": list_heading, "back": back}
    return render(request, "office/route_form.html", context, status=422 if form.is_bound else 200)


def answer_decision(request: HttpRequest, *, route: RouteBase, back: str) -> HttpResponse:
    """Confirm a proposed route, or refuse it with a reason."""
    form = RefuseForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    confirmed = request.POST.get("decision") == "confirm"
    try:
        decide_route(route=route, confirmed=confirmed, reason=reason, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, "已确认,自起用日期起生效。" if confirmed else "已退回提出人。")
    return see_other(request, back)
