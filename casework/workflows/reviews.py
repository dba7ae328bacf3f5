"""The annual review: opened for a year, each person's row proposed by one and decided by another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from casework.choices.recognition import Category, EndReason, Origin
from casework.choices.reviews import FOR_OTHERS, FOR_RECIPIENTS, UNCHANGED, UNDECIDED, ReviewOutcome, ReviewStatus
from casework.errors import reviews as errors
from casework.models import Recognition, ReviewCampaign, ReviewRow
from casework.permissions.reviews import check_can_decide, check_can_run
from casework.workflows import recognition as recognitions
from office import clock, routes, store
from office.audit import record_event
from office.choices import StepKind
from office.errors import RuleBroken
from office.models import User
from office.roles import Role
from office.signing import ReasonMissing
from registry.hooks import Finding
from registry.models import HomeSurvey, Person, RelativeDeclaration

SIGNATURE = routes.PlannedStep(1, StepKind.SIGNATURE, Role.SECTION_HEAD, "复核审定")
PROPOSED = [
    "status",
    "recipient",
    "survey",
    "no_survey_reason",
    "outcome",
    "end_reason",
    "new_category",
    "reason",
    "proposed_by",
    "proposed_at",
    "note",
]
DIED = "去世"
DECIDED = ["status", "decided_by", "decided_at", "decided_on", "note"]


@dataclass(frozen=True)
class Proposal:
    """What a caseworker proposes of one person."""

    outcome: ReviewOutcome
    reason: str = ""
    end_reason: str = ""
    new_category: str = ""
    no_survey_reason: str = ""


@transaction.atomic
def open_campaign(*, year: int, everybody: bool, due_on: date, by: User) -> ReviewCampaign:
    """Open the review of a year with a row for each recipient, or for everybody living here.

    Raises: Refused, CampaignYearWrong, CampaignOpened, NobodyToReview.
    Rule: R-294.
    """
    check_can_run(by, by.bureau_id or 0)
    this_year = clock.today().year
    if year not in (this_year, this_year - 1):
        raise errors.CampaignYearWrong(this_year)
    campaign = ReviewCampaign(
        bureau=by.bureau, year=year, everybody=everybody, due_on=due_on, opened_by=by, opened_at=clock.now()
    )
    try:
        with transaction.atomic():
            store.create(campaign, by=by)
    except IntegrityError as error:
        raise errors.CampaignOpened(year) from error
    if not (count := _add_missing(campaign, by)):
        raise errors.NobodyToReview(year)
    record_event("casework.review.opened", on=campaign, by=by, summary=f"{year} 年度,{count} 人")
    return campaign


@transaction.atomic
def refresh_campaign(*, campaign_id: int, by: User) -> int:
    """Add who has become a recipient, or has come, since the campaign was opened, and return how many.

    Raises: Refused, CampaignClosed.
    """
    campaign = locked_campaign(campaign_id)
    check_can_run(by, campaign.bureau_id)
    check_open(campaign)
    count = _add_missing(campaign, by)
    record_event("casework.review.refreshed", on=campaign, by=by, summary=f"{campaign.year} 年度,增加 {count} 人")
    return count


def _add_missing(campaign: ReviewCampaign, by: User) -> int:
    """Add a row for everybody the campaign is for who has none. Queries: four. Rule: R-294."""
    in_force = Recognition.objects.in_force(campaign.year).filter(bureau=campaign.bureau_id)
    recipients = set(in_force.values_list("person_id", flat=True))
    people = Person.objects.standing().filter(bureau=campaign.bureau_id).living(clock.today())
    people = people if campaign.everybody else people.filter(pk__in=in_force.values("person"))
    new = people.exclude(pk__in=campaign.rows.values("person"))
    rows = [
        ReviewRow(campaign=campaign, person_id=pk, branch_id=branch, recipient=pk in recipients)
        for pk, branch in new.values_list("pk", "branch_id")
    ]
    store.bulk_create(rows, by=by)
    return len(rows)


@transaction.atomic
def propose(*, row_id: int, version: int, proposal: Proposal, by: User) -> ReviewRow:
    """Propose what comes of one person's review, after a survey of the year or with a reason for none.

    Raises: Refused, CampaignClosed, ReviewWrongStatus, OutcomeDoesNotFit, SurveyMissing, DetailMissing, ReasonMissing,
    ChangedMeanwhile.
    Rules: R-295, R-297.
    """
    row = _locked_row(row_id)
    check_can_run(by, row.campaign.bureau_id)
    check_open(row.campaign)
    was = row.status
    row.move_to(ReviewStatus.PROPOSED)
    row.version = version
    row.recipient = _in_force(row).exists()
    _check_proposal(row, proposal)
    row.survey = survey_of(row)
    row.no_survey_reason = "" if row.survey else proposal.no_survey_reason.strip()
    if row.survey is None and not row.no_survey_reason:
        raise errors.SurveyMissing(row.person.name, row.campaign.year)
    row.outcome, row.reason = proposal.outcome, proposal.reason.strip()
    row.end_reason = proposal.end_reason if proposal.outcome == ReviewOutcome.EXIT else ""
    row.new_category = proposal.new_category if proposal.outcome in (ReviewOutcome.ADJUST, ReviewOutcome.ADD) else ""
    row.proposed_by, row.proposed_at, row.note = by, clock.now(), ""
    store.claim(row, by=by, fields=PROPOSED, was={"status": was})
    _record("proposed", row, by, outcome=row.outcome)
    return row


def propose_unchanged(*, row_id: int, version: int, by: User) -> ReviewRow:
    """Propose that a surveyed person's standing stays as it is: a recipient is kept, anybody else needs no help."""
    row = ReviewRow.objects.select_related("campaign").get(pk=row_id)
    outcome = ReviewOutcome.KEEP if _in_force(row).exists() else ReviewOutcome.NONE
    return propose(row_id=row_id, version=version, proposal=Proposal(outcome), by=by)


@transaction.atomic
def decide(*, row_id: int, version: int, agree: bool, note: str = "", by: User) -> ReviewRow:
    """Sign a proposal, which then takes effect, or return it with a reason.

    Raises: Refused, CampaignClosed, ReviewWrongStatus, OutcomeDoesNotFit, ReasonMissing, ChangedMeanwhile, and what
    `office.routes.check_separation` raises.
    Rules: R-296, R-298.
    """
    row = _locked_row(row_id)
    check_can_decide(by, row.campaign)
    check_open(row.campaign)
    row.move_to(ReviewStatus.DECIDED if agree else ReviewStatus.RETURNED)
    row.version, row.note = version, note.strip()
    if not agree:
        if not row.note:
            raise ReasonMissing("退回的理由")
        store.claim(row, by=by, fields=["status", "note"], was={"status": ReviewStatus.PROPOSED})
        _record("returned", row, by)
        return row
    if obstacle := decision_obstacle(row, by):
        raise obstacle
    row.decided_by, row.decided_at, row.decided_on = by, clock.now(), clock.today()
    store.claim(row, by=by, fields=DECIDED, was={"status": ReviewStatus.PROPOSED})
    _take_effect(row, by)
    _record("decided", row, by, outcome=row.outcome)
    return row


def decision_obstacle(row: ReviewRow, by: User) -> RuleBroken | None:
    """Return which duty keeps a person from deciding this row, None when none does. Queries: one. Rule: R-296."""
    declared = RelativeDeclaration.objects.filter(person=row.person_id, ended_on=None)
    return routes.separation_obstacle(
        SIGNATURE,
        routes.Actor.of_account(by),
        entered_by=[routes.Actor.of_account(row.proposed_by)],
        signed_steps=[],
        relatives=set(declared.values_list("staff_member_id", flat=True)),
    )


def one_by_one(
    rows: QuerySet[ReviewRow], picked: Iterable[tuple[str, int]], act: Callable[[int, int], ReviewRow]
) -> tuple[int, list[str]]:
    """Do an act on each picked row (public id, version) among `rows`: how many it did, why the others were refused."""
    versions = dict(picked)
    done, refused = 0, []
    for row in rows.filter(public_id__in=versions).select_related("person").order_by("pk"):
        try:
            act(row.pk, versions[row.public_id])
            done += 1
        except RuleBroken as broken:
            refused.append(f"{row.person.name}:{broken}")
    return done, refused


@transaction.atomic
def apply_for(*, row_id: int, reason: str, by: User) -> Recognition:
    """Enter the application that an adjustment or an addition asks for: the next year's or this year's.

    Raises: Refused, OutcomeDoesNotFit, AlreadyOpen, ReasonMissing, PersonNotRecognisable.
    Rule: R-298.
    """
    row = _locked_row(row_id)
    check_can_run(by, row.campaign.bureau_id)
    if row.status != ReviewStatus.DECIDED or not row.new_category or row.follow_up_id:
        raise errors.ReviewWrongStatus(row.person.name, row.get_status_display(), "录入申请")
    entered = recognitions.open_recognition(
        person=row.person,
        category=Category(row.new_category),
        year=row.campaign.year + 1 if row.outcome == ReviewOutcome.ADJUST else clock.today().year,
        reason=reason,
        origin=Origin.OFFICE,
        by=by,
    )
    row.follow_up = entered
    store.claim(row, by=by, fields=["follow_up"], was={"follow_up": None})
    _record("applied", row, by)
    return entered


@transaction.atomic
def leave_on_death(person: Person, died_on: date, by: User) -> list[Finding]:
    """Take somebody who died out of the reviews under way (registry hook)."""
    return _leave(person, f"{died_on} {DIED}", by)


@transaction.atomic
def leave_on_departure(person: Person, left_on: date, by: User) -> list[Finding]:
    """Take somebody who left for another unit out of the reviews under way (registry hook)."""
    return _leave(person, f"{left_on} 转出", by)


@transaction.atomic
def resume_after_death(person: Person, since: datetime, by: User) -> list[Finding]:
    """Take a row up again whose person is alive after all: it is proposed anew (registry hook)."""
    rows = ReviewRow.objects.locked().filter(person=person, status=ReviewStatus.LEFT, note__endswith=DIED)
    findings = []
    for row in rows.filter(campaign__closed_at=None).select_related("campaign", "person"):
        row.move_to(ReviewStatus.WAITING)
        row.note = ""
        store.claim(row, by=by, fields=["status", "note"], was={"status": ReviewStatus.LEFT})
        findings.append(Finding(f"{row.campaign.year} 年度复核重新列入,请重新提出意见。"))
    return findings


def _leave(person: Person, note: str, by: User) -> list[Finding]:
    rows = ReviewRow.objects.locked().filter(person=person, status__in=UNDECIDED, campaign__closed_at=None)
    findings = []
    for row in rows.select_related("campaign", "person"):
        was = row.status
        row.move_to(ReviewStatus.LEFT)
        row.note = note
        store.claim(row, by=by, fields=["status", "note"], was={"status": was})
        findings.append(Finding(f"{row.campaign.year} 年度复核不再列入。"))
    return findings


def survey_of(row: ReviewRow) -> HomeSurvey | None:
    """Return the newest survey of the person in the campaign's year. Queries: one."""
    surveys = HomeSurvey.objects.for_page().filter(person=row.person_id).of_year(row.campaign.year)
    return surveys.order_by("-surveyed_on").first()


def locked_campaign(campaign_id: int) -> ReviewCampaign:
    return ReviewCampaign.objects.locked().get(pk=campaign_id)


def check_open(campaign: ReviewCampaign) -> None:
    if not campaign.is_open:
        raise errors.CampaignClosed(campaign.year)


def _locked_row(row_id: int) -> ReviewRow:
    rows = ReviewRow.objects.locked().select_related("campaign", "person", "proposed_by")
    return rows.get(pk=row_id)


def _in_force(row: ReviewRow) -> Any:
    return Recognition.objects.of_person_in_force(row.person_id, row.campaign.year)


def _check_proposal(row: ReviewRow, proposal: Proposal) -> None:
    """Refuse an outcome that does not fit who the person is, or that lacks what it must say. Rule: R-295."""
    if proposal.outcome not in (FOR_RECIPIENTS if row.recipient else FOR_OTHERS):
        raise errors.OutcomeDoesNotFit(row.person.name, ReviewOutcome(proposal.outcome).label, recipient=row.recipient)
    if proposal.outcome == ReviewOutcome.EXIT and not proposal.end_reason:
        raise errors.DetailMissing("退出要选明原因。")
    if proposal.outcome in (ReviewOutcome.ADJUST, ReviewOutcome.ADD) and not proposal.new_category:
        raise errors.DetailMissing("调整类别和新纳入要选明类别。")
    if proposal.outcome not in UNCHANGED and not proposal.reason.strip():
        raise ReasonMissing("理由")


def _take_effect(row: ReviewRow, by: User) -> None:
    """Carry on or end what the person is recognised for; an adjustment waits for its application."""
    if row.outcome not in (ReviewOutcome.KEEP, ReviewOutcome.EXIT):
        return
    standing = list(_in_force(row).locked().select_related("person"))
    if not standing:
        raise errors.OutcomeDoesNotFit(row.person.name, ReviewOutcome(row.outcome).label, recipient=False)
    for recognition in standing:
        if row.outcome == ReviewOutcome.EXIT:
            reason = EndReason(row.end_reason)
            recognitions.end_by_review(recognition, end_reason=reason, note=row.reason, by=by)
        elif row.proposed_by and row.proposed_at:
            recognitions.continue_by_review(
                recognition, proposed_by=row.proposed_by, proposed_at=row.proposed_at, by=by
            )


def _record(act: str, row: ReviewRow, by: User, **data: Any) -> None:
    summary = f"{row.person.name} {row.campaign.year} 年度复核 {row.get_outcome_display()}".strip()
    record_event(f"casework.review.{act}", on=row, by=by, bureau=row.campaign.bureau, summary=summary, **data)
