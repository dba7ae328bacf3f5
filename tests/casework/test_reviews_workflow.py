"""The annual review by its acts: who proposes and who decides, what a decision does, the draw, the second look."""

from datetime import date

import pytest

from casework import review_due, sampling
from casework.choices.recognition import Category, EndReason, RecognitionStatus
from casework.choices.reviews import REVIEW_TRANSITIONS, ReviewOutcome, ReviewStatus
from casework.errors import reviews as errors
from casework.models import Recheck, Recognition, ReviewCampaign, ReviewRow
from casework.workflows import review_checks as checks
from casework.workflows import reviews
from casework.workflows.reviews import Proposal
from office import clock
from office.errors import ChangedMeanwhile, DeclaredRelative, EnteredByYourself, Refused
from office.models import AuditEvent, PolicyNumber, User
from office.roles import Role
from office.signing import ReasonMissing
from registry.models import Person
from registry.workflows.deaths import reverse_death
from registry.workflows.departures import record_departure
from registry.workflows.life import record_death
from registry.workflows.relatives import declare_relative
from tests.casework import review

TODAY = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def people(make_person, cast):
    """Three recipients of the year, one of them a survivor, and somebody who is none."""
    found = [make_person("王秀英"), make_person("李国栋"), make_person("赵淑芳", kind="survivor")]
    for person in found:
        review.recognised(person, cast, year=2026)
    return [*found, make_person("孙德明")]


@pytest.fixture
def campaign(people, cast) -> ReviewCampaign:
    return review.opened(cast)


@pytest.fixture
def row(campaign, people) -> ReviewRow:
    return review.row_of(campaign, people[0])


def in_force(person, year) -> list[str]:
    return list(Recognition.objects.in_force(year).filter(person=person).values_list("category", flat=True))


def test_a_review_has_a_row_for_each_recipient_or_for_everybody(people, cast, make_person):
    make_person("周玉珍", died_on=date(2026, 3, 1))
    narrow = review.opened(cast)
    assert {row.person.name for row in narrow.rows.all()} == {"王秀英", "李国栋", "赵淑芳"}
    wide = review.opened(cast, year=2025, everybody=True)
    assert {row.person.name for row in wide.rows.all()} == {"王秀英", "李国栋", "赵淑芳", "孙德明"}
    assert not wide.rows.filter(recipient=True).exists()  # nobody was recognised for 2025


def test_a_year_is_reviewed_once_and_only_this_or_the_last(campaign, cast):
    with pytest.raises(errors.CampaignOpened):
        review.opened(cast)
    for year in (2024, 2027):
        with pytest.raises(errors.CampaignYearWrong):
            review.opened(cast, year=year)
    with pytest.raises(errors.NobodyToReview):
        review.opened(cast, year=2025)
    assert ReviewCampaign.objects.count() == 1


def test_who_became_a_recipient_later_is_added(campaign, people, cast):
    review.recognised(people[3], cast, year=2026)
    assert reviews.refresh_campaign(campaign_id=campaign.pk, by=cast.caseworker) == 1
    assert reviews.refresh_campaign(campaign_id=campaign.pk, by=cast.caseworker) == 0
    assert review.row_of(campaign, people[3]).recipient


def test_a_proposal_rests_on_a_survey_or_says_why_there_is_none(row, cast):
    bare = Proposal(ReviewOutcome.KEEP)
    with pytest.raises(errors.SurveyMissing):
        reviews.propose(row_id=row.pk, version=row.version, proposal=bare, by=cast.caseworker)
    said = Proposal(ReviewOutcome.KEEP, no_survey_reason="随女儿住外省,已电话了解")
    kept = reviews.propose(row_id=row.pk, version=row.version, proposal=said, by=cast.caseworker)
    assert kept.no_survey_reason and kept.survey is None


def test_last_years_survey_is_none_for_this_year(row, people, cast):
    review.survey(people[0], cast.caseworker, on=date(2025, 12, 31))
    with pytest.raises(errors.SurveyMissing):
        reviews.propose(row_id=row.pk, version=row.version, proposal=Proposal(ReviewOutcome.KEEP), by=cast.caseworker)


@pytest.mark.parametrize(
    ("proposal", "error"),
    [
        (Proposal(ReviewOutcome.ADD, reason="x", new_category="hardship"), errors.OutcomeDoesNotFit),
        (Proposal(ReviewOutcome.NONE), errors.OutcomeDoesNotFit),
        (Proposal(ReviewOutcome.EXIT, reason="好转"), errors.DetailMissing),
        (Proposal(ReviewOutcome.ADJUST, reason="独居"), errors.DetailMissing),
        (Proposal(ReviewOutcome.EXIT, end_reason=EndReason.IMPROVED), ReasonMissing),
    ],
)
def test_a_proposal_fits_the_person_and_is_whole(row, people, cast, proposal, error):
    review.survey(people[0], cast.caseworker)
    with pytest.raises(error):
        reviews.propose(row_id=row.pk, version=row.version, proposal=proposal, by=cast.caseworker)
    assert ReviewRow.objects.get(pk=row.pk).status == ReviewStatus.WAITING


def test_who_is_kept_is_recognised_for_the_next_year_without_another_notice(row, people, cast):
    done = review.decided(row, cast)
    assert (done.status, done.decided_by, done.decided_on) == (ReviewStatus.DECIDED, cast.section_head, TODAY)
    assert in_force(people[0], 2026) == in_force(people[0], 2027) == [Category.HARDSHIP]
    following = Recognition.objects.get(person=people[0], year=2027)
    assert (following.origin, following.entered_by, following.recognised_on) == ("review", cast.caseworker, TODAY)
    assert AuditEvent.objects.filter(action="casework.recognition.continued").count() == 1


def test_a_next_year_that_is_recognised_already_stays_one(row, people, cast):
    review.recognised(people[0], cast, year=2027, recognised_on=TODAY)
    review.decided(row, cast)
    assert len(in_force(people[0], 2027)) == 1


def test_who_leaves_is_no_recipient_from_today(row, people, cast):
    review.decided(row, cast, ReviewOutcome.EXIT, end_reason=EndReason.IMPROVED)
    ended = Recognition.objects.get(person=people[0])
    assert (ended.status, ended.end_reason, ended.ended_on) == (RecognitionStatus.ENDED, EndReason.IMPROVED, TODAY)
    assert ended.closing_note == "情况有变化" and in_force(people[0], 2027) == []


def test_an_adjustment_opens_an_application_in_the_new_category(row, people, cast):
    done = review.decided(row, cast, ReviewOutcome.ADJUST, new_category=Category.SEVERE_ILLNESS)
    assert in_force(people[0], 2026) == [Category.HARDSHIP] and in_force(people[0], 2027) == []
    entered = reviews.apply_for(row_id=done.pk, reason="患病", by=cast.caseworker)
    assert (entered.year, entered.category, entered.status) == (2027, Category.SEVERE_ILLNESS, "draft")
    assert ReviewRow.objects.get(pk=row.pk).follow_up == entered
    with pytest.raises(errors.ReviewWrongStatus):
        reviews.apply_for(row_id=done.pk, reason="患病", by=cast.caseworker)


def test_somebody_added_is_applied_for_this_year(people, cast):
    campaign = review.opened(cast, everybody=True)
    done = review.decided(review.row_of(campaign, people[3]), cast, ReviewOutcome.ADD, new_category=Category.HARDSHIP)
    assert reviews.apply_for(row_id=done.pk, reason="房屋受损", by=cast.caseworker).year == 2026


def test_who_proposed_does_not_decide_nor_does_a_relative(row, people, cast, make_user):
    both = make_user(Role.CASEWORKER, Role.SECTION_HEAD)
    review.survey(people[0], cast.caseworker)
    waiting = reviews.propose(row_id=row.pk, version=row.version, proposal=Proposal(ReviewOutcome.KEEP), by=both)
    with pytest.raises(EnteredByYourself):
        reviews.decide(row_id=row.pk, version=waiting.version, agree=True, by=both)
    declare_relative(person=people[0], staff_member=cast.section_head.staff_member, relation="侄子", by=cast.caseworker)
    with pytest.raises(DeclaredRelative):
        reviews.decide(row_id=row.pk, version=waiting.version, agree=True, by=cast.section_head)
    for nobody in (cast.caseworker, cast.finance, cast.auditor, User.operator()):
        with pytest.raises(Refused):
            reviews.decide(row_id=row.pk, version=waiting.version, agree=True, by=nobody)
    assert in_force(people[0], 2027) == []
    reviews.decide(row_id=row.pk, version=waiting.version, agree=True, by=cast.bureau_leader)
    assert in_force(people[0], 2027) == [Category.HARDSHIP]


def test_of_two_who_decide_the_same_row_one_wins(row, people, cast):
    """Both read the same proposal; the second finds it decided, or changed under their eyes."""
    waiting = review.proposed(row, cast, ReviewOutcome.EXIT, end_reason=EndReason.IMPROVED)
    reviews.decide(row_id=row.pk, version=waiting.version, agree=False, note="再核实", by=cast.section_head)
    with pytest.raises(errors.ReviewWrongStatus):
        reviews.decide(row_id=row.pk, version=waiting.version, agree=True, by=cast.second_section_head)
    again = review.proposed(row, cast, ReviewOutcome.KEEP)
    with pytest.raises(ChangedMeanwhile):  # the page shows the first proposal, the row holds another
        reviews.decide(row_id=row.pk, version=waiting.version, agree=True, by=cast.second_section_head)
    reviews.decide(row_id=row.pk, version=again.version, agree=True, by=cast.second_section_head)
    assert in_force(people[0], 2026) == in_force(people[0], 2027) == [Category.HARDSHIP]


def test_a_return_says_why_and_the_row_is_proposed_anew(row, cast):
    waiting = review.proposed(row, cast)
    with pytest.raises(ReasonMissing):
        reviews.decide(row_id=row.pk, version=waiting.version, agree=False, by=cast.section_head)
    reviews.decide(row_id=row.pk, version=waiting.version, agree=False, note="请补充", by=cast.section_head)
    assert review.decided(row, cast).note == ""


def test_a_recognition_ended_meanwhile_is_not_kept(row, people, cast):
    waiting = review.proposed(row, cast)
    Recognition.objects.filter(person=people[0]).update(
        status="ended", ended_on=TODAY, end_reason="other", closed_by=cast.caseworker, closed_at=clock.now()
    )
    with pytest.raises(errors.OutcomeDoesNotFit):
        reviews.decide(row_id=row.pk, version=waiting.version, agree=True, by=cast.section_head)
    assert ReviewRow.objects.get(pk=row.pk).status == ReviewStatus.PROPOSED


def test_a_death_takes_the_row_out_and_its_reversal_brings_it_back(row, people, cast):
    review.proposed(row, cast)
    person = Person.objects.get(pk=people[0].pk)
    record_death(person=person, died_on=date(2026, 11, 18), by=cast.caseworker, note="")
    left = ReviewRow.objects.get(pk=row.pk)
    assert left.status == ReviewStatus.LEFT and "去世" in left.note
    reverse_death(person=Person.objects.get(pk=person.pk), reason="认错了人", by=cast.caseworker)
    assert ReviewRow.objects.get(pk=row.pk).status == ReviewStatus.WAITING


def test_who_left_for_another_unit_is_reviewed_no_more(row, people, cast):
    person = Person.objects.get(pk=people[0].pk)
    record_departure(person=person, transferred_out_on=TODAY, transferred_out_to="邻县税务局", by=cast.caseworker)
    left = ReviewRow.objects.get(pk=row.pk)
    assert (left.status, left.note) == (ReviewStatus.LEFT, "2026-11-20 转出")


@pytest.mark.parametrize("old", list(ReviewStatus))
@pytest.mark.parametrize("new", list(ReviewStatus))
def test_a_row_moves_by_the_table(old, new):
    one = ReviewRow(status=old, person=Person(name="王秀英"))
    if new in REVIEW_TRANSITIONS.get(old, set()):
        one.move_to(new)
        assert one.status == new
    else:
        with pytest.raises(errors.ReviewWrongStatus):
            one.move_to(new)


# the sample


@pytest.mark.parametrize(
    ("count", "percent", "least", "size"),
    [(100, 10, 3, 10), (101, 10, 3, 11), (5, 10, 3, 3), (2, 10, 3, 2), (40, 100, 3, 40), (0, 10, 3, 0)],
)
def test_the_size_of_a_sample_is_a_share_rounded_up_and_no_fewer_than_so_many(count, percent, least, size):
    assert sampling.size_of(count, percent=percent, least=least) == size


def test_a_draw_can_be_made_again_by_anybody():
    """The figures were worked out with `printf '%s' seed:key | sha256sum`."""
    frame = [f"row{number}" for number in range(6)]
    assert sampling.draw("0123456789abcdef", reversed(frame), 6) == sampling.draw("0123456789abcdef", frame, 6)
    assert sampling.draw("0123456789abcdef", frame, 3) == ["row5", "row4", "row2"]
    assert sampling.new_seed() != sampling.new_seed()


def test_a_sample_is_drawn_once_from_the_decided_by_a_stored_seed(campaign, people, cast):
    with pytest.raises(errors.NothingToSample):
        checks.draw_sample(campaign_id=campaign.pk, by=cast.caseworker)
    PolicyNumber.objects.create(
        code="review_sample_least",
        value=1,
        holds_from=date(2026, 1, 1),
        proposed_by=cast.section_head,
        confirmed_by=cast.bureau_leader,
        confirmed_at=clock.now(),
    )
    rows = [review.decided(review.row_of(campaign, person), cast) for person in people[:2]]
    drawn = checks.draw_sample(campaign_id=campaign.pk, by=cast.caseworker)
    assert (drawn.sample_size, len(drawn.sample_seed)) == (1, 16)
    assert set(drawn.sample_frame) == {row.public_id for row in rows}
    kept = list(Recheck.objects.filter(row__campaign=campaign).values_list("row__public_id", flat=True))
    review.decided(review.row_of(campaign, people[2]), cast)  # decided afterwards: not in the frame
    stored = ReviewCampaign.objects.get(pk=campaign.pk)
    assert kept == checks.drawn(stored) == sampling.draw(stored.sample_seed, stored.sample_frame, 1)
    with pytest.raises(errors.SampleDrawn):
        checks.draw_sample(campaign_id=campaign.pk, by=cast.caseworker)


@pytest.fixture
def drawn(campaign, people, cast) -> ReviewRow:
    row = review.decided(review.row_of(campaign, people[0]), cast)
    checks.draw_sample(campaign_id=campaign.pk, by=cast.caseworker)
    return row


def recheck(row, by, checker, *, agrees=True, findings="") -> Recheck:
    return checks.record_recheck(
        row_id=row.pk, checked_on=TODAY, checker=checker.staff_member, agrees=agrees, findings=findings, by=by
    )


def test_a_second_look_is_somebody_elses(drawn, cast):
    for by in (cast.caseworker, cast.section_head):  # who surveyed and proposed, and who decided
        with pytest.raises(errors.NotAnotherPerson):
            recheck(drawn, by, cast.second_caseworker)
    with pytest.raises(errors.NotAnotherPerson):  # recorded by another, but gone by the surveyor again
        recheck(drawn, cast.second_caseworker, cast.caseworker)
    with pytest.raises(ReasonMissing):
        recheck(drawn, cast.second_caseworker, cast.second_caseworker, agrees=False)
    recheck(drawn, cast.second_caseworker, cast.second_caseworker, agrees=False, findings="已搬走")
    with pytest.raises(errors.RecheckDone):
        recheck(drawn, cast.second_caseworker, cast.second_caseworker)
    assert Recheck.objects.get(row=drawn).agrees is False


def test_closing_names_what_is_left_and_wants_a_word_on_it(drawn, campaign, cast):
    assert checks.left_of(campaign) == {"undecided": 2, "unchecked": 1}
    with pytest.raises(errors.LeftUnexplained, match="未审定 2 人、未抽查 1 人"):
        checks.close_campaign(campaign_id=campaign.pk, note="", by=cast.caseworker)
    closed = checks.close_campaign(campaign_id=campaign.pk, note="明年一月补做", by=cast.caseworker)
    assert closed.left == {"undecided": 2, "unchecked": 1}
    row = campaign.rows.exclude(pk=drawn.pk)[0]
    for act in (
        lambda: review.proposed(row, cast),
        lambda: checks.draw_sample(campaign_id=campaign.pk, by=cast.caseworker),
        lambda: recheck(drawn, cast.second_caseworker, cast.second_caseworker),
        lambda: checks.close_campaign(campaign_id=campaign.pk, note="", by=cast.caseworker),
    ):
        with pytest.raises(errors.CampaignClosed):
            act()


# twelve months


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 20), 12, date(2025, 11, 20)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_so_many_months_before_a_day(day, months, before):
    assert review_due.months_before(day, months) == before


def test_a_review_is_overdue_twelve_months_after_the_last(make_person, cast):
    def overdue() -> set[str]:
        return set(review_due.overdue_people(cast.caseworker).values_list("name", flat=True))

    for name, on in (("王秀英", date(2025, 11, 20)), ("李国栋", date(2025, 11, 19))):
        review.recognised(make_person(name), cast, year=2025, recognised_on=on)
    assert overdue() == {"李国栋"}
    campaign = review.opened(cast, year=2025)
    person = Person.objects.get(name="李国栋")
    review.survey(person, cast.caseworker, on=date(2025, 12, 1))
    review.decided(review.row_of(campaign, person), cast)
    assert overdue() == set()
    with clock.at(date(2027, 11, 20)):
        assert overdue() == set()  # twelve months after the review to the day
    with clock.at(date(2027, 11, 21)):
        assert overdue() == {"李国栋"}  # kept for 2026, never reviewed again
    with clock.at(date(2028, 1, 1)):
        assert overdue() == set()  # no recipient of this year or the last
