"""Leaving for another unit and coming back, through the pages."""

from datetime import date, timedelta

import pytest

from casework.models import Pairing
from casework.workflows import pairing as pairing_workflows
from office import clock
from registry import figures
from registry.models import Departure, Person

LEFT = {
    "transferred_out_on": "2025-01-05",
    "transferred_out_to": "旧山县税务局",
    "papers": "人事档案、组织关系介绍信12号",
}


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


def url(person, act: str) -> str:
    return f"/people/{person.public_id}/{act}/"


def test_a_departure_is_recorded_once_and_leaves_the_list(clerk, person):
    data = {"transferred_out_on": "2025-01-05", "transferred_out_to": "旧山县税务局"}
    assert clerk.post(url(person, "departure"), data).status_code == 303
    assert person.name not in clerk.get("/people/", {"page": 1}, follow=True).content.decode().split('id="results"')[1]
    again = clerk.post(url(person, "departure"), data | {"transferred_out_on": "2025-02-05"})
    assert again.status_code == 422 and "已登记转出" in again.content.decode()
    assert Person.objects.get(pk=person.pk).transferred_out_on == date(2025, 1, 5)


def test_a_departure_in_the_future_is_refused(clerk, person):
    data = {"transferred_out_on": str(clock.today() + timedelta(days=1)), "transferred_out_to": "旧山县税务局"}
    assert clerk.post(url(person, "departure"), data).status_code == 422


def test_a_departure_ends_the_pairing_and_keeps_its_papers(clerk, cast, person, make_staff):
    row = pairing_workflows.propose_pairing(
        person=person, helper=make_staff("陈志强"), starts_on=date(2024, 1, 1), by=cast.caseworker
    )
    pairing_workflows.issue_pairings(
        pairing_ids=[row.pk], issuing_body="机关党委", document_number="新税党〔2024〕1号", by=cast.section_head
    )
    page = clerk.post(url(person, "departure"), LEFT, follow=True).content.decode()
    assert "联系人 陈志强 的结对已随转出结束" in page
    row.refresh_from_db()
    assert (row.status, row.end_reason, row.ends_on) == ("ended", "person_moved", date(2025, 1, 5))
    assert Departure.objects.get(person=person).papers == LEFT["papers"]
    assert not Pairing.objects.open().exists()


def test_who_comes_back_counts_again_and_was_away_in_between(clerk, person):
    clerk.post(url(person, "departure"), LEFT)
    assert clerk.post(url(person, "return"), {"returned_on": "2025-01-04", "reason": "调回"}).status_code == 422
    assert clerk.post(url(person, "return"), {"returned_on": "2999-01-04", "reason": "调回"}).status_code == 422
    assert clerk.post(url(person, "return"), {"returned_on": "2025-03-01"}).status_code == 422
    assert clerk.post(url(person, "return"), {"returned_on": "2025-03-01", "reason": "调回"}).status_code == 303
    assert Person.objects.get(pk=person.pk).transferred_out_on is None
    here = {
        day: Person.objects.living(day).filter(pk=person.pk).exists()
        for day in (date(2025, 1, 4), date(2025, 1, 5), date(2025, 2, 28), date(2025, 3, 1), clock.today())
    }
    assert list(here.values()) == [True, False, False, True, True]
    of_days = figures.situations(days=list(here)[:-1], bureau=None)  # one reading for all
    assert [person.pk in of.groups["retirees"] for of in of_days] == [True, False, False, True]
    again = clerk.post(url(person, "return"), {"returned_on": "2025-03-01", "reason": "调回"})
    assert again.status_code == 422 and "没有转出登记" in again.content.decode()


def test_a_departure_that_never_was_leaves_no_gap(clerk, person):
    clerk.post(url(person, "departure"), LEFT)
    clerk.post(url(person, "return"), {"returned_on": "2025-01-05", "reason": "登记错人"})
    assert Person.objects.living(date(2025, 1, 5)).filter(pk=person.pk).exists()


@pytest.mark.parametrize("role", ["section_head", "auditor", "helper", "finance"])
def test_only_a_caseworker_records_a_return(sign_in, cast, person, role):
    assert sign_in(getattr(cast, role)).post(url(person, "return"), {}).status_code == 403
