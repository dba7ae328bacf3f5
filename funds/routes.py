"""Which steps an application goes through: the office's own route, else the shipped one of its source."""

from decimal import Decimal
from typing import Any

from funds.choices import AidKind, SourceKind
from funds.models import AidApplication, FundRoute
from office import policy, routes
from office.choices import StepKind
from office.roles import Role
from office.routes import PlannedStep


def route_for(application: AidApplication, total: Decimal) -> list[Any]:
    """Return the steps for this application's source, kind and sum, in order.

    Units: total in yuan. Queries: up to three.
    """
    own = _own_route(application)
    if own is not None:
        return routes.steps_for(own.steps.all(), total)
    band = policy.number("section_head_band_yuan", bureau=application.bureau)
    return routes.steps_for(shipped_route(application.source.kind, application.aid_kind, band), total)


def shipped_route(source_kind: str, aid_kind: str, band: Decimal) -> list[PlannedStep]:
    """Return the route an office starts with (11.8). Units: band in yuan.

    Administrative money is checked by finance and signed within the band; an emergency by the bureau leader alone;
    Party dues are decided collectively after the branch's opinion; union money by the union committee.

    Rule: R-123.
    """
    check = PlannedStep(1, StepKind.CHECK, Role.FINANCE, "财务复核")
    head = PlannedStep(4, StepKind.SIGNATURE, Role.SECTION_HEAD, "负责人审批", up_to=band)
    leader = PlannedStep(5, StepKind.SIGNATURE, Role.BUREAU_LEADER, "局领导审批", above=band)
    if source_kind == SourceKind.PARTY_DUES:
        opinion = PlannedStep(2, StepKind.OPINION, Role.BRANCH_SECRETARY, "支部意见")
        meeting = PlannedStep(3, StepKind.MEETING, "", "党组织会议研究")
        return [check, opinion, meeting, head, leader]
    if source_kind == SourceKind.UNION:
        return [check, PlannedStep(3, StepKind.MEETING, "", "工会委员会研究")]
    if aid_kind == AidKind.EMERGENCY:
        return [PlannedStep(1, StepKind.SIGNATURE, Role.BUREAU_LEADER, "局领导紧急审批")]
    return [check, head, leader]


def _own_route(application: AidApplication) -> Any | None:
    found = {
        route.aid_kind: route
        for route in FundRoute.objects.filter(
            bureau=application.bureau_id,
            source_kind=application.source.kind,
            aid_kind__in=["", application.aid_kind],
        ).prefetch_related("steps")
    }
    return found.get(application.aid_kind) or found.get("")
