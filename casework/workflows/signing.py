"""Acting in the steps of a recognition's route: on screen, or on paper registered by one and confirmed by another."""

from typing import Any

from django.db import transaction

from casework.choices.recognition import RecognitionStatus
from casework.errors.recognition import RecognitionWrongStatus
from casework.models import Recognition, RecognitionStep
from casework.permissions.recognition import check_can_confirm, check_can_prepare, check_can_sign
from casework.workflows.recognition import close
from office import clock, routes, signing, store
from office.audit import record_event
from office.choices import StepKind, StepOutcome
from office.errors import RuleBroken
from office.models import User
from registry.merged import records_of
from registry.models import RelativeDeclaration


@transaction.atomic
def sign_step(*, step_id: int, outcome: StepOutcome, opinion: str = "", by: User) -> Recognition:
    """Give an opinion, check or sign on screen: agree, return for changes, or refuse.

    Raises: Refused, WrongStatus, NotThisStep, OutcomeNotPossible, ReasonMissing, ChangedMeanwhile,
    and what `office.routes.check_separation` raises.
    """
    recognition, step, steps = _locked(step_id)
    check_can_sign(by, recognition, step)
    _check_turn(recognition, step, steps)
    signing.check_outcome(step, outcome, opinion)
    _check_duties(recognition, step, steps, routes.Actor.of_account(by))
    signing.fill_on_screen(step, application=recognition, outcome=outcome, opinion=opinion, by=by)
    store.claim(step, by=by, fields=signing.ACTED, was={"outcome": ""})
    _record("signed", recognition, step, by)
    _go_on(recognition, step, steps, by)
    return recognition


@transaction.atomic
def register_paper_step(*, step_id: int, paper: signing.Paper, by: User) -> RecognitionStep:
    """Type in a step that was signed on paper; it stands once somebody else has compared it with the scan.

    Raises: Refused, WrongStatus, NotThisStep, OutcomeNotPossible, ReasonMissing, PaperIncomplete, SignerNotServing,
    ChangedMeanwhile, and what `office.routes.check_separation` raises.
    """
    recognition, step, steps = _locked(step_id)
    check_can_prepare(by, recognition.bureau_id)
    _check_turn(recognition, step, steps)
    signing.check_outcome(step, paper.outcome, paper.opinion)
    signing.check_paper(recognition, step, paper)
    if paper.signer is not None:
        _check_duties(recognition, step, steps, routes.Actor.of_staff(paper.signer.pk))
    signing.fill_from_paper(step, application=recognition, paper=paper, by=by)
    store.claim(step, by=by, fields=signing.ACTED + signing.PAPER, was={"outcome": ""})
    _record("paper-registered", recognition, step, by)
    return step


@transaction.atomic
def confirm_paper_step(*, step_id: int, by: User) -> Recognition:
    """Confirm, as a second person, that a registered step is what the paper says; from now on it stands.

    Raises: Refused, WrongStatus, NotThisStep, SamePersonConfirms, ChangedMeanwhile, and the duties again.
    """
    recognition, step, steps = _locked(step_id)
    check_can_confirm(by, recognition)
    _check_awaits(recognition, step)
    obstacle = signing.confirmation_obstacle(step, by)
    if obstacle is not None:
        raise obstacle
    if step.signer_id:
        _check_duties(recognition, step, steps, routes.Actor.of_staff(step.signer_id))
    step.confirmed_by, step.confirmed_at = by, clock.now()
    store.claim(step, by=by, fields=signing.CONFIRMED, was={"confirmed_at": None, "on_paper": True})
    _record("paper-confirmed", recognition, step, by)
    _go_on(recognition, step, steps, by)
    return recognition


@transaction.atomic
def discard_paper_step(*, step_id: int, reason: str, by: User) -> RecognitionStep:
    """Take back a registered step that does not match the paper, so that it can be registered again.

    Raises: Refused, WrongStatus, NotThisStep, ReasonMissing, ChangedMeanwhile.
    """
    recognition, step, _ = _locked(step_id)
    check_can_confirm(by, recognition)
    _check_awaits(recognition, step)
    if not reason.strip():
        raise signing.ReasonMissing("与纸质件不一致的地方")
    fields = signing.clear_paper(step)
    store.claim(step, by=by, fields=fields, was={"confirmed_at": None, "on_paper": True}, reason=reason.strip())
    _record("paper-discarded", recognition, step, by, reason=reason.strip())
    return step


def duties_obstacle(
    recognition: Recognition, step: RecognitionStep, steps: list[RecognitionStep], signer: routes.Actor
) -> RuleBroken | None:
    """Return which duty keeps a person from this step, None when none does. Queries: one."""
    return routes.separation_obstacle(step, signer, **_duties(recognition, steps))


def _check_duties(
    recognition: Recognition, step: RecognitionStep, steps: list[RecognitionStep], signer: routes.Actor
) -> None:
    routes.check_separation(step, signer, **_duties(recognition, steps))


def _duties(recognition: Recognition, steps: list[RecognitionStep]) -> dict:
    declared = RelativeDeclaration.objects.filter(person__in=records_of([recognition.person_id]), ended_on=None)
    entered = (recognition.entered_by, recognition.submitted_by)
    return {
        "entered_by": [routes.Actor.of_account(user) for user in entered],
        "signed_steps": steps,
        "relatives": set(declared.values_list("staff_member_id", flat=True)),
    }


def _locked(step_id: int) -> tuple[Recognition, RecognitionStep, list[RecognitionStep]]:
    """Lock a step's recognition, then read the steps of its present round."""
    recognition_id = RecognitionStep.objects.values_list("recognition_id", flat=True).get(pk=step_id)
    recognition = (
        Recognition.objects.locked()
        .select_related("person", "branch", "entered_by", "submitted_by")
        .get(pk=recognition_id)
    )
    steps = list(recognition.steps.for_path().filter(round=recognition.round))
    step = next((row for row in steps if row.pk == step_id), None)
    if step is None:
        raise signing.NotThisStep("这份认定已经重新提交过,请刷新页面,按新的流程办理。")
    return recognition, step, steps


def _check_turn(recognition: Recognition, step: RecognitionStep, steps: list[RecognitionStep]) -> None:
    if recognition.status != RecognitionStatus.SUBMITTED:
        raise RecognitionWrongStatus(recognition.get_status_display(), "已签批")
    signing.check_turn(step, steps)


def _check_awaits(recognition: Recognition, step: RecognitionStep) -> None:
    if recognition.status != RecognitionStatus.SUBMITTED:
        raise RecognitionWrongStatus(recognition.get_status_display(), "已核对")
    signing.check_awaits(step)


def _go_on(recognition: Recognition, step: RecognitionStep, steps: list[RecognitionStep], by: User) -> None:
    """Move the recognition as a step that now stands asks for. An opinion never refuses: it goes on to who signs."""
    if step.outcome == StepOutcome.RETURN:
        _return(recognition, step, by)
    elif step.outcome == StepOutcome.REFUSE and step.kind != StepKind.OPINION:
        recognition.move_to(RecognitionStatus.REFUSED)
        close(recognition, note=step.opinion, by=by, was=RecognitionStatus.SUBMITTED)
        _record("refused", recognition, step, by)
    elif routes.next_step(steps, steps) is None:
        recognition.move_to(RecognitionStatus.APPROVED)
        store.claim(recognition, by=by, fields=["status"], was={"status": RecognitionStatus.SUBMITTED})
        _record("approved", recognition, step, by)


def _return(recognition: Recognition, step: RecognitionStep, by: User) -> None:
    recognition.move_to(RecognitionStatus.RETURNED)
    recognition.closing_note = step.opinion
    store.claim(recognition, by=by, fields=["status", "closing_note"], was={"status": RecognitionStatus.SUBMITTED})
    _record("returned", recognition, step, by)


def _record(act: str, recognition: Recognition, step: RecognitionStep, by: User, **data: Any) -> None:
    summary = f"{recognition.person.name} {recognition.year}年 {step.title}"
    if step.outcome:
        summary += f" {step.get_outcome_display()}"
    data |= {"step": step.order, "round": step.round, "outcome": step.outcome, "signer": step.signer_name}
    record_event(f"casework.recognition.{act}", on=recognition, by=by, summary=summary, **data)
