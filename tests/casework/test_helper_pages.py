"""A helper's own pages: their people of today, what a visit needs, and nothing else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import Contact, HelperReport, Need
from casework.workflows.pairing import end_pairing
from office import clock
from registry.models import HospitalStay, Person
from tests.casework.care import pair, visit

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def helper(cast):
    return cast.helper.staff_member


@pytest.fixture
def mine(cast, make_person, helper):
    person = make_person(
        "王秀英",
        id_number="431199194203011220",
        birth_date=date(1942, 3, 1),
        phone="19900001111",
        address="新山县解放路1号",
        living_arrangement="alone",
        self_care="limited_mobility",
        illness_kind="cancer",
        monthly_income=432100,
        remarks="爱听戏",
    )
    pair(person, helper, cast)
    return person


@pytest.fixture
def page(cast, sign_in):
    return sign_in(cast.helper)


def test_home_shows_own_people_with_what_a_visit_needs(page, mine, make_person):
    stranger = make_person("赵外人")
    shown = page.get(reverse("casework:helper-home")).content.decode()
    assert "王秀英" in shown and "84 岁" in shown and 'href="tel:19900001111"' in shown
    assert "2026-12-31 前联系(重点联系对象)" in shown and "重病" not in shown  # a helper reads of no illness
    assert stranger.name not in shown


def test_person_page_has_the_fields_of_a_helper_and_no_others(page, mine):
    mine.family.create(relation="daughter", name="王小妹", phone="19900002222", is_contact=True)
    HospitalStay.objects.create(
        person=mine, admitted_on=date(2026, 11, 20), hospital="县人民医院", ward="内三", bed="12床", self_paid=98765
    )
    shown = page.get(reverse("casework:helper-person", args=[mine.public_id])).content.decode()
    for words in ("新山县解放路1号", "独居", "行动不便", "王小妹", "19900002222", "县人民医院", "内三", "12床"):
        assert words in shown, words
    for secret in ("431199194203011220", "1220", "癌症", "4321", "4,321", "爱听戏", "98765", "987.65"):
        assert secret not in shown, secret


def test_page_reads_no_column_beyond_those(page, mine):
    with CaptureQueriesContext(connection) as captured:
        page.get(reverse("casework:helper-person", args=[mine.public_id]))
    people = [query["sql"] for query in captured if 'FROM "registry_person"' in query["sql"]]
    assert people and not any(
        column in sql for sql in people for column in ("id_number", "monthly_income", "illness_kind")
    )


def test_log_a_visit(page, mine, helper):
    url = reverse("casework:helper-contact")
    form = page.get(url, {"person": mine.public_id}).context["form"]
    posted = {"persons": [mine.public_id], "kind": "visit", "held_on": "2026-11-22", "seen": "能下床了"}
    posted["request_key"] = form["request_key"].value()
    assert page.post(url, posted).status_code == 303
    assert page.post(url, posted).status_code == 303  # a second click
    contact = Contact.objects.get()
    assert list(contact.helpers.all()) == [helper] and not contact.on_behalf and contact.seen == "能下床了"
    assert "按期" in page.get(reverse("casework:helper-home")).content.decode()


def test_log_refuses_the_future_and_says_so(page, mine):
    posted = {"persons": [mine.public_id], "kind": "visit", "held_on": "2026-11-24"}
    answer = page.post(reverse("casework:helper-contact"), posted)
    assert answer.status_code == 422 and "不能晚于今天" in answer.content.decode()
    assert not Contact.objects.exists()


def test_raise_a_need_and_finish_what_is_assigned(page, cast, mine, helper):
    from casework.workflows.needs import assign_need

    url = reverse("casework:helper-need", args=[mine.public_id])
    assert page.post(url, {"kind": "medical", "text": "买药不便", "raised_on": "2026-11-22"}).status_code == 303
    need = Need.objects.get()
    assign_need(need_id=need.pk, to=helper, due_on=date(2026, 12, 1), by=cast.caseworker)
    finish = reverse("casework:need-act", args=[need.public_id, "finish"])
    assert page.post(finish, {"finish-outcome": "已送药上门", "finish-done_on": "2026-11-23"}).status_code == 303
    need.refresh_from_db()
    assert need.status == "done" and need.outcome == "已送药上门"
    confirm = reverse("casework:need-act", args=[need.public_id, "confirm"])
    told = {"confirm-how": "call", "confirm-confirmed_on": "2026-11-23"}
    assert page.post(confirm, told).status_code == 403


def test_report_waits_for_a_caseworker(page, cast, sign_in, mine):
    url = reverse("casework:helper-report", args=[mine.public_id])
    assert page.post(url, {"kind": "stay", "happened_on": "2026-11-22"}).status_code == 422
    posted = {"kind": "stay", "happened_on": "2026-11-22", "hospital": "县人民医院", "ward": "内三"}
    assert page.post(url, posted).status_code == 303
    assert not mine.stays.exists()
    report = HelperReport.objects.get()
    decide = reverse("casework:report-decide", args=[report.public_id])
    assert page.get(decide).status_code == 403
    office = sign_in(cast.caseworker)
    assert office.get(decide).status_code == 200
    assert office.post(decide, {"decision": "confirm", "happened_on": "2026-11-21"}).status_code == 303
    assert mine.stays.get().admitted_on == date(2026, 11, 21)


@pytest.mark.parametrize("name", ["helper-person", "helper-need", "helper-report"])
def test_other_peoples_pages_are_not_found(page, mine, make_person, name):
    other = make_person()
    assert page.get(reverse(f"casework:{name}", args=[other.public_id])).status_code == 404
    assert page.get(reverse(f"casework:{name}", args=[mine.public_id])).status_code == 200


def test_nothing_else_of_the_office_is_reachable(page, cast, mine, make_person, make_staff):
    other = make_person()
    contact = visit(other, make_staff(), cast.caseworker)
    assert page.get(reverse("casework:contact-detail", args=[contact.public_id])).status_code == 404
    assert page.get(reverse("casework:contact-void", args=[contact.public_id])).status_code == 404
    for name in ("pairing-list", "contact-list", "need-list", "report-list", "contact-schedule", "pairing-gaps"):
        assert page.get(reverse(f"casework:{name}")).status_code == 403, name
    assert list(Person.objects.visible_to(cast.helper)) == [mine]


def test_the_day_the_pairing_ends_the_person_is_gone(page, cast, mine):
    pairing = mine.pairings.get()
    end_pairing(pairing_id=pairing.pk, ends_on=TODAY, reason="other", by=cast.caseworker)
    assert page.get(reverse("casework:helper-person", args=[mine.public_id])).status_code == 404
    posted = {"persons": [mine.public_id], "kind": "visit", "held_on": "2026-11-22"}
    assert page.post(reverse("casework:helper-contact"), posted).status_code == 422
    assert not Contact.objects.exists()


def test_caseworker_has_no_helper_pages(cast, sign_in, mine):
    office = sign_in(cast.caseworker)
    assert office.get(reverse("casework:helper-home")).status_code == 403


def test_casework_home_leads_a_helper_to_their_own_page(page, mine):
    answer = page.get(reverse("casework:home"))
    assert answer.status_code == 302 and answer["Location"] == reverse("casework:helper-home")


def test_home_needs_the_same_queries_for_one_and_for_ten(page, cast, mine, make_person, helper):
    url = reverse("casework:helper-home")
    page.get(url)
    with CaptureQueriesContext(connection) as few:
        page.get(url)
    for _ in range(9):
        pair(make_person(phone="19900003333"), helper, cast)
    with CaptureQueriesContext(connection) as many:
        page.get(url)
    assert len(many) == len(few)


def test_a_call_is_logged_with_nothing_left_to_choose(page, mine):
    """The button beside the number says who and how: the form as it opens is a whole call."""
    card = page.get(reverse("casework:helper-home")).content.decode()
    opens = f"{reverse('casework:helper-contact')}?person={mine.public_id}&kind=call"
    assert opens.replace("&", "&amp;") in card
    answer = page.get(opens)
    form = answer.context["form"]
    assert "登记电话</h1>" in answer.content.decode()
    started = {name: form[name].value() for name in ("persons", "kind", "held_on", "purposes", "request_key")}
    blank = {"need-TOTAL_FORMS": "0", "need-INITIAL_FORMS": "0"}
    assert page.post(reverse("casework:helper-contact"), started | blank).status_code == 303
    contact = Contact.objects.get()
    assert (contact.kind, contact.purposes, contact.held_on) == ("call", ["greet"], TODAY)
    assert "登记走访</h1>" in page.get(f"{reverse('casework:helper-contact')}?kind=letter").content.decode()
