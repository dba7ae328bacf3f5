"""Which steps an application goes through: the office's own route, else the shipped one of its source."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from funds.choices import ADMINISTRATIVE_KINDS, AidKind, SourceKind
from funds.models import AidApplication, FundRoute
from office import clock, policy, routes
from office.choices import StepKind
from office.models import Bureau
from office.roles import Role
from office.routes import PlannedStep

Key = tuple[str, str]  # kind of source, kind of aid ("" for all that have none of their own)


def route_for(application: AidApplication, total: Decimal) -> list[Any]:
    """Return the steps for this application's source, kind and sum, in order.

    Units: total in yuan. Queries: up to three.
    """
    steps = route_in_force(application.bureau, application.source.kind, application.aid_kind)
    return routes.steps_for(steps, total)


def route_in_force(bureau: Bureau, source_kind: str, aid_kind: str) -> list[Any]:
    """Return the steps that hold today for a kind of source and of aid, of every band. Queries: up to three.

    The route for all kinds leaves an emergency from administrative money to the bureau leader; only a route for
    emergencies replaces that. Rule: R-361.
    """
    own = own_routes(bureau, source_kind)
    found = own.get((source_kind, aid_kind))
    if found is None and not _is_urgent(source_kind, aid_kind):
        found = own.get((source_kind, ""))
    if found is not None:
        return list(found.steps.all())
    return shipped_route(source_kind, aid_kind, _band(bureau))


def own_routes(bureau: Bureau, source_kind: str = "") -> dict[Key, FundRoute]:
    """Return the bureau's own routes in force today, of one kind of source or all. Queries: two."""
    in_force = FundRoute.objects.in_force(bureau, clock.today())
    in_force = in_force.select_related("policy_text", "proposed_by", "confirmed_by")
    if source_kind:
        in_force = in_force.filter(source_kind=source_kind)
    return {(route.source_kind, route.aid_kind): route for route in in_force}  # the newest last, so that it stays


def shipped_groups(bureau: Bureau, *, without: Collection[Key]) -> list[tuple[str, list[Key], list[PlannedStep]]]:
    """Return the shipped routes of what has no own one, alike ones together: title, for what, steps. Queries: one."""
    band = _band(bureau)
    keys = [(kind, "") for kind in SourceKind.values]
    keys += [(kind, AidKind.EMERGENCY.value) for kind in SourceKind.values if kind in ADMINISTRATIVE_KINDS]
    groups: dict[tuple[PlannedStep, ...], list[Key]] = {}
    for source_kind, aid_kind in keys:
        if (source_kind, aid_kind) not in without:
            groups.setdefault(tuple(shipped_route(source_kind, aid_kind, band)), []).append((source_kind, aid_kind))
    return [(_title(found), found, list(steps)) for steps, found in groups.items()]


def _title(keys: list[Key]) -> str:
    names = "、".join(str(SourceKind(kind).label) for kind, _ in keys)
    return f"{names}·特情帮扶" if keys[0][1] else names


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


def _is_urgent(source_kind: str, aid_kind: str) -> bool:
    return aid_kind == AidKind.EMERGENCY and source_kind in ADMINISTRATIVE_KINDS


def _band(bureau: Bureau) -> Decimal:
    return policy.number("section_head_band_yuan", bureau=bureau)
