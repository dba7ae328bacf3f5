"""Acting in a signed step, which recognition and aid share: what a paper must show, and how a step is filled in.

The functions set attributes of a step and save nothing. An `application` is whatever has `submitted_at`, `bureau_id`
and `version`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from office import clock, policy, routes
from office.choices import NEEDS_REASON, OUTCOMES, StepKind, StepOutcome
from office.errors import RuleBroken, SamePersonConfirms
from office.models import Post, StaffMember, User
from office.roles import Role

ACTED = ["outcome", "opinion", "version_signed", "signer", "signer_name", "signed_on", "acted_by", "acted_at"]
PAPER = ["on_paper", "registered_by", "registered_at", "scan", "scan_type", "body_name", "meeting_on", "minutes_number"]
# Who stands for a role on paper without an account. Finance is no post: there the section's name tells.
POSTS_OF_ROLE = {
    Role.SECTION_HEAD: frozenset({Post.SECTION_PRINCIPAL}),
    Role.BUREAU_LEADER: frozenset({Post.PRINCIPAL_LEADER, Post.LEADER}),
}
FINANCE_SECTION = "财"  # 财务, 计财, 财会
CONFIRMED = ["confirmed_by", "confirmed_at"]


class NotThisStep(RuleBroken):
    """Steps go in order; another is next, or this one has been acted on."""

    code = "not-this-step"


class OutcomeNotPossible(RuleBroken):
    code = "outcome-not-possible"


class ReasonMissing(RuleBroken):
    code = "reason-missing"

    def __init__(self, what: str) -> None:
        super().__init__(f"请写明{what}。")


class SignerNotServing(RuleBroken):
    """Who signs on paper is in service on that day, and holds the step's role if they have an account."""

    code = "signer-not-serving"


class PaperIncomplete(RuleBroken):
    """A step registered from paper lacks what the paper must show."""

    code = "paper-incomplete"


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


def check_turn(step: Any, steps: list[Any]) -> None:
    """Refuse to act in a step that is not the next one. Raises: NotThisStep. Rule: R-115."""
    if step.outcome:
        raise NotThisStep(f"“{step.title}”已经办过了。请刷新页面查看最新情况。")
    due = routes.next_step(steps, steps)
    if due is not None and due is not step:
        raise NotThisStep(f"还没有轮到“{step.title}”,现在要办的是“{due.title}”。")


def check_awaits(step: Any) -> None:
    """Refuse to confirm what was not registered from paper. Raises: NotThisStep."""
    if not step.awaits_confirmation:
        raise NotThisStep(f"“{step.title}”没有待核对的纸质件。请刷新页面查看最新情况。")


def check_outcome(step: Any, outcome: StepOutcome, opinion: str) -> None:
    """Refuse an outcome the kind of step does not know, or one without the reason it needs. Rule: R-117."""
    if outcome not in OUTCOMES[StepKind(step.kind)]:
        raise OutcomeNotPossible(f"“{step.title}”不能选“{StepOutcome(outcome).label}”。")
    if outcome in NEEDS_REASON and not opinion.strip():
        raise ReasonMissing(f"“{StepOutcome(outcome).label}”的理由")


def check_paper(application: Any, step: Any, paper: Paper) -> None:
    """Refuse a paper that lacks its date, scan, signer or minutes. Raises: PaperIncomplete, SignerNotServing.

    Rule: R-119.
    """
    if not application.submitted_at.astimezone(clock.SHANGHAI).date() <= paper.signed_on <= clock.today():
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
        _check_signer(application, step, paper.signer, paper.signed_on)


def confirmation_obstacle(step: Any, by: User) -> RuleBroken | None:
    """Return why this person may not confirm a registered step, None when they may. Rule: R-120."""
    if routes.Actor.of_account(by).is_same_person(routes.Actor.of_account(step.registered_by)):
        return SamePersonConfirms("登记纸质件的人不能自己核对,请由另一位经办人、负责人、局领导或财务核对。")
    return None


def fill_on_screen(step: Any, *, application: Any, outcome: StepOutcome, opinion: str, by: User) -> None:
    """Set what somebody decided on screen."""
    step.outcome, step.opinion, step.version_signed = outcome, opinion.strip(), application.version
    step.signer, step.signer_name, step.signed_on = by.staff_member, str(by), clock.today()
    step.acted_by, step.acted_at = by, clock.now()


def fill_from_paper(step: Any, *, application: Any, paper: Paper, by: User) -> None:
    """Set what a paper says and who typed it in."""
    step.outcome, step.opinion, step.version_signed = paper.outcome, paper.opinion.strip(), application.version
    step.signer, step.signed_on = paper.signer, paper.signed_on
    step.signer_name = paper.signer.name if paper.signer else paper.signer_name.strip()
    step.on_paper, step.registered_by, step.registered_at = True, by, clock.now()
    step.scan, step.scan_type = paper.scan, paper.scan_type
    if step.kind == StepKind.MEETING:
        step.body_name, step.meeting_on = paper.body_name.strip(), paper.signed_on
        step.minutes_number = paper.minutes_number.strip()


def clear_paper(step: Any, *extra: str) -> list[str]:
    """Take a registration back: set its fields to their defaults and return their names."""
    names = [*ACTED, *PAPER, *extra]
    for name in names:
        setattr(step, name, step._meta.get_field(name).get_default())
    return names


def _check_signer(application: Any, step: Any, signer: StaffMember, signed_on: date) -> None:
    """Refuse a signer who was not serving here that day, or whose account has another role. Rule: R-121."""
    if signer.bureau_id != application.bureau_id or not signer.is_serving(signed_on):
        raise SignerNotServing(f"{signer.name} 在 {signed_on:%Y-%m-%d} 不是本局在职人员,请核对签署人和日期。")
    if step.kind not in (StepKind.SIGNATURE, StepKind.CHECK) or not step.role:
        return
    account = User.objects.filter(staff_member=signer, is_active=True).first()
    if account is None or not account.roles:
        _check_post(step, signer, signed_on)
    elif not account.has_role(Role(step.role)):
        raise SignerNotServing(
            f"“{step.title}”由{Role(step.role).label}办理,{signer.name} 不是{Role(step.role).label}。"
        )


def _check_post(step: Any, signer: StaffMember, signed_on: date) -> None:
    """Refuse somebody without an account whose post or section does not stand for the step's role. Rule: R-352."""
    role = Role(step.role)
    posts = POSTS_OF_ROLE.get(role, frozenset())
    if role == Role.SECTION_HEAD and policy.whole("leader_signs_for_head", bureau=signer.bureau, on=signed_on):
        posts |= POSTS_OF_ROLE[Role.BUREAU_LEADER]
    if signer.post in posts or (role == Role.FINANCE and FINANCE_SECTION in signer.section):
        return
    where = f"{signer.section or '股室未登记'},{Post(signer.post).label}"
    raise SignerNotServing(
        f"“{step.title}”由{role.label}办理,{signer.name}({where})没有这个角色的账号,职务也不相当。"
        "请核对签署人;职务登记得不对的,先在工作人员名单里改正。"
    )
