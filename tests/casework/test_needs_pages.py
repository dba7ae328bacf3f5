"""Pages of needs and reports, through the browser's door."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import Need
from casework.workflows.needs import raise_need
from casework.workflows.reports import send_report
from office import clock
from tests.casework.care import pair


@pytest.fixture(autouse=True)
def _november():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def need(cast, person):
    return raise_need(person=person, kind="housing", text="屋顶漏雨", by=cast.caseworker)


def act(need, name):
    return reverse("casework:need-act", args=[need.public_id, name])


def test_need_through_all_its_pages(cast, sign_in, person, make_staff):
    page, staff = sign_in(cast.caseworker), make_staff("何志远")
    posted = {"person": person.name, "kind": "housing", "text": "屋顶漏雨", "raised_on": "2026-11-20"}
    assert page.post(reverse("casework:need-raise"), posted).status_code == 303
    need = Need.objects.get()
    assigned = {"assign-to": f"何志远({staff.staff_no})", "assign-due_on": "2026-12-01"}
    assert page.post(act(need, "assign"), assigned).status_code == 303
    done = {"finish-outcome": "已修好", "finish-done_on": "2026-11-23"}
    assert page.post(act(need, "finish"), done).status_code == 303
    assert "本人确认已解决" in page.get(reverse("casework:need-detail", args=[need.public_id])).content.decode()
    told = {"confirm-how": "call", "confirm-confirmed_on": "2026-11-23", "confirm-said": "很满意"}
    assert page.post(act(need, "confirm"), told).status_code == 303
    need.refresh_from_db()
    assert (need.status, need.assigned_to, need.outcome) == ("confirmed", staff, "已修好")


def test_an_act_the_status_does_not_allow_is_told_and_changes_nothing(cast, sign_in, need):
    answer = sign_in(cast.caseworker).post(act(need, "finish"), {"finish-outcome": "x", "finish-done_on": "2026-11-23"})
    assert answer.status_code == 422 and "不能登记办理结果" in answer.content.decode()
    need.refresh_from_db()
    assert need.status == "registered"


def test_list_shows_open_by_default_and_filters(cast, sign_in, need, make_person):
    closed = raise_need(person=make_person("张甲"), kind="legal", text="房产纠纷", by=cast.caseworker)
    page = sign_in(cast.caseworker)
    assert page.post(act(closed, "withdraw"), {"withdraw-reason": "本人撤回"}).status_code == 303

    def shown(**query):
        return {row.pk for row in page.get(reverse("casework:need-list"), query).context["page"]}

    assert shown() == {need.pk}
    assert shown(show="all") == {need.pk, closed.pk} and shown(show="all", kind="legal") == {closed.pk}
    assert shown(show="overdue") == set()


def test_need_text_stays_out_of_the_list(cast, sign_in, need):
    assert "屋顶漏雨" not in sign_in(cast.caseworker).get(reverse("casework:need-list")).content.decode()


@pytest.mark.parametrize(
    "role, code", [("section_head", 403), ("bureau_leader", 403), ("auditor", 403), ("finance", 403)]
)
def test_only_caseworkers_act_on_needs(cast, sign_in, need, role, code):
    page = sign_in(getattr(cast, role))
    assert page.post(act(need, "withdraw"), {"withdraw-reason": "本人撤回"}).status_code == code
    assert page.get(reverse("casework:need-raise")).status_code == code


def test_helper_cannot_see_needs_of_others(cast, sign_in, need):
    page = sign_in(cast.helper)
    assert page.get(reverse("casework:need-detail", args=[need.public_id])).status_code == 404
    assert page.post(act(need, "finish"), {}).status_code == 404


def test_declining_a_report_tells_the_helper_why(cast, sign_in, person):
    pair(person, cast.helper.staff_member, cast)
    report = send_report(person=person, kind="death", happened_on=date(2026, 11, 20), by=cast.helper)
    url = reverse("casework:report-decide", args=[report.public_id])
    page = sign_in(cast.caseworker)
    assert page.post(url, {"decision": "decline", "reason": ""}).status_code == 422
    assert page.post(url, {"decision": "decline", "reason": "同名误报"}).status_code == 303
    assert "同名误报" in sign_in(cast.helper).get(reverse("casework:helper-home")).content.decode()


def test_confirming_a_death_names_what_it_stopped(cast, sign_in, person, need):
    pair(person, cast.helper.staff_member, cast)
    report = send_report(person=person, kind="death", happened_on=date(2026, 11, 20), by=cast.helper)
    url = reverse("casework:report-decide", args=[report.public_id])
    page = sign_in(cast.caseworker)
    assert page.post(url, {"decision": "confirm", "happened_on": "2026-11-20"}).status_code == 303
    told = page.get(reverse("casework:report-list")).content.decode()
    assert "已随去世结束" in told and "1 项没有办结的诉求已随去世终止" in told
    again = page.post(url, {"decision": "confirm", "happened_on": "2026-11-20"})
    assert again.status_code == 422


def test_an_auditor_reads_that_it_was_asked_and_not_the_words(cast, person, sign_in):
    need = raise_need(person=person, kind="medical", text="静湖复查想要人陪", by=cast.caseworker)
    address = reverse("casework:need-detail", args=[need.public_id])
    assert "静湖复查" in sign_in(cast.section_head).get(address).content.decode()
    page = sign_in(cast.auditor).get(address).content.decode()
    assert "静湖复查" not in page
    assert "就医用药" in page
