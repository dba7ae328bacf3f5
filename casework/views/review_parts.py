"""The parts of the page of one review row: facts, the path, what may be done."""

from django.urls import reverse

from casework.choices.reviews import TO_PROPOSE, ReviewStatus
from casework.models import Recheck, ReviewRow
from casework.workflows.review_checks import recheck_obstacle
from casework.workflows.reviews import decision_obstacle
from office import clock, routes
from office.display import Action, Decision, Fact, PathStep
from office.identifiers.dates import completed_years
from office.models import User
from office.roles import Permission


def may_run(user: User, row: ReviewRow) -> bool:
    campaign = row.campaign
    return campaign.is_open and user.may(Permission.EDIT_RECOGNITION) and user.bureau_id == campaign.bureau_id


def facts(row: ReviewRow) -> list[Fact]:
    """Return who this is."""
    person = row.person
    age = completed_years(person.birth_date, clock.today()) if person.birth_date else None
    return [
        Fact("姓名", person.name, url=person.get_absolute_url()),
        Fact("人员类别", person.get_kind_display()),
        Fact("年龄", f"{age} 岁" if age is not None else ""),
        Fact("党支部", row.branch.name if row.branch else "无"),
        Fact("居住情况", person.get_living_arrangement_display()),
        Fact("自理能力", person.get_self_care_display()),
    ]


def recheck_of(row: ReviewRow) -> Recheck | None:
    return getattr(row, "recheck", None)


def path(row: ReviewRow) -> list[PathStep]:
    """Return the way of the row: survey, proposal, decision, and the second look where it was drawn."""
    survey = row.survey
    if survey is not None:
        first = PathStep("入户调查", "done", survey.surveyor.name, survey.surveyed_on)
    elif row.no_survey_reason:
        first = PathStep("入户调查", "skipped", opinion=row.no_survey_reason)
    else:
        first = PathStep("入户调查", "done" if row.surveyed else "current", on=row.surveyed_on)
    steps = [first, _proposal(row), _decision(row)]
    if recheck := recheck_of(row):
        steps.append(_recheck(recheck))
    return steps


def _proposal(row: ReviewRow) -> PathStep:
    if row.proposed_by is None:
        return PathStep("提出意见", "waiting")
    state = "returned" if row.status == ReviewStatus.RETURNED else "done"
    return PathStep("提出意见", state, str(row.proposed_by), row.proposed_at, row.get_outcome_display())


def _decision(row: ReviewRow) -> PathStep:
    if row.status == ReviewStatus.LEFT:
        return PathStep("审定", "skipped", opinion=row.note, note="不再复核")
    if row.status == ReviewStatus.RETURNED:
        return PathStep("审定", "waiting", opinion=row.note, note="退回重提")
    if row.decided_by is None:
        return PathStep("审定", "current" if row.status == ReviewStatus.PROPOSED else "waiting")
    return PathStep("审定", "done", str(row.decided_by), row.decided_at, row.note or "同意")


def _recheck(recheck: Recheck) -> PathStep:
    if recheck.checked_on is None:
        return PathStep("抽查", "current", note="已抽中")
    word = "与复核一致" if recheck.agrees else "与复核不一致"
    return PathStep("抽查", "done", str(recheck.checker), recheck.checked_on, word, f"{recheck.recorded_by} 登记")


def decisions(row: ReviewRow, user: User) -> list[Decision]:
    """Return the buttons of whoever signs, with why one cannot be pressed."""
    obstacle = decision_obstacle(row, user)
    if not row.campaign.is_open or user.bureau_id != row.campaign.bureau_id:
        return []
    return [
        Decision("agree", "同意", "agree", allowed=obstacle is None, reason=str(obstacle or "")),
        Decision("return", "退回", "back"),
    ]


def actions(row: ReviewRow, user: User) -> list[Action]:
    """Return what may be done next with the row."""
    found = []
    here = reverse("casework:review-row", args=[row.public_id])
    if may_run(user, row) and row.status in TO_PROPOSE:
        survey = reverse("registry:survey-record", args=[row.person.public_id])
        found.append(Action("登记入户调查", f"{survey}?next={here}", primary=not row.surveyed))
        found.append(Action("打印调查表", reverse("registry:survey-print", args=[row.person.public_id]), method="post"))
    own = user.may(Permission.EDIT_RECOGNITION) and user.bureau_id == row.campaign.bureau_id
    if own and row.status == ReviewStatus.DECIDED and row.new_category and row.follow_up is None:
        found.append(Action("录入认定申请", reverse("casework:review-apply", args=[row.public_id]), primary=True))
    recheck = recheck_of(row)
    if recheck and recheck.checked_on is None and row.campaign.is_open and _may_recheck(user, row):
        obstacle = recheck_obstacle(row, routes.Actor.of_account(user))
        url = reverse("casework:review-recheck", args=[row.public_id])
        found.append(Action("登记抽查", url, allowed=obstacle is None, reason=str(obstacle or ""), primary=True))
    return found


def _may_recheck(user: User, row: ReviewRow) -> bool:
    may = user.may(Permission.SIGN) or user.may(Permission.EDIT_RECOGNITION)
    return may and user.bureau_id == row.campaign.bureau_id
