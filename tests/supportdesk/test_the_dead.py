"""Nobody greets the dead: after a death no list, round, plan or home page names the person any more."""

from datetime import date

import pytest

from casework.choices.recognition import Category, Origin
from casework.models import ContactState
from casework.workflows import pairing as pairings
from casework.workflows import recognition
from casework.workflows.needs import raise_need
from office import clock
from registry.workflows import life

TODAY = date(2026, 3, 10)
NAME = "欧阳绍棠"
LISTS = [
    ("caseworker", "/"),
    ("caseworker", "/people/"),
    ("caseworker", "/casework/"),
    ("caseworker", "/casework/contacts/schedule/?show=all"),
    ("caseworker", "/casework/pairings/no-helper/"),
    ("caseworker", "/casework/contacts/new/"),
    ("caseworker", "/casework/recognitions/new/"),
    ("caseworker", "/funds/plans/new/"),
    ("caseworker", "/funds/aid/new/"),
    ("section_head", "/casework/pairings/issue/"),
    ("helper", "/"),
    ("helper", "/casework/mine/"),
    ("branch_secretary", "/casework/recognitions/?waiting=on"),
]


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def known_everywhere(cast, make_person):
    """Return somebody paired, overdue, proposed to another helper, asked for, with a need."""
    person = make_person(NAME)
    clerk, helper = cast.caseworker, cast.helper.staff_member
    with clock.at(date(2024, 1, 2)):
        first = pairings.propose_pairing(person=person, helper=helper, starts_on=clock.today(), by=clerk)
        pairings.issue_pairings(
            pairing_ids=[first.pk], issuing_body="机关党委", document_number="", by=cast.section_head
        )
    other = cast.second_caseworker.staff_member
    pairings.propose_pairing(person=person, helper=other, kind="leader", starts_on=TODAY, by=clerk)
    asked = recognition.open_recognition(
        person=person,
        category=Category.HARDSHIP,
        year=2026,
        reason="家庭困难",
        origin=Origin.SELF,
        request=recognition.Request(cause="dependants"),
        by=clerk,
    )
    recognition.submit_recognition(recognition_id=asked.pk, by=clerk)
    ContactState.objects.filter(person=person).update(next_due_on=date(2025, 1, 1))
    return person


def names_on(client, url: str) -> bool:
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return NAME in response.content.decode()


def test_no_list_names_the_dead(sign_in, cast, known_everywhere):
    before = {(role, url) for role, url in LISTS if names_on(sign_in(getattr(cast, role)), url)}
    assert len(before) >= 8, before  # the lists that can name a living person do
    life.record_death(person=known_everywhere, died_on=TODAY, by=cast.caseworker)
    after = {(role, url) for role, url in LISTS if names_on(sign_in(getattr(cast, role)), url)}
    assert after <= {("caseworker", "/")}  # my work names whose funeral is to be seen to
    home = sign_in(cast.caseworker).get("/").content.decode()
    assert home.count(NAME) == 1 and "丧事待办" in home


def test_no_visit_sheet_is_printed_for_the_dead(sign_in, cast, known_everywhere):
    life.record_death(person=known_everywhere, died_on=TODAY, by=cast.caseworker)
    answer = sign_in(cast.caseworker).post("/casework/contacts/sheets/", {"title": "春节", "who": "all"})
    assert answer.status_code == 422 and "没有需要打印的人" in answer.content.decode()


def test_a_need_of_the_dead_ends_and_is_named_for_the_survivor(sign_in, cast, known_everywhere):
    raise_need(person=known_everywhere, kind="housing", text="修水管", by=cast.caseworker)
    life.record_death(person=known_everywhere, died_on=TODAY, by=cast.caseworker)
    page = sign_in(cast.caseworker).get(f"/people/{known_everywhere.public_id}/death/", follow=True)
    assert "1 项没有办结的诉求已随去世终止" in page.content.decode()
