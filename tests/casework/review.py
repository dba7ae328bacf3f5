"""Short ways to the states that tests of the annual review start from; each walks the real workflows."""

from typing import Any

from casework.choices.recognition import Category, Origin, RecognitionStatus
from casework.choices.reviews import ReviewOutcome
from casework.models import Recognition, ReviewCampaign, ReviewRow
from casework.workflows import review_checks, reviews
from casework.workflows.reviews import Proposal
from office import clock, store
from registry.models import Person
from tests.registry.survey import survey


def recognised(
    person: Person, cast: Any, *, year: int, category: str = Category.HARDSHIP, **values: Any
) -> Recognition:
    """Make somebody a recipient of a year, as the notice leaves it."""
    values = {"recognised_on": clock.today().replace(year=year, month=2, day=1)} | values
    made = Recognition(
        bureau=person.bureau,
        person=person,
        branch=person.branch,
        category=category,
        year=year,
        reason="家庭困难",
        origin=Origin.SELF,
        status=RecognitionStatus.RECOGNISED,
        entered_by=cast.caseworker,
        entered_at=clock.now(),
        **values,
    )
    return store.create(made, by=cast.caseworker)


def opened(cast: Any, *, year: int | None = None, everybody: bool = False) -> ReviewCampaign:
    today = clock.today()
    due = today.replace(month=12, day=20)
    return reviews.open_campaign(year=year or today.year, everybody=everybody, due_on=due, by=cast.caseworker)


def row_of(campaign: ReviewCampaign, person: Person) -> ReviewRow:
    return campaign.rows.with_survey().get(person=person)


def proposed(row: ReviewRow, cast: Any, outcome: str = ReviewOutcome.KEEP, **values: Any) -> ReviewRow:
    """Survey the person unless that was done this year, and propose."""
    fresh = ReviewRow.objects.with_survey().get(pk=row.pk)
    if not fresh.surveyed:
        survey(fresh.person, cast.caseworker)
    values = {"reason": "情况有变化"} | values
    proposal = Proposal(ReviewOutcome(outcome), **values)
    reviews.propose(row_id=row.pk, version=fresh.version, proposal=proposal, by=cast.caseworker)
    return ReviewRow.objects.get(pk=row.pk)


def decided(row: ReviewRow, cast: Any, outcome: str = ReviewOutcome.KEEP, **values: Any) -> ReviewRow:
    waiting = proposed(row, cast, outcome, **values)
    reviews.decide(row_id=row.pk, version=waiting.version, agree=True, by=cast.section_head)
    return ReviewRow.objects.get(pk=row.pk)


def reviewed(person: Person, cast: Any) -> ReviewRow:
    """Open a review of everybody in the person's bureau, decide the person's row and draw it."""
    campaign = opened(cast, everybody=True)
    row = decided(row_of(campaign, person), cast, ReviewOutcome.NONE)
    review_checks.draw_sample(campaign_id=campaign.pk, by=cast.caseworker)
    return row
