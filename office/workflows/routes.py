"""Routes of the office's own: proposed with their steps, then confirmed or refused; recognition and money share it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from office import audit, clock, permissions, store
from office.errors import RuleBroken
from office.models import RouteBase, User
from office.roles import Permission
from office.route_rules import check_route
from office.routes import PlannedStep
from office.workflows.settings import check_own_bureau, decide_proposal


@transaction.atomic
def propose_route(*, route: Any, steps: Sequence[PlannedStep], by: User) -> Any:
    """Propose a route (not yet saved) with its steps; it holds from its day once a leader has confirmed it.

    Raises: Refused, RouteUnfit, RuleBroken (no source named, a day that is past).
    Rule: R-359.
    """
    permissions.check(by, Permission.PROPOSE_POLICY)
    check_own_bureau(by, route.bureau)
    if not route.document.strip() and route.policy_text is None:
        raise RuleBroken("请写明依据,或者选一份登记过的文件。")
    if route.holds_from < clock.today():
        raise RuleBroken(f"起用日期不能早于今天({clock.today()}):已经提交的申请仍按提交时的流程办。")
    check_route(steps, needs_meeting=route.needs_meeting, meeting_may_decide=route.meeting_may_decide)
    route.proposed_by, route.proposed_at = by, clock.now()
    store.create(route, by=by)
    store.bulk_create([route.steps.model(route=route, **asdict(step)) for step in steps], by=by)
    _record("proposed", route, by)
    return route


@transaction.atomic
def decide_route(*, route: Any, confirmed: bool, by: User, reason: str = "") -> Any:
    """Confirm a proposed route, or refuse it with a reason; whoever proposed it decides nothing.

    Raises: Refused, WrongStatus, ReasonMissing, ChangedMeanwhile. Rule: R-359.
    """
    decide_proposal(route, confirmed=confirmed, by=by, reason=reason)
    _record("confirmed" if confirmed else "refused", route, by)
    return route


def _record(act: str, route: RouteBase, by: User) -> None:
    summary = f"{route},自 {route.holds_from} 起" + (f",不同意:{route.refused_reason}" if route.refused_reason else "")
    audit.record_event(f"{route._meta.app_label}.route.{act}", on=route, by=by, summary=summary)
