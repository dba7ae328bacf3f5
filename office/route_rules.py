"""What a route of the office's own must be before it is proposed; pure, as `office.routes` is."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from office.choices import STEP_SORTS, StepKind
from office.errors import RouteUnfit
from office.money import format_yuan
from office.roles import Role
from office.routes import steps_for

FEN = Decimal("0.01")
WHO_DOES = {(kind, role) for kind, role, _ in STEP_SORTS.values()}


def check_route(steps: Iterable[Any], *, needs_meeting: bool = False, meeting_may_decide: bool = False) -> None:
    """Refuse steps by which some sum would go unsigned, or be signed twice by one role.

    `needs_meeting`: every sum passes a meeting; `meeting_may_decide`: a meeting is enough without a signature.
    Raises: RouteUnfit.
    """
    steps = list(steps)
    for step in steps:
        _check_step(step)
    for amount in _sums_to_try(steps):
        path = steps_for(steps, amount)
        where = _where(steps, amount)
        _check_signed(path, where, meeting_may_decide)
        _check_once(path, where)
        if needs_meeting and not any(step.kind == StepKind.MEETING for step in path):
            raise RouteUnfit(f"党费由党组织集体研究决定,{where}没有会议研究环节。请加上会议研究,不要设金额上下限。")


def _check_step(step: Any) -> None:
    """Refuse a step by a role that does no such thing, or a band on what is no signature. Rule: R-358."""
    if (step.kind, step.role) not in WHO_DOES:
        raise RouteUnfit(f"“{step.title}”不能由这个角色办理,请从列表中选择。")
    if step.above is None and step.up_to is None:
        return
    if step.kind != StepKind.SIGNATURE:
        raise RouteUnfit(f"“{step.title}”不能设金额上下限,只有签批可以按金额分。")
    if step.up_to is not None and step.up_to <= (step.above or 0):
        raise RouteUnfit(f"“{step.title}”的上限要大于下限。")


def _check_signed(path: list[Any], where: str, meeting_may_decide: bool) -> None:
    """Refuse a path that nobody signs. Rule: R-355."""
    kinds = {step.kind for step in path}
    if StepKind.SIGNATURE in kinds or (meeting_may_decide and StepKind.MEETING in kinds):
        return
    raise RouteUnfit(f"{where}没有人签批。请加上负责人或局领导的签批,或者改金额上下限。")


def _check_once(path: list[Any], where: str) -> None:
    """Refuse a path that asks one role twice: in a small office that is one person. Rule: R-356."""
    roles = [step.role for step in path if step.kind == StepKind.SIGNATURE]
    twice = next((role for role in roles if roles.count(role) > 1), None)
    if twice:
        raise RouteUnfit(f"{where}要{Role(twice).label}签批两次,同一个人不能签两步。请去掉一步,或者改由另一个角色签。")


def _sums_to_try(steps: list[Any]) -> list[Decimal]:
    """Return one sum of each stretch between the bounds of the bands."""
    bounds = {bound for step in steps for bound in (step.above, step.up_to) if bound is not None}
    return sorted({FEN} | {bound for bound in bounds if bound > 0} | {bound + FEN for bound in bounds})


def _where(steps: list[Any], amount: Decimal) -> str:
    """Return which sums are meant, "" where the route has no bands."""
    banded = any(step.above is not None or step.up_to is not None for step in steps)
    return f"金额为 {format_yuan(amount)} 元的申请" if banded else "这个流程"
