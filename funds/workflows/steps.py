"""Acting in the steps of an application's route: on screen, in bulk, or on paper registered by one and confirmed by
another.

Whatever way a step came to stand, `_go_on` alone decides what follows, and `_approve` alone approves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funds import ledger
from funds.choices import AidStatus, ItemStatus
from funds.eligibility import check_eligible
from funds.errors import AmountTooHigh, ApplicationIncomplete, ListEmpty
from funds.models import AidApplication, AidItem, AidStep
from funds.permissions import check_can_act, check_can_confirm, check_can_edit_aid
from funds.workflows.aid import end, hold, standing_items, stop_items, total_of
from office import clock, routes, signing, store
from office.audit import record_event
from office.choices import PASSING, StepKind, StepOutcome
from office.errors import ChangedMeanwhile, RuleBroken, WrongStatus
from office.models import User
from office.money import format_yuan, yuan
from registry.merged import records_of
from registry.models import RelativeDeclaration

Amounts = Mapping[str, Decimal]  # an item's public id → the sum left to it, in yuan; 0 takes it off the list
LOWERING = (StepKind.SIGNATURE, StepKind.MEETING)
SUMS = ["amount", "item_amounts"]


@dataclass(frozen=True)
class Verdict:
    """What became of one row of a bulk act."""

    application: AidApplication
    error: str = ""


@dataclass
class Turn:
    """An application with the steps of its present round and its list, as an act finds them."""

    application: AidApplication
    steps: list[AidStep]
    items: list[AidItem]

    @property
    def step(self) -> AidStep | None:
        """Return the step whose turn it is."""
        return routes.next_step(self.steps, self.steps)


@transaction.atomic
def take_step(
    *,
    application: AidApplication,
    version: int,
    outcome: StepOutcome,
    opinion: str = "",
    amounts: Amounts | None = None,
    by: User,
) -> AidApplication:
    """Give an opinion, check or sign on screen; the version says what the person had before their eyes.

    Raises: Refused, WrongStatus, ChangedMeanwhile, AmountTooHigh, SourceShort, ReasonMissing, OutcomeNotPossible,
    and what `office.routes.check_separation` raises.
    Rule: lower, never raise; the last approval reserves or is refused.
    """
    turn = read_turn(application, version)
    step = _due(turn)
    check_can_act(by, step, application, [item.person for item in turn.items])
    signing.check_turn(step, turn.steps)
    signing.check_outcome(step, outcome, opinion)
    _check_duties(turn, step, routes.Actor.of_account(by))
    signing.fill_on_screen(step, application=application, outcome=outcome, opinion=opinion, by=by)
    _set_sums(turn, step, amounts or {})
    store.claim(step, by=by, fields=signing.ACTED + SUMS, was={"outcome": ""})
    _record("signed", turn, step, by)
    _go_on(turn, step, by)
    return application


def take_steps(
    *, seen: Sequence[tuple[AidApplication, int]], outcome: StepOutcome, opinion: str = "", by: User
) -> list[Verdict]:
    """Act in the next step of several applications, each by itself in the version that was seen, and report each."""
    verdicts = []
    for application, version in seen:
        try:
            take_step(application=application, version=version, outcome=outcome, opinion=opinion, by=by)
        except (RuleBroken, PermissionDenied) as refusal:
            verdicts.append(Verdict(application, str(refusal)))
        else:
            verdicts.append(Verdict(application))
    return verdicts


@transaction.atomic
def register_paper(
    *, application: AidApplication, version: int, paper: signing.Paper, amounts: Amounts | None = None, by: User
) -> AidStep:
    """Type in the next step as it was signed on paper; it stands once somebody else has compared it with the scan.

    Raises: Refused, WrongStatus, ChangedMeanwhile, AmountTooHigh, PaperIncomplete, SignerNotServing, and the duties.
    """
    check_can_edit_aid(by, application)
    turn = read_turn(application, version)
    step = _due(turn)
    signing.check_turn(step, turn.steps)
    signing.check_outcome(step, paper.outcome, paper.opinion)
    signing.check_paper(application, step, paper)
    if paper.signer is not None:
        _check_duties(turn, step, routes.Actor.of_staff(paper.signer.pk))
    signing.fill_from_paper(step, application=application, paper=paper, by=by)
    _set_sums(turn, step, amounts or {})
    store.claim(application, by=by, fields=[], was={"status": AidStatus.SUBMITTED})
    store.claim(step, by=by, fields=signing.ACTED + signing.PAPER + SUMS, was={"outcome": ""})
    _record("paper-registered", turn, step, by)
    return step


@transaction.atomic
def confirm_paper(*, application: AidApplication, version: int, by: User) -> AidApplication:
    """Confirm, as a second person, that a registered step is what the paper says; from now on it stands.

    Raises: Refused, WrongStatus, NotThisStep, SamePersonConfirms, ChangedMeanwhile, SourceShort, and the duties again.
    """
    check_can_confirm(by, application)
    turn = read_turn(application, version)
    step = _due(turn)
    signing.check_awaits(step)
    obstacle = signing.confirmation_obstacle(step, by)
    if obstacle is not None:
        raise obstacle
    if step.signer_id:
        _check_duties(turn, step, routes.Actor.of_staff(step.signer_id))
    step.confirmed_by, step.confirmed_at = by, clock.now()
    store.claim(step, by=by, fields=signing.CONFIRMED, was={"confirmed_at": None, "on_paper": True})
    _record("paper-confirmed", turn, step, by)
    _go_on(turn, step, by)
    return application


@transaction.atomic
def discard_paper(*, application: AidApplication, version: int, reason: str, by: User) -> AidStep:
    """Take back a registered step that does not match the paper, so that it can be registered again.

    Raises: Refused, WrongStatus, NotThisStep, ReasonMissing, ChangedMeanwhile.
    """
    check_can_confirm(by, application)
    turn = read_turn(application, version)
    step = _due(turn)
    signing.check_awaits(step)
    if not reason.strip():
        raise signing.ReasonMissing("与纸质件不一致的地方")
    names = signing.clear_paper(step, *SUMS)
    store.claim(application, by=by, fields=[], was={"status": AidStatus.SUBMITTED})
    store.claim(step, by=by, fields=names, was={"confirmed_at": None, "on_paper": True}, reason=reason.strip())
    _record("paper-discarded", turn, step, by)
    return step


def read_turn(application: AidApplication, version: int | None = None) -> Turn:
    """Return an application's present round; with the version the person saw, hold it for an act.

    Raises: ChangedMeanwhile when it is another version now. Queries: two, and one to hold it.
    """
    if version is not None:
        hold(application)
        if application.version != version:
            raise ChangedMeanwhile
    steps = list(application.steps.for_path().filter(round=application.round))
    return Turn(application, steps, standing_items(application))


def duties_obstacle(turn: Turn, step: AidStep, signer: routes.Actor) -> RuleBroken | None:
    """Return which duty keeps a person from this step, None when none does. Queries: one."""
    return routes.separation_obstacle(step, signer, **_duties(turn))


def relatives_of(items: Sequence[AidItem]) -> set[int]:
    """Return the staff members who declared kinship with anybody on the list. Queries: one."""
    declared = RelativeDeclaration.objects.filter(
        person__in=records_of([item.person_id for item in items]), ended_on=None
    )
    return set(declared.values_list("staff_member_id", flat=True))


def _due(turn: Turn) -> AidStep:
    if turn.application.status != AidStatus.SUBMITTED or turn.step is None:
        raise WrongStatus(
            f"这份申请现在是“{turn.application.get_status_display()}”,没有等待办理的环节。请刷新页面查看最新情况。"
        )
    return turn.step


def _check_duties(turn: Turn, step: AidStep, signer: routes.Actor) -> None:
    routes.check_separation(step, signer, **_duties(turn))


def _duties(turn: Turn) -> dict:
    entered = (turn.application.entered_by, turn.application.submitted_by)
    return {
        "entered_by": [routes.Actor.of_account(user) for user in entered],
        "signed_steps": turn.steps,
        "relatives": relatives_of(turn.items),
    }


def _set_sums(turn: Turn, step: AidStep, amounts: Amounts) -> None:
    """Write on the step what its actor leaves to each row. Raises: AmountTooHigh, ApplicationIncomplete, ListEmpty.

    Rule: R-125.
    """
    if step.outcome not in PASSING:
        return
    lowers = step.kind in LOWERING
    left = {item.public_id: item.amount for item in turn.items}
    for item in turn.items:
        wanted = yuan(amounts.get(item.public_id, item.amount))
        if wanted > item.amount:
            raise AmountTooHigh(item.payee_name, item.amount)
        if wanted < 0 or (wanted != item.amount and not lowers):
            raise ApplicationIncomplete(f"“{step.title}”不能改动金额。")
        left[item.public_id] = wanted
    if not any(left.values()):
        raise ListEmpty("核定金额全部为 0。不同意的,请选“不同意”并写明理由。")
    step.amount = sum(left.values(), Decimal(0))
    step.item_amounts = {key: str(amount) for key, amount in left.items()}


def _go_on(turn: Turn, step: AidStep, by: User) -> None:
    """Move the application as a step that now stands asks for. An opinion never refuses: it goes on to who decides."""
    application = turn.application
    if step.outcome == StepOutcome.RETURN:
        application.move_to(AidStatus.RETURNED)
        application.end_reason = f"{step.title}退回修改,理由见审批经过。"
        store.claim(application, by=by, fields=["status", "end_reason"], was={"status": AidStatus.SUBMITTED})
        _record("returned", turn, step, by)
    elif step.outcome == StepOutcome.REFUSE and step.kind != StepKind.OPINION:
        application.move_to(AidStatus.REFUSED)
        end(application, reason=f"{step.title}不同意,理由见审批经过。", by=by, was=AidStatus.SUBMITTED)
        stop_items(turn.items, reason=f"{step.title}不同意", by=by)
        _record("refused", turn, step, by)
    elif turn.step is None:
        _approve(turn, step, by)
    else:
        store.claim(application, by=by, fields=[], was={"status": AidStatus.SUBMITTED})
        _lower(turn, step, by)


def _approve(turn: Turn, step: AidStep, by: User) -> None:
    """Approve: the one way into that status. The rules are judged again, and the whole sum is reserved or nothing.

    Raises: SourceShort, and what `eligibility.check_eligible` raises.
    """
    application = turn.application
    application.move_to(AidStatus.APPROVED)
    application.approved_at = clock.now()
    store.claim(application, by=by, fields=["status", "approved_at"], was={"status": AidStatus.SUBMITTED})
    items = _lower(turn, step, by)
    check_eligible(application, items)
    for item in items:
        item.amount_approved = item.amount
        item.move_to(ItemStatus.PAYABLE)
    store.bulk_update(items, ["status", "amount_approved"], by=by)
    ledger.reserve(source=application.source, items=items, by=by)
    summary = f"{application} 审批完成,预留 {format_yuan(total_of(items))} 元"
    record_event("funds.aid.approved", on=application, by=by, summary=summary, amount=total_of(items))


def _lower(turn: Turn, step: AidStep, by: User) -> list[AidItem]:
    """Give each row the sum the step left to it and take off what was left nothing; return the rows that go on."""
    sums = {item.public_id: yuan(step.item_amounts.get(item.public_id, str(item.amount))) for item in turn.items}
    stop_items([item for item in turn.items if not sums[item.public_id]], reason=f"{step.title}时未列入", by=by)
    kept = [item for item in turn.items if sums[item.public_id]]
    lowered = [item for item in kept if sums[item.public_id] < item.amount]
    for item in lowered:
        item.amount_approved = sums[item.public_id]
    store.bulk_update(lowered, ["amount_approved"], by=by)
    return kept


def _record(act: str, turn: Turn, step: AidStep, by: User) -> None:
    summary = f"{turn.application} {step.title}"
    if step.outcome:
        summary += f" {step.get_outcome_display()}"
    data: dict[str, Any] = {
        "step": step.order,
        "round": step.round,
        "outcome": step.outcome,
        "signer": step.signer_name,
    }
    record_event(f"funds.aid.{act}", on=turn.application, by=by, summary=summary, amount=step.amount, **data)
