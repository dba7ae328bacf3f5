"""A round entered at once: one visit a person, all or none, once however often sent, undone by voiding."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import Contact
from casework.workflows import contacts, duties
from office import clock
from tests.casework.test_duties import as_user, opened, opened_round, pick, row_of, url

TODAY = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def clerk(cast):
    return as_user(cast.caseworker)


@pytest.fixture
def people(make_person):
    return [make_person(name) for name in ("阿一", "白二", "陈三")]


def named(user) -> str:
    """Return how a form names a member of staff, of whom others may have the name."""
    return f"{user.staff_member.name}({user.staff_member.public_id})"


def body(cast, *rows, **change) -> dict:
    told = {"pick": pick(*rows), "visit-held_on": "2026-11-19", "visit-request_key": "a" * 32}
    told |= {"visit-helpers": "、".join(named(user) for user in (cast.helper, cast.section_head))}
    told |= {"visit-purposes": ["visit"], "visit-note": "送米油", "visit-sheet_reference": "送温暖签收名单"}
    return told | change


def test_a_day_of_a_round_is_entered_once_and_undone_by_voiding(clerk, cast, people):
    duty = opened_round(cast)
    sent = body(cast, row_of(duty, people[0]), row_of(duty, people[1]))
    for _ in range(2):  # a second click sends the same form
        answer = clerk.post(url("duty-visits", duty, "?show=missing"), sent)
        assert answer.status_code == 303 and answer["Location"].endswith("?show=missing")
    assert Contact.objects.count() == 2
    assert {row.person.name for row in duty.rows.shown("done")} == {"阿一", "白二"}
    visit = row_of(duty, people[0]).contact
    assert (visit.held_on, visit.note, visit.helpers.count()) == (date(2026, 11, 19), "送米油", 2)
    assert list(visit.persons.all()) == [people[0]]
    link = reverse("casework:contact-detail", args=[visit.public_id])
    assert link in clerk.get(url("duty-rows", duty, "?show=done")).content.decode()
    contacts.void_contact(contact_id=visit.pk, reason="登错了", by=cast.caseworker)
    assert {row.person.name for row in duty.rows.shown("missing")} == {"阿一", "陈三"}
    again = body(cast, row_of(duty, people[0]), **{"visit-request_key": "b" * 32})
    assert clerk.post(url("duty-visits", duty), again).status_code == 303
    assert row_of(duty, people[0]).contact != visit and row_of(duty, people[0]).visited


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"visit-held_on": "2026-11-21"}, "走访日期不能晚于今天"),
        ({"visit-held_on": "2026-10-31"}, "以前"),
        ({"visit-sheet_reference": ""}, "代录须写明"),
        ({"visit-helpers": ""}, "谁去的"),
        ({"pick": []}, "没有选人"),
    ],
)
def test_what_a_form_of_one_visit_refuses_a_round_refuses(clerk, cast, people, change, says):
    duty = opened_round(cast)
    answer = clerk.post(url("duty-visits", duty), body(cast, row_of(duty, people[0]), **change))
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not Contact.objects.exists()


def test_one_who_cannot_be_entered_stops_all_and_is_named(clerk, cast, people):
    duty = opened_round(cast)
    stale = [row_of(duty, person) for person in people[:2]]
    assert clerk.post(url("duty-visits", duty), body(cast, stale[1])).status_code == 303
    other = body(cast, *stale, **{"visit-request_key": "b" * 32})
    answer = clerk.post(url("duty-visits", duty), other)
    said = answer.content.decode()
    assert answer.status_code == 422 and "全部没有登记" in said and "白二:" in said
    assert Contact.objects.count() == 1 and not row_of(duty, people[0]).visited
    check_up = opened(cast)
    refused = clerk.post(url("duty-visits", check_up), body(cast, row_of(check_up, people[0])))
    assert refused.status_code == 422 and "不是本局的走访慰问" in refused.content.decode()


def test_a_visit_at_the_desk_or_on_the_phone_is_made_for_a_round_by_choice(clerk, cast, people):
    duty = opened_round(cast)
    assert "走访慰问" in clerk.get(reverse("casework:contact-record")).content.decode()
    told = {"persons": "阿一", "helpers": named(cast.helper), "kind": "visit", "held_on": "2026-11-19"}
    told |= {"sheet_reference": "第1册", "made_for": duty.public_id}
    assert clerk.post(reverse("casework:contact-record"), told).status_code == 303
    assert clerk.post(reverse("casework:contact-record"), told | {"persons": "白二", "made_for": ""}).status_code == 303
    assert {row.person.name for row in duty.rows.shown("done")} == {"阿一"}
    again = clerk.post(reverse("casework:contact-record"), told)
    assert again.status_code == 422 and "阿一 已经登记过" in again.content.decode()


def test_a_merge_carries_the_visit_to_the_row_that_stays(clerk, cast, people):
    duty = opened_round(cast)
    kept, merged = people[:2]
    assert clerk.post(url("duty-visits", duty), body(cast, row_of(duty, merged))).status_code == 303
    duties.join(kept, merged, cast.caseworker)
    assert row_of(duty, kept).visited and row_of(duty, kept).contact == row_of(duty, merged).contact
