"""The annual review through its pages: from opening to closing, numbers and their lists, two people at one row."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.choices.recognition import EndReason
from casework.choices.reviews import ReviewOutcome, ReviewStatus
from casework.models import Recognition, ReviewCampaign
from casework.workflows import review_checks, reviews
from office import clock, todo
from office.models import Branch
from office.roles import Role
from tests.casework import review
from tests.registry.filled_form import fields_of

TODAY = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


def as_user(user) -> Client:
    client = Client()
    client.force_login(user, backend="office.backends.AccountBackend")
    return client


@pytest.fixture
def clerk(cast):
    return as_user(cast.caseworker)


@pytest.fixture
def head(cast):
    return as_user(cast.section_head)


@pytest.fixture
def people(make_person, cast, bureau):
    other = Branch.objects.create(bureau=bureau, name="机关党支部")
    names = ["王秀英", "李国栋", "赵淑芳", "孙德明", "周玉珍"]
    found = [
        make_person(name, branch=other if n > 2 else None) if n else make_person(name) for n, name in enumerate(names)
    ]
    for person in found:
        review.recognised(person, cast, year=2026)
    return found


@pytest.fixture
def campaign(people, cast) -> ReviewCampaign:
    return review.opened(cast)


def page(client, name, thing) -> str:
    return client.get(reverse(f"casework:{name}", args=[thing.public_id])).content.decode()


def url(name, thing) -> str:
    return reverse(f"casework:{name}", args=[thing.public_id])


def test_a_year_is_reviewed_from_opening_to_the_decision(clerk, head, people, cast):
    """A clerk opens, surveys and proposes; the head decides: what was proposed takes effect."""
    opened = clerk.post(reverse("casework:review-open"), {"year": "2026", "everybody": "", "due_on": "2026-12-20"})
    assert opened.status_code == 303
    campaign = ReviewCampaign.objects.get()
    row = review.row_of(campaign, people[0])
    assert "还没有" in page(clerk, "review-row", row)
    survey = f"/people/{people[0].public_id}/survey/?next={url('review-row', row)}"
    data = fields_of(clerk.get(survey), having="surveyed_on") | {"living_arrangement": "alone"}
    assert clerk.post(survey, data)["Location"] == url("review-row", row)
    form = fields_of(clerk.get(url("review-row", row)), having="reason")
    form |= {"outcome": "exit", "end_reason": "improved", "reason": "子女已就业"}
    assert clerk.post(url("review-propose", row), form).status_code == 303
    deciding = fields_of(head.get(url("review-row", row)), having="note")
    assert head.post(url("review-decide", row), deciding | {"decision": "agree"}).status_code == 303
    ended = Recognition.objects.get(person=people[0])
    assert (ended.status, ended.end_reason) == ("ended", EndReason.IMPROVED)
    shown = page(clerk, "review-row", row)
    assert "已审定" in shown and "困难已经缓解" in shown and "子女已就业" in shown


def test_every_number_of_the_board_opens_the_list_of_that_length(clerk, head, campaign, people, cast):
    rows = [review.row_of(campaign, person) for person in people]
    review.decided(rows[0], cast)
    review.decided(rows[3], cast, ReviewOutcome.EXIT, end_reason=EndReason.IMPROVED)
    review.proposed(rows[1], cast)
    review.survey(people[2], cast.caseworker)
    html = page(clerk, "review-page", campaign)
    links = re.findall(r'<a href="([^"]*/rows/[^"]*)">(\d+)(?: 人)?</a>', html)
    assert len(links) > 12
    for link, number in links:
        listed = clerk.get(link.replace("&amp;", "&")).content.decode()
        assert f">{number} 人<" in listed and listed.count("casework/review-rows/") == int(number), link
    assert sum(int(n) for link, n in links if link.endswith("branch=&amp;show=all")) == 5


def test_my_work_counts_what_the_lists_show(clerk, head, campaign, people, cast):
    review.proposed(review.row_of(campaign, people[0]), cast)
    for user, client, label in (
        (cast.caseworker, clerk, "待入户调查的人"),
        (cast.section_head, head, "待审定的复核"),
    ):
        item = next(item for item in todo.items(user) if item.label == label)
        assert f">{item.count} 人<" in client.get(item.url).content.decode()


def test_picked_rows_are_proposed_and_decided_each_for_itself(clerk, head, campaign, people, cast):
    rows = [review.row_of(campaign, person) for person in people[:3]]
    for person in people[:2]:
        review.survey(person, cast.caseworker)
    picks = {"pick": [f"{row.public_id}:{row.version}" for row in rows]}
    told = clerk.post(url("review-propose-many", campaign), picks, follow=True).content.decode()
    assert "已提出 2 人" in told and "还没有入户调查" in told
    proposed = campaign.rows.filter(status=ReviewStatus.PROPOSED)
    picks = {"pick": [f"{row.public_id}:{row.version}" for row in proposed]}
    assert "已审定 2 人" in head.post(url("review-decide-many", campaign), picks, follow=True).content.decode()
    assert Recognition.objects.filter(year=2027).count() == 2


def test_two_people_at_the_same_row_are_told(cast, head, clerk, campaign, people):
    """Both have the page open; one returns it, it is proposed otherwise, the other's old page decides nothing."""
    row = review.row_of(campaign, people[0])
    review.proposed(row, cast, ReviewOutcome.EXIT, end_reason=EndReason.IMPROVED)
    other = as_user(cast.second_section_head)
    stale = fields_of(other.get(url("review-row", row)), having="note") | {"decision": "agree"}
    first = fields_of(head.get(url("review-row", row)), having="note") | {"decision": "return", "note": "再核实"}
    assert head.post(url("review-decide", row), first).status_code == 303
    answer = other.post(url("review-decide", row), stale)
    assert answer.status_code == 422 and "退回重提" in answer.content.decode()
    review.proposed(row, cast, ReviewOutcome.KEEP)
    answer = other.post(url("review-decide", row), stale)
    assert answer.status_code == 422 and "刚刚被别人改过" in answer.content.decode()
    assert Recognition.objects.get(person=people[0]).status == "recognised"


def test_who_proposed_reads_why_they_do_not_decide(campaign, people, cast, make_user):
    both = make_user(Role.CASEWORKER, Role.SECTION_HEAD)
    row = review.row_of(campaign, people[0])
    review.survey(people[0], cast.caseworker)
    reviews.propose(row_id=row.pk, version=row.version, proposal=reviews.Proposal(ReviewOutcome.KEEP), by=both)
    html = page(as_user(both), "review-row", row)
    assert "录入或提交申请的人不能签批" in html and re.search(r'value="agree"\s+disabled', html)


def test_the_draw_is_shown_with_its_seed_and_proved(clerk, campaign, people, cast):
    review.decided(review.row_of(campaign, people[0]), cast)
    assert "从已审定的 1 人里随机抽 1 人" in page(clerk, "review-sample", campaign)
    assert clerk.post(url("review-sample", campaign)).status_code == 303
    seed = ReviewCampaign.objects.get().sample_seed
    html = page(clerk, "review-page", campaign)
    assert seed in html and "重算一致" in html
    again = clerk.post(url("review-sample", campaign), follow=True).content.decode()
    assert "不能重抽" in again and ReviewCampaign.objects.get().sample_seed == seed


def test_a_second_look_is_recorded_on_the_page_of_the_row(campaign, people, cast, clerk):
    row = review.decided(review.row_of(campaign, people[0]), cast)
    review_checks.draw_sample(campaign_id=campaign.pk, by=cast.caseworker)
    assert "抽查要由另一个人登记" in page(clerk, "review-row", row)
    second = as_user(cast.second_caseworker)
    staff = cast.second_caseworker.staff_member
    data = {"checked_on": str(TODAY), "checker": staff.pk, "agrees": "no", "findings": "已随女儿搬走"}
    assert second.post(url("review-recheck", row), data).status_code == 303
    html = page(clerk, "review-row", row)
    assert "与复核不一致" in html and "已随女儿搬走" in html
    assert "抽查不一致" in page(clerk, "review-close", campaign)


def test_closing_says_what_is_left_before_and_after(clerk, campaign):
    assert "未审定 5 人" in page(clerk, "review-close", campaign)
    refused = clerk.post(url("review-close", campaign), {"note": ""})
    assert refused.status_code == 422 and "还有没办完的" in refused.content.decode()
    assert clerk.post(url("review-close", campaign), {"note": "一月补做"}).status_code == 303
    html = page(clerk, "review-page", campaign)
    assert "已结束" in html and "未审定 5 人" in html and "一月补做" in html


def test_who_may_not_see_an_illness_reads_a_row_without_it(campaign, people, cast):
    row = review.decided(
        review.row_of(campaign, people[0]),
        cast,
        ReviewOutcome.ADJUST,
        new_category="severe_illness",
        reason="透析已满三年",
    )
    html = page(as_user(cast.auditor), "review-row", row)
    assert "生活困难" in html and "重症" not in html and "透析" not in html


def test_pages_cost_the_same_however_many_rows(clerk, campaign, people, cast, make_person):
    def cost(address: str) -> int:
        clerk.get(address)
        with CaptureQueriesContext(connection) as queries:
            clerk.get(address)
        return len(queries)

    pages = [url("review-page", campaign), url("review-rows", campaign), reverse("casework:review-overdue")]
    review.recognised(make_person("逾期"), cast, year=2026, recognised_on=date(2025, 2, 1))
    few = [cost(address) for address in pages]
    assert max(few) <= 12
    for number in range(20):
        review.recognised(make_person(f"新人{number}"), cast, year=2026, recognised_on=date(2025, 2, 1))
    reviews.refresh_campaign(campaign_id=campaign.pk, by=cast.caseworker)
    assert [cost(address) for address in pages] == few
