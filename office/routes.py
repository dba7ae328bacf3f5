"""The rules of routes and signatures, which recognition and aid share: no table, no query.

A route is a list of steps; a *signed step* is one of them on one application, with what was said and by whom.
The functions read attributes only, so they serve both the concrete models and ``PlannedStep``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from office.choices import PASSING, StepKind, StepOutcome
from office.errors import AlreadySigned, DeclaredRelative, EnteredByYourself, RuleBroken, SignerUnknown


@dataclass(frozen=True)
class PlannedStep:
    """One step of a route written in code, as the shipped default routes are; amounts in yuan."""

    order: int
    kind: str
    role: str
    title: str
    above: Decimal | None = None
    up_to: Decimal | None = None


@dataclass(frozen=True)
class Actor:
    """The person behind an act: a staff member, the account they used, or both.

    Duties bind persons, not accounts: whoever signed on paper may have no account at all.

    Rule: R-114.
    """

    staff_member_id: int | None = None
    account_id: int | None = None

    @classmethod
    def of_account(cls, user: Any) -> "Actor":
        """Return the person behind an account; None (nobody did it yet) gives an actor who equals nobody."""
        return cls() if user is None else cls(user.staff_member_id, user.pk)

    @classmethod
    def of_staff(cls, staff_member_id: int) -> "Actor":
        """Return the person a paper signature names."""
        return cls(staff_member_id=staff_member_id)

    def is_same_person(self, other: "Actor") -> bool:
        """Say whether both are one person, by staff member or by account."""
        if self.staff_member_id is not None and self.staff_member_id == other.staff_member_id:
            return True
        return self.account_id is not None and self.account_id == other.account_id


def steps_for(route_steps: Iterable[Any], amount: Decimal | None = None) -> list[Any]:
    """Return the steps that an application of this amount must pass, in order.

    Units: amount in yuan; a band is (above, up_to]. Without an amount a step with a band is left out.
    """
    return sorted((step for step in route_steps if _in_band(step, amount)), key=lambda step: step.order)


def _in_band(step: Any, amount: Decimal | None) -> bool:
    """Say whether a step is for this amount. Rule: R-122."""
    if step.above is None and step.up_to is None:
        return True
    if amount is None:
        return False
    return (step.above is None or amount > step.above) and (step.up_to is None or amount <= step.up_to)


def counts(signed: Any) -> bool:
    """Say whether a signed step stands: it has an outcome, and what came on paper was confirmed by a second person."""
    return bool(signed.outcome) and (not signed.on_paper or signed.confirmed_at is not None)


def passed(signed: Any) -> bool:
    """Say whether a signed step stands and lets the application go on.

    An opinion is advice: 不同意 goes on to whoever signs, who reads it.

    Rule: R-118.
    """
    if not counts(signed):
        return False
    return signed.outcome in PASSING or (signed.kind == StepKind.OPINION and signed.outcome == StepOutcome.REFUSE)


def next_step(steps: Iterable[Any], signed: Iterable[Any]) -> Any | None:
    """Return the first step not yet passed, None when the route is complete.

    The signed steps of an application may be given as both, when its path was written down at submission.
    """
    done = {row.order for row in signed if passed(row)}
    return next((step for step in sorted(steps, key=lambda step: step.order) if step.order not in done), None)


def signed_by(signed: Any) -> Actor:
    """Return the person who acted in a step: the signer on paper, the account's person on screen."""
    return Actor(staff_member_id=signed.signer_id, account_id=None if signed.on_paper else signed.acted_by_id)


def signers(signed: Iterable[Any]) -> list[Actor]:
    """Return who approved: the actors of agreed *signature* steps, registered ones included before they are confirmed.

    An opinion, a check and a meeting approve nothing in this sense (the meeting's actor is the body).

    Rule: R-113.
    """
    return [signed_by(row) for row in signed if row.kind == StepKind.SIGNATURE and row.outcome == StepOutcome.AGREE]


def separation_obstacle(
    step: Any,
    signer: Actor,
    *,
    entered_by: Collection[Actor],
    signed_steps: Iterable[Any],
    relatives: Collection[int] = (),
) -> RuleBroken | None:
    """Return why this person may not act in this step, None when nothing stands against it.

    Rules: R-110, R-111, R-112.
    Who entered an application approves no step of it; the approvers of different steps differ; none of them
    is a declared relative (``relatives``: ids of staff members) of a person it is for. Only a signature is an approval.
    """
    if step.kind != StepKind.SIGNATURE:
        return None
    if signer.staff_member_id is None:
        return SignerUnknown("这个账号没有对应的在职人员,不能签批。请系统管理员先把账号与本人关联。")
    if any(signer.is_same_person(actor) for actor in entered_by):
        return EnteredByYourself("录入或提交申请的人不能签批同一份申请,请由其他有权签批的人办理。")
    others = [row for row in signed_steps if row.order != step.order]
    if any(signer.is_same_person(actor) for actor in signers(others)):
        return AlreadySigned("同一个人不能签批同一份申请的两个环节,请由其他有权签批的人办理。")
    if signer.staff_member_id in relatives:
        return DeclaredRelative("签批人是申请对象已申报的亲属,应当回避,请由其他有权签批的人办理。")
    return None


def check_separation(
    step: Any,
    signer: Actor,
    *,
    entered_by: Collection[Actor],
    signed_steps: Iterable[Any],
    relatives: Collection[int] = (),
) -> None:
    """Refuse an approval that breaks the separation of duties.

    Raises: EnteredByYourself, AlreadySigned, DeclaredRelative, SignerUnknown.
    """
    obstacle = separation_obstacle(step, signer, entered_by=entered_by, signed_steps=signed_steps, relatives=relatives)
    if obstacle is not None:
        raise obstacle


def coincidences(acts: Iterable[tuple[str, str, Actor]]) -> list[str]:
    """Return a sentence for everybody who did more than one thing, from (what, name, actor).

    Rule: R-127, what separation does not forbid may coincide, and is printed on the form.
    """
    groups: list[tuple[str, Actor, list[str]]] = []
    for what, name, actor in acts:
        group = next((group for group in groups if group[1].is_same_person(actor)), None)
        if group is None:
            groups.append((name, actor, [what]))
        elif what not in group[2]:
            group[2].append(what)
    return [f"{name} 一人办理:{'、'.join(whats)}。" for name, _, whats in groups if len(whats) > 1]
