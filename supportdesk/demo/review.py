"""This year's review half done: some surveyed, some proposed, some decided, a sample drawn, one checked again."""

from collections.abc import Sequence
from datetime import date, timedelta

from casework.choices.recognition import Category, EndReason
from casework.choices.reviews import ReviewOutcome
from casework.models import Recheck, ReviewCampaign, ReviewRow
from casework.workflows import review_checks, reviews
from casework.workflows.reviews import Proposal
from office import clock
from office.roles import Role
from registry import surveys
from registry.choices import LivingArrangement, SelfCare
from registry.models import Person
from registry.workflows.surveys import Visit, record_survey
from supportdesk.demo.office import Office

SEEN = [
    "住三楼,没有电梯,下楼买菜要歇两次。屋里收拾得干净,灶台常用。",
    "和老伴同住,两人互相照应。药盒分好了格,血压计在床头。",
    "一个人住,儿子每周来一次。夜里起夜不便,想在卫生间装扶手。",
    "房子是单位老公房,墙角返潮。说话清楚,记得党支部上次来的时间。",
]
WISHES = ["想装卫生间扶手。", "希望体检时有人接送。", "没有。", "想请人修一修返潮的墙。"]


def last_year(office: Office, *, year: int) -> None:
    """Last December's review, finished: everybody was kept."""
    clerk = office.user(Role.CASEWORKER)
    with clock.at(date(year, 12, 10)):
        campaign = reviews.open_campaign(year=year, everybody=False, due_on=date(year, 12, 20), by=clerk)
        rows = list(campaign.rows.order_by("pk"))
        for row in rows:
            reason = "已电话了解,情况没有变化"
            proposal = Proposal(ReviewOutcome.KEEP, no_survey_reason=reason)
            reviews.propose(row_id=row.pk, version=row.version, proposal=proposal, by=clerk)
    with clock.at(date(year, 12, 15)):
        _decide(office, rows)
        review_checks.close_campaign(campaign_id=campaign.pk, note="", by=clerk)


def half_done(office: Office, *, year: int, today: date) -> None:
    """Open the review three weeks ago and leave it in every state."""
    clerk = office.user(Role.CASEWORKER)

    def day(ago: int) -> date:
        return max(today - timedelta(days=ago), date(year, 1, 1))

    with clock.at(day(21)):
        campaign = reviews.open_campaign(year=year, everybody=False, due_on=date(year, 12, 20), by=clerk)
    rows = list(campaign.rows.order_by("pk"))
    half = len(rows) * 2 // 3
    for number, row in enumerate(rows[:half]):
        with clock.at(day(18 - number)):
            _survey(office, row, number)
    with clock.at(day(5)):
        for number, row in enumerate(rows[: half - 1]):
            _propose(office, row, number)
    with clock.at(day(3)):
        _decide(office, rows[: half - 3])
        _return(office, rows[half - 3])
    with clock.at(day(2)):
        review_checks.draw_sample(campaign_id=campaign.pk, by=clerk)
    with clock.at(day(1)):
        _recheck_one(office, campaign)


def _survey(office: Office, row: ReviewRow, number: int) -> None:
    person = Person.objects.get(pk=row.person_id)
    found = surveys.known(person)
    if number == 1:
        found["living_arrangement"] = LivingArrangement.ALONE
    if number == 3:
        found["self_care"] = SelfCare.LIMITED_MOBILITY
    visit = Visit(
        surveyed_on=clock.today(),
        surveyor=office.staff_of(Role.CASEWORKER),
        met_with="both" if number % 3 else "self",
        companions="社区干部张敏" if number % 4 == 0 else "",
        findings=SEEN[number % len(SEEN)],
        wishes=WISHES[number % len(WISHES)],
        signed_on_paper=number % 2 == 0,
    )
    record_survey(person=person, visit=visit, found=found, by=office.user(Role.CASEWORKER))


def _propose(office: Office, row: ReviewRow, number: int) -> None:
    """Most are kept; one leaves, one goes to another category."""
    proposal = Proposal(ReviewOutcome.KEEP)
    if number == 2:
        proposal = Proposal(
            ReviewOutcome.EXIT,
            reason="子女就业后家庭收入好转,本人也提出让给更困难的人。",
            end_reason=EndReason.IMPROVED,
        )
    if number == 4:
        proposal = Proposal(
            ReviewOutcome.ADJUST, reason="老伴去世后独自居住,平时无人照料。", new_category=Category.AGED_EMPTY_NEST
        )
    fresh = ReviewRow.objects.get(pk=row.pk)
    reviews.propose(row_id=row.pk, version=fresh.version, proposal=proposal, by=office.user(Role.CASEWORKER))


def _decide(office: Office, rows: Sequence[ReviewRow]) -> None:
    for row in rows:
        fresh = ReviewRow.objects.get(pk=row.pk)
        reviews.decide(row_id=row.pk, version=fresh.version, agree=True, by=office.user(Role.SECTION_HEAD))


def _return(office: Office, row: ReviewRow) -> None:
    fresh, note = ReviewRow.objects.get(pk=row.pk), "请补充子女的就业情况。"
    reviews.decide(row_id=row.pk, version=fresh.version, agree=False, note=note, by=office.user(Role.SECTION_HEAD))


def _recheck_one(office: Office, campaign: ReviewCampaign) -> None:
    second = office.second_caseworker
    assert second is not None and second.staff_member is not None
    first = Recheck.objects.filter(row__campaign=campaign).order_by("pk")[0]
    review_checks.record_recheck(
        row_id=first.row_id,
        checked_on=clock.today(),
        checker=second.staff_member,
        agrees=True,
        findings="上门看过,与调查表一致。",
        by=second,
    )
