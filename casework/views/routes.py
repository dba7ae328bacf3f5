"""Pages of the route that a recognition takes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.choices.recognition import DEFAULT_ROUTE
from casework.models import RecognitionRoute
from casework.workflows.recognition import route_of
from office import clock
from office.forms.routes import RecognitionStepRows, RouteForm, initial_rows
from office.roles import Permission
from office.views import routes as pages
from office.views.access import needs

HEADING = "认定流程"
TITLE = "帮扶对象认定"


@require_safe
@needs(Permission.SEE_RECOGNITION)
def route_list(request: HttpRequest) -> HttpResponse:
    """Show the bureau's route of recognition, and what was proposed."""
    bureau = pages.own_bureau(request)
    own = RecognitionRoute.objects.in_force(bureau, clock.today()).last()
    shipped = pages.RouteCard(TITLE, pages.path_of(DEFAULT_ROUTE))
    return pages.render_list(
        request,
        heading=HEADING,
        section=("帮扶", reverse("casework:home")),
        routes=RecognitionRoute.objects.filter(bureau=bureau),
        in_force=[pages.card(own) if own else shipped],
        propose_url=reverse("casework:route-propose"),
        decide_url=lambda route: reverse("casework:route-decide", args=[route.public_id]),
    )


@needs(Permission.PROPOSE_POLICY)
def route_propose(request: HttpRequest) -> HttpResponse:
    bureau = request.user.bureau
    return pages.answer_proposal(
        request,
        form=RouteForm(request.POST or None, bureau=bureau),
        rows=RecognitionStepRows(request.POST or None, initial=initial_rows(route_of(bureau.pk)), prefix="steps"),
        make=lambda values: RecognitionRoute(bureau=bureau, **values),
        heading="提出认定流程",
        list_heading=HEADING,
        back=reverse("casework:route-list"),
    )


@require_POST
@needs(Permission.CONFIRM_POLICY)
def route_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    route = get_object_or_404(RecognitionRoute, public_id=public_id, bureau=request.user.bureau_id)
    return pages.answer_decision(request, route=route, back=reverse("casework:route-list"))
