"""The end of a review: the random sample, its re-checks, and closing with what is left named."""

from datetime import date
from typing import Any

from django.db import transaction

from casework import sampling
from casework.choices.reviews import ReviewStatus
from casework.errors import reviews as errors
from casework.models import Recheck, ReviewCampaign, ReviewRow
from casework.permissions.reviews import check_can_recheck, check_can_run
from casework.workflows.reviews import check_open, locked_campaign
from office import clock, policy, routes, store
from office.audit import record_event
from office.models import StaffMember, User
from office.signing import ReasonMissing

LEFT = {"undecided": "未审定", "unapplied": "未录入申请", "unchecked": "未抽查", "differs": "抽查不一致"}


@transaction.atomic
def draw_sample(*, campaign_id: int, by: User) -> ReviewCampaign:
    """Draw the rows to be checked again among those decided, once, by a seed nobody chose.

    Raises: Refused, CampaignClosed, SampleDrawn, NothingToSample, ChangedMeanwhile.
    Rules: R-299, R-300.
    """
    campaign = locked_campaign(campaign_id)
    check_can_run(by, campaign.bureau_id)
    check_open(campaign)
    if campaign.sample_seed:
        raise errors.SampleDrawn(campaign.sample_size)
    decided = ReviewRow.objects.filter(campaign=campaign, status=ReviewStatus.DECIDED)
    rows = {row.public_id: row for row in decided.order_by("public_id")}
    if not rows:
        raise errors.NothingToSample
    campaign.sample_seed, campaign.sample_frame = sampling.new_seed(), list(rows)
    campaign.sample_size = planned_size(campaign, len(rows))
    campaign.sampled_by, campaign.sampled_at = by, clock.now()
    fields = ["sample_seed", "sample_frame", "sample_size", "sampled_by", "sampled_at"]
    store.claim(campaign, by=by, fields=fields, was={"sample_seed": ""})
    store.bulk_create([Recheck(row=rows[key]) for key in drawn(campaign)], by=by)
    summary = f"{campaign.year} 年度,{len(rows)} 人中抽 {campaign.sample_size} 人,随机码 {campaign.sample_seed}"
    record_event("casework.review.sampled", on=campaign, by=by, summary=summary)
    return campaign


def planned_size(campaign: ReviewCampaign, count: int) -> int:
    """Return how many would be drawn of so many. Queries: two."""
    percent = policy.number("review_sample_percent", bureau=campaign.bureau)
    return sampling.size_of(count, percent=percent, least=policy.whole("review_sample_least", bureau=campaign.bureau))


def drawn(campaign: ReviewCampaign) -> list[str]:
    """Return the sample as the stored seed and frame give it: the draw, made again. Rule: R-300."""
    return sampling.draw(campaign.sample_seed, campaign.sample_frame, campaign.sample_size)


@transaction.atomic
def record_recheck(
    *, row_id: int, checked_on: date, checker: StaffMember, agrees: bool, findings: str, by: User
) -> Recheck:
    """Record what a second look found.

    Raises: Refused, CampaignClosed, RecheckDone, NotAnotherPerson, ReasonMissing, ChangedMeanwhile.
    Rule: R-301.
    """
    row = ReviewRow.objects.locked().select_related("campaign", "person", "survey", "recheck").get(pk=row_id)
    check_can_recheck(by, row.campaign)
    check_open(row.campaign)
    recheck = row.recheck
    if recheck.checked_on:
        raise errors.RecheckDone(row.person.name, recheck.checked_on)
    if obstacle := recheck_obstacle(row, routes.Actor.of_account(by)):
        raise obstacle
    if row.survey and row.survey.surveyor_id == checker.pk:
        raise errors.NotAnotherPerson(f"{checker.name} 是入户调查的人,抽查要由另一个人去。")
    if not agrees and not findings.strip():
        raise ReasonMissing("不一致的地方")
    recheck.checked_on, recheck.checker = checked_on, checker
    recheck.agrees, recheck.findings = agrees, findings.strip()
    recheck.recorded_by, recheck.recorded_at = by, clock.now()
    fields = ["checked_on", "checker", "agrees", "findings", "recorded_by", "recorded_at"]
    store.claim(recheck, by=by, fields=fields, was={"checked_on": None})
    summary = f"{row.person.name} {'一致' if agrees else '不一致'}"
    record_event("casework.review.rechecked", on=row, by=by, bureau=row.campaign.bureau, summary=summary)
    return recheck


def recheck_obstacle(row: ReviewRow, actor: routes.Actor) -> errors.NotAnotherPerson | None:
    """Return why a person may not record the re-check of a row: who made the review does not check it. Rule: R-301."""
    made = {"提出意见": row.proposed_by, "审定": row.decided_by}
    if row.survey:
        made["录入调查"] = row.survey.entered_by
    for act, user in made.items():
        if user is not None and actor.is_same_person(routes.Actor.of_account(user)):
            return errors.NotAnotherPerson(f"您是这一行{act}的人,抽查要由另一个人登记。")
    return None


def left_of(campaign: ReviewCampaign) -> dict[str, int]:
    """Return what is not finished: code of the list → how many rows it has; nothing for what is done."""
    counts = {code: campaign.rows.shown(code).count() for code in LEFT}
    return {code: count for code, count in counts.items() if count}


@transaction.atomic
def close_campaign(*, campaign_id: int, note: str, by: User) -> ReviewCampaign:
    """Close the review and keep what was left, with a word on it. Raises: Refused, CampaignClosed, LeftUnexplained.

    Rule: R-303.
    """
    campaign = locked_campaign(campaign_id)
    check_can_run(by, campaign.bureau_id)
    check_open(campaign)
    campaign.left = left_of(campaign)
    if campaign.left and not note.strip():
        raise errors.LeftUnexplained(words_of(campaign.left))
    campaign.closing_note, campaign.closed_by, campaign.closed_at = note.strip(), by, clock.now()
    store.claim(campaign, by=by, fields=["left", "closing_note", "closed_by", "closed_at"], was={"closed_at": None})
    summary = f"{campaign.year} 年度" + (f",{words_of(campaign.left)}" if campaign.left else ",全部办完")
    record_event("casework.review.closed", on=campaign, by=by, summary=summary)
    return campaign


def words_of(left: dict[str, Any]) -> str:
    return "、".join(f"{LEFT[code]} {count} 人" for code, count in left.items())
