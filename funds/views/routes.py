"""Pages of the routes that applications for money take, by kind of source and kind of aid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from funds.choices import AidKind, SourceKind
from funds.forms.routes import FundRouteForm
from funds.models import FundRoute
from funds.routes import own_routes, route_in_force, shipped_groups
from office.forms.routes import FundStepRows, initial_rows
from office.models import Bureau
from office.roles import Permission
from office.views import routes as pages
from office.views.access import needs

HEADING = "资金审批流程"


@require_safe
@needs(Permission.SEE_MONEY)
def route_list(request: HttpRequest) -> HttpResponse:
    """Show the route of every kind of source, and what was proposed."""
    bureau = pages.own_bureau(request)
    return pages.render_list(
        request,
        heading=HEADING,
        section=("资金", reverse("funds:home")),
        routes=FundRoute.objects.filter(bureau=bureau),
        in_force=_in_force(bureau, may_propose=request.user.may(Permission.PROPOSE_POLICY)) if bureau else [],
        propose_url=reverse("funds:route-propose"),
        decide_url=lambda route: reverse("funds:route-decide", args=[route.public_id]),
    )


def _in_force(bureau: Bureau, *, may_propose: bool) -> list[pages.RouteCard]:
    """Return the own routes in force, then the shipped ones of what has none, alike ones together. Queries: three."""
    own = own_routes(bureau)
    cards = [pages.card(route, change_url=_change(*key, may_propose)) for key, route in own.items()]
    return cards + [
        pages.RouteCard(title, pages.path_of(steps), change_url=_change(*keys[0], may_propose))
        for title, keys, steps in shipped_groups(bureau, without=own)
    ]


def _change(source_kind: str, aid_kind: str, may_propose: bool) -> str:
    query = urlencode({"source_kind": source_kind, "aid_kind": aid_kind})
    return f"{reverse('funds:route-propose')}?{query}" if may_propose else ""


@needs(Permission.PROPOSE_POLICY)
def route_propose(request: HttpRequest) -> HttpResponse:
    """Propose a route; the rows begin as the one in force for what the address names."""
    bureau = request.user.bureau
    source_kind, aid_kind = request.GET.get("source_kind", ""), request.GET.get("aid_kind", "")
    known = source_kind in SourceKind.values and aid_kind in ["", *AidKind.values]
    begin = initial_rows(route_in_force(bureau, source_kind, aid_kind)) if known else []
    initial = {"source_kind": source_kind, "aid_kind": aid_kind}
    return pages.answer_proposal(
        request,
        form=FundRouteForm(request.POST or None, bureau=bureau, initial=initial),
        rows=FundStepRows(request.POST or None, initial=begin, prefix="steps"),
        make=lambda values: FundRoute(bureau=bureau, **values),
        heading="提出审批流程",
        list_heading=HEADING,
        back=reverse("funds:route-list"),
    )


@require_POST
@needs(Permission.CONFIRM_POLICY)
def route_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    route = get_object_or_404(FundRoute, public_id=public_id, bureau=request.user.bureau_id)
    return pages.answer_decision(request, route=route, back=reverse("funds:route-list"))
