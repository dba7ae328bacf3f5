"""The round plan of a month: whose it is, what stands on it, and the paper."""

from datetime import date

import pytest
from django.urls import reverse

from casework.workflows.schedule import refresh
from office import clock
from office.models import AuditEvent
from registry.models import FileMention
from tests import pdf_tools
from tests.casework.care import pair, visit

PLAN, PRINT = reverse("casework:round-plan"), reverse("casework:round-plan-print")


@pytest.fixture(autouse=True)
def september():
    with clock.at(date(2026, 9, 8)):
        yield


@pytest.fixture
def paired(cast, make_person, make_staff):
    """Two people of two contact persons, the first a helper with an account, the second seen this quarter."""
    told = {"phone": "19900001234", "address": "新山县解放路1号"}
    mine, theirs = make_person("张甲", **told), make_person("张乙", **told)
    pair(mine, cast.helper.staff_member, cast)
    pair(theirs, other := make_staff("周丁"), cast)
    visit(theirs, other, cast.caseworker, held_on=date(2026, 9, 1))
    refresh(person_ids=[mine.pk, theirs.pk], bureau=mine.bureau)
    return mine, theirs


def test_the_plan_holds_whom_each_is_to_see_and_a_helper_their_own_alone(paired, cast, sign_in):
    page = sign_in(cast.caseworker)
    this = page.get(PLAN).content.decode()
    assert "张甲" in this and "19900001234" in this and "逾期" in this  # the overdue stand on the present month
    assert "张甲" not in page.get(PLAN, {"month": "2026-11"}).content.decode()
    december = page.get(PLAN, {"month": "2026-12"}).context["plans"]
    assert {plan.helper.name: [line.person.name for line in plan.lines] for plan in december}["周丁"] == ["张乙"]
    asked = page.get(PLAN, {"month": "2026-12", "helper": december[-1].helper.public_id})
    assert len(asked.context["plans"]) == 1
    own = sign_in(cast.helper).get(PLAN, {"helper": december[-1].helper.public_id})
    assert [line.person.name for plan in own.context["plans"] for line in plan.lines] == ["张甲"]


def test_the_paper_has_a_page_for_each_and_is_recorded(paired, cast, sign_in):
    mine, theirs = paired
    with clock.at(date(2026, 12, 8)):
        page = sign_in(cast.caseworker)
        data = page.post(PRINT, {"month": "2026-12"}).content
    text = pdf_tools.text(data)
    assert len(pdf_tools.page_sizes(data)) == 2 and "2026年12月走访计划" in text and "走访日期" in text
    event = AuditEvent.objects.get(action="casework.round_plan.made")
    assert set(FileMention.objects.filter(event_id=event.pk).values_list("person", flat=True)) == {mine.pk, theirs.pk}


def test_a_month_without_visits_is_not_printed(cast, sign_in):
    answer = sign_in(cast.caseworker).post(PRINT, {"month": "2026-09"}, follow=True)
    assert "这个月没有到期要走访的人" in answer.content.decode()
