"""Referrals and reports to outside agencies, from sending to what came of them."""

import itertools
from datetime import date

import pytest
from django.urls import reverse

from casework.choices.referrals import REFERRAL_TRANSITIONS, ReferralStatus
from casework.errors import needs as errors
from casework.models import Referral
from casework.workflows import referrals as workflows
from casework.workflows.needs import assign_need, raise_need
from office import clock
from office.errors import Refused

TODAY = date(2026, 11, 23)
LETTER = workflows.Letter("civil", "新山县民政局", "申请临时救助", "letter", TODAY)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def need(cast, person):
    made = raise_need(person=person, kind="living", text="煤气费交不起", by=cast.caseworker)
    return assign_need(need_id=made.pk, to=cast.helper.staff_member, due_on=date(2026, 12, 1), by=cast.caseworker)


@pytest.mark.parametrize("old, new", list(itertools.product(ReferralStatus, repeat=2)))
def test_move_to_follows_the_table(old, new):
    referral = Referral(status=old)
    if new in REFERRAL_TRANSITIONS.get(old, set()):
        referral.move_to(new)
        assert referral.status == new
    else:
        with pytest.raises(errors.ReferralWrongStatus):
            referral.move_to(new)


def test_of_a_need_it_stands_in_the_needs_course(cast, need):
    sent = workflows.send_referral(letter=LETTER, need=need, by=cast.caseworker)
    assert sent.person == need.person and sent.due_on == date(2026, 12, 14)  # fifteen working days
    workflows.receive_referral(referral_id=sent.pk, received_on=TODAY, receipt="李股长", by=cast.caseworker)
    workflows.answer_referral(
        referral_id=sent.pk, replied_on=TODAY, outcome="taken", reply="已发放救助金", by=cast.caseworker
    )
    assert [step.act for step in need.steps.all()] == ["raise", "assign", "refer", "refer"]
    assert "已纳入" in need.steps.last().text
    with pytest.raises(errors.ReferralWrongStatus):
        workflows.withdraw_referral(referral_id=sent.pk, reason="写错", by=cast.caseworker)


def test_what_is_incomplete_or_somebody_elses_is_refused(cast, need):
    sent = workflows.send_referral(letter=LETTER, by=cast.caseworker)  # of the office, about nobody
    for bad in (date(2026, 11, 22), date(2026, 11, 24)):
        with pytest.raises(errors.ReferralIncomplete):
            workflows.receive_referral(referral_id=sent.pk, received_on=bad, receipt="李股长", by=cast.caseworker)
    with pytest.raises(Refused):
        workflows.send_referral(letter=LETTER, need=need, by=cast.helper)


def test_the_list_and_its_line_on_the_home_page_are_one(cast, sign_in, need):
    workflows.send_referral(letter=LETTER, need=need, by=cast.caseworker)
    with clock.at(date(2026, 12, 15)):
        page = sign_in(cast.caseworker)
        assert "到期没有回复的转办" in page.get(reverse("home")).content.decode()
        shown = page.get(reverse("casework:referral-list"), {"show": "overdue"})
        assert shown.context["page"].paginator.count == 1
        assert page.get(reverse("casework:referral-list"), {"show": "answered"}).context["page"].paginator.count == 0


def test_through_its_pages(cast, sign_in, need):
    page = sign_in(cast.caseworker)
    url = f"{reverse('casework:referral-send')}?need={need.public_id}"
    posted = {"agency": "medical", "agency_name": "县医保局", "subject": "请办异地备案", "way": "letter"}
    days = {"sent_on": "2026-11-23", "due_on": "2026-12-14"}
    assert page.post(url, posted).status_code == 422
    assert page.post(url, posted | days).status_code == 303
    sent = Referral.objects.get()
    answer = reverse("casework:referral-act", args=[sent.public_id, "answer"])
    told = {"answer-outcome": "refused", "answer-reply": "不符合条件", "answer-replied_on": "2026-11-23"}
    assert page.post(answer, told).status_code == 303
    assert page.post(answer, told).status_code == 422
    detail = reverse("casework:referral-detail", args=[sent.public_id])
    assert "不符合条件" in page.get(detail).content.decode()
    read = sign_in(cast.auditor).get(detail).content.decode()
    assert "县医保局" in read and "不符合条件" not in read and "异地备案" not in read
