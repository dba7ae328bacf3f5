"""Acting in the steps of a recognition's route: on screen, or on paper registered by one and confirmed by another."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from casework.choices.recognition import RecognitionStatus
from casework.errors.recognition import (
    NotThisStep,
    OutcomeNotPossible,
    PaperIncomplete,
    ReasonMissing,
    RecognitionWrongStatus,
    SignerNotServing,
)
from casework.models import Recognition, RecognitionStep
from casework.permissions.recognition import check_can_confirm, check_can_prepare, check_can_sign
from casework.workflows.recognition import close
from office import clock, routes, store
from office.audit import record_event
from office.choices import NEEDS_REASON, OUTCOMES, StepKind, StepOutcome
from office.errors import RuleBroken, SamePersonConfirms
from office.models import StaffMember, User
from office.roles import Role
from registry.models import RelativeDeclaration

ACTED = ["outcome", "opinion", "version_signed", "signer", "signer_name", "signed_on", "acted_by", "acted_at"]
PAPER = ["on_paper", "registered_by", "registered_at", "scan", "scan_type", "body_name", "meeting_on", "minutes_number"]
CONFIRMED = ["confirmed_by", "confirmed_at"]


@dataclass(frozen=True)
class Paper:
    """What a signed sheet says. A signature needs a staff member; an outside branch's letter only a name."""

    outcome: StepOutcome
    signed_on: date
    opinion: str = ""
    signer: StaffMember | None = None
    signer_name: str = ""
    scan: bytes | None = None
    scan_type: str = ""
    body_name: str = ""
    minutes_number: str = ""


@transaction.atomic
def sign_step(*, step_id: int, outcome: StepOutcome, opinion: str = "", by: User) -> Recognition:
    """Give an opinion, check or sign on screen: agree, return for changes, or refuse.

    Raises: Refused, WrongStatus, NotThisStep, OutcomeNotPossible, ReasonMissing, ChangedMeanwhile,
    and what `office.routes.check_separation` raises.
    """
    recognition, step, steps = _locked(step_id)
    check_can_sign(by, recognition, step)
    _check_turn(recognition, step, steps)
    _check_outcome(step, outcome, opinion)
    _check_duties(recognition, step, steps, routes.Actor.of_account(by))
    step.outcome, step.opinion, step.version_signed = outcome, opinion.strip(), recognition.version
    step.signer, step.signer_name, step.signed_on = by.staff_member, str(by), clock.today()
    step.acted_by, step.acted_at = by, clock.now()
    store.claim(step, by=by, fields=ACTED, was={"outcome": ""})
    _record("signed", recognition, step, by)
    _go_on(recognition, step, steps, by)
    return recognition


@transaction.atomic
def register_paper_step(*, step_id: int, paper: Paper, by: User) -> RecognitionStep:
    """Type in a step that was signed on paper; it stands once somebody else has compared it with the scan.

    Raises: Refused, WrongStatus, NotThisStep, OutcomeNotPossible, ReasonMissing, PaperIncomplete, SignerNotServing,
    ChangedMeanwhile, and what `office.routes.check_separation` raises.
    """
    recognition, step, steps = _locked(step_id)
    check_can_prepare(by, recognition.bureau_id)
    _check_turn(recognition, step, steps)
    _check_outcome(step, paper.outcome, paper.opinion)
    _check_paper(recognition, step, paper)
    if paper.signer is not None:
        _check_duties(recognition, step, steps, routes.Actor.of_staff(paper.signer.pk))
    step.outcome, step.opinion, step.version_signed = paper.outcome, paper.opinion.strip(), recognition.version
    step.signer, step.signed_on = paper.signer, paper.signed_on
    step.signer_name = paper.signer.name if paper.signer else paper.signer_name.strip()
    step.on_paper, step.registered_by, step.registered_at = True, by, clock.now()
    step.scan, step.scan_type = paper.scan, paper.scan_type
    if step.kind == StepKind.MEETING:
        step.body_name, step.meeting_on = paper.body_name.strip(), paper.signed_on
        step.minutes_number = paper.minutes_number.strip()
    store.claim(step, by=by, fields=ACTED + PAPER, was={"outcome": ""})
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
    obstacle = confirmation_obstacle(step, by)
    if obstacle is not None:
        raise obstacle
    if step.signer_id:
        _check_duties(recognition, step, steps, routes.Actor.of_staff(step.signer_id))
    step.confirmed_by, step.confirmed_at = by, clock.now()
    store.claim(step, by=by, fields=CONFIRMED, was={"confirmed_at": None, "on_paper": True})
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
        raise ReasonMissing("与纸质件不一致的地方")
    blank = RecognitionStep()
    for name in ACTED + PAPER:
        setattr(step, name, getattr(blank, name))
    store.claim(step, by=by, fields=ACTED + PAPER, was={"confirmed_at": None, "on_paper": True}, reason=reason.strip())
    _record("paper-discarded", recognition, step, by, reason=reason.strip())
    return step


def confirmation_obstacle(step: RecognitionStep, by: User) -> RuleBroken | None:
    """Return why this person may not confirm a registered step, None when they may."""
    if routes.Actor.of_account(by).is_same_person(routes.Actor.of_account(step.registered_by)):
        return SamePersonConfirms("登记纸质件的人不能自己核对,请由另一位经办人、负责人、局领导或财务核对。")
    return None


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
    declared = RelativeDeclaration.objects.filter(person=recognition.person_id, ended_on=None)
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
        raise NotThisStep("这份认定已经重新提交过,请刷新页面,按新的流程办理。")
    return recognition, step, steps


def _check_turn(recognition: Recognition, step: RecognitionStep, steps: list[RecognitionStep]) -> None:
    if recognition.status != RecognitionStatus.SUBMITTED:
        raise RecognitionWrongStatus(recognition.get_status_display(), "已签批")
    if step.outcome:
        raise NotThisStep(f"“{step.title}”已经办过了。请刷新页面查看最新情况。")
    due = routes.next_step(steps, steps)
    if due is not None and due is not step:
        raise NotThisStep(f"还没有轮到“{step.title}”,现在要办的是“{due.title}”。")


def _check_awaits(recognition: Recognition, step: RecognitionStep) -> None:
    if recognition.status != RecognitionStatus.SUBMITTED:
        raise RecognitionWrongStatus(recognition.get_status_display(), "已核对")
    if not step.awaits_confirmation:
        raise NotThisStep(f"“{step.title}”没有待核对的纸质件。请刷新页面查看最新情况。")


def _check_outcome(step: RecognitionStep, outcome: StepOutcome, opinion: str) -> None:
    if outcome not in OUTCOMES[StepKind(step.kind)]:
        raise OutcomeNotPossible(f"“{step.title}”不能选“{StepOutcome(outcome).label}”。")
    if outcome in NEEDS_REASON and not opinion.strip():
        raise ReasonMissing(f"“{StepOutcome(outcome).label}”的理由")


def _check_paper(recognition: Recognition, step: RecognitionStep, paper: Paper) -> None:
    handed_in = recognition.submitted_on or clock.today()
    if not handed_in <= paper.signed_on <= clock.today():
        raise PaperIncomplete("签署日期应在提交之后、今天之前(含当天),请核对纸质件。")
    if paper.outcome == StepOutcome.NOT_APPLICABLE:
        return
    if not paper.scan:
        raise PaperIncomplete("请上传签字件的扫描件,第二个人要凭它核对。")
    if step.kind == StepKind.MEETING:
        if not (paper.body_name.strip() and paper.minutes_number.strip()):
            raise PaperIncomplete("请填写会议名称和会议纪要编号。")
    elif step.kind == StepKind.OPINION:
        if paper.signer is None and not paper.signer_name.strip():
            raise PaperIncomplete("请选择签署人;外单位支部的来函,请填写来函支部和签署人。")
    elif paper.signer is None:
        raise PaperIncomplete("请选择签署人。")
    if paper.signer is not None:
        _check_signer(recognition, step, paper.signer, paper.signed_on)


def _check_signer(recognition: Recognition, step: RecognitionStep, signer: StaffMember, signed_on: date) -> None:
    if signer.bureau_id != recognition.bureau_id or not signer.is_serving(signed_on):
        raise SignerNotServing(f"{signer.name} 在 {signed_on:%Y-%m-%d} 不是本局在职人员,请核对签署人和日期。")
    account = User.objects.filter(staff_member=signer, is_active=True).first()
    signs = step.kind in (StepKind.SIGNATURE, StepKind.CHECK) and step.role
    if signs and account is not None and account.roles and not account.has_role(Role(step.role)):
        raise SignerNotServing(
            f"“{step.title}”由{Role(step.role).label}办理,{signer.name} 不是{Role(step.role).label}。"
        )


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
