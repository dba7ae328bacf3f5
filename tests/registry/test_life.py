"""Death, departure and stays in hospital, through the pages."""

from datetime import date

import pytest

from casework.models import Pairing
from casework.workflows import pairing as pairing_workflows
from office import clock
from office.models import AuditEvent
from office.signing import ReasonMissing
from registry import hooks
from registry.errors import DateInFuture
from registry.models import HospitalStay, Person
from registry.workflows import life
from tests.registry.filled_form import fields_of


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


def url(person, act: str) -> str:
    return f"/people/{person.public_id}/{act}/"


def test_a_death_stops_what_the_hooks_stop_and_shows_what_they_found(clerk, person, monkeypatch):
    told = []

    def stop(dead, died_on, by):
        told.append((dead, died_on))
        return [hooks.Finding("结对已随去世结束。", "/casework/")]

    monkeypatch.setattr(hooks, "ON_DEATH", [stop])
    page = clerk.get(url(person, "death")).content.decode()
    assert "结对随即结束" in page  # the consequence, before the act
    response = clerk.post(url(person, "death"), {"died_on": "2025-01-05"}, follow=True)
    text = response.content.decode()
    assert told == [(person, date(2025, 1, 5))]
    assert "结对已随去世结束。" in text and f"/people/new/?deceased={person.public_id}" in text
    assert Person.objects.get(pk=person.pk).died_on == date(2025, 1, 5)
    assert AuditEvent.objects.get(action="registry.person.died").object_key == person.public_id


def test_a_death_ends_the_pairing(clerk, cast, person, make_staff):
    helper = make_staff("陈志强")
    row = pairing_workflows.propose_pairing(
        person=person, helper=helper, starts_on=date(2024, 1, 1), by=cast.caseworker
    )
    pairing_workflows.issue_pairings(
        pairing_ids=[row.pk], issuing_body="机关党委", document_number="新税党〔2024〕1号", by=cast.section_head
    )
    clerk.post(url(person, "death"), {"died_on": "2025-01-05"})
    assert not Pairing.objects.active_on(clock.today()).filter(person=person).exists()


def test_a_death_is_recorded_once(clerk, person):
    clerk.post(url(person, "death"), {"died_on": "2025-01-05"})
    response = clerk.post(url(person, "death"), {"died_on": "2025-01-06"})
    assert response.status_code == 422 and "已登记去世" in response.content.decode()
    assert Person.objects.get(pk=person.pk).died_on == date(2025, 1, 5)
    assert AuditEvent.objects.filter(action="registry.person.died").count() == 1


@pytest.mark.parametrize("died_on", ["", "2999-01-01", "1900-01-01"])
def test_an_impossible_day_of_death_is_refused(clerk, person, died_on):
    response = clerk.post(url(person, "death"), {"died_on": died_on})
    assert response.status_code == 422
    assert Person.objects.get(pk=person.pk).died_on is None


def test_a_wrong_day_of_death_is_put_right_with_a_reason(clerk, person):
    assert clerk.get(url(person, "death/correct")).status_code == 200
    assert clerk.post(url(person, "death/correct"), {"died_on": "2025-01-05", "reason": "误"}).status_code == 422
    clerk.post(url(person, "death"), {"died_on": "2025-01-05"})
    assert clerk.get(url(person, "death")).status_code == 303
    assert clerk.post(url(person, "death/correct"), {"died_on": "2025-01-04"}).status_code == 422
    assert clerk.post(url(person, "death/correct"), {"died_on": "2025-01-04", "reason": "家属更正"}).status_code == 303
    assert Person.objects.get(pk=person.pk).died_on == date(2025, 1, 4)


@pytest.mark.parametrize(
    ("died_on", "reason", "error"),
    [(date(2025, 1, 4), " ", ReasonMissing), (date(2999, 1, 1), "家属更正", DateInFuture)],
)
def test_a_death_is_corrected_neither_without_a_reason_nor_to_a_day_to_come(cast, person, died_on, reason, error):
    life.record_death(person=person, died_on=date(2025, 1, 5), by=cast.caseworker, note="")
    with pytest.raises(error):
        life.correct_death(person=person, died_on=died_on, reason=reason, by=cast.caseworker)
    assert Person.objects.get(pk=person.pk).died_on == date(2025, 1, 5)


def test_nothing_is_saved_when_the_death_cannot_be_recorded(clerk, person, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the audit trail is full")

    monkeypatch.setattr("office.audit.record_event", fail)
    clerk.raise_request_exception = False
    assert clerk.post(url(person, "death"), {"died_on": "2025-01-05"}).status_code == 500
    fresh = Person.objects.get(pk=person.pk)
    assert (fresh.died_on, fresh.version) == (None, person.version)


STAY = {"admitted_on": "2025-03-01", "hospital": "县人民医院"}


def test_a_stay_is_entered_and_later_finished(clerk, person):
    assert clerk.post(url(person, "stays/new"), STAY | {"ward": "内科", "bed": "12床"}).status_code == 303
    stay = person.stays.get()
    page = f"/people/{person.public_id}/stays/{stay.public_id}/"
    data = fields_of(clerk.get(page), having="hospital")
    assert data["ward"] == "内科"
    data |= {"discharged_on": "2025-03-09", "cost": "4300", "self_paid": "900"}
    assert clerk.post(page, data).status_code == 303
    stay.refresh_from_db()
    assert (stay.discharged_on, stay.version) == (date(2025, 3, 9), 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"admitted_on": "2999-01-01"},
        {"discharged_on": "2025-02-01"},
        {"discharged_on": "2999-01-01"},
        {"cost": "100", "self_paid": "200"},
        {"hospital": ""},
    ],
)
def test_an_impossible_stay_is_refused_with_a_sentence(clerk, person, changes):
    response = clerk.post(url(person, "stays/new"), STAY | changes)
    assert response.status_code == 422 and "没有保存" in response.content.decode()
    assert not person.stays.exists()


def test_the_same_stay_is_not_entered_twice_nor_after_the_death(clerk, person):
    clerk.post(url(person, "stays/new"), STAY)
    twice = clerk.post(url(person, "stays/new"), STAY)
    assert twice.status_code == 422 and "已经登记过" in twice.content.decode()
    clerk.post(url(person, "death"), {"died_on": "2025-03-05"})
    late = clerk.post(url(person, "stays/new"), STAY | {"admitted_on": "2025-03-06"})
    assert late.status_code == 422 and "去世日期" in late.content.decode()
    assert person.stays.count() == 1


def test_a_stay_changed_meanwhile_is_not_overwritten(clerk, person):
    clerk.post(url(person, "stays/new"), STAY)
    stay = person.stays.get()
    page = f"/people/{person.public_id}/stays/{stay.public_id}/"
    mine = fields_of(clerk.get(page), having="hospital")
    clerk.post(page, mine | {"discharged_on": "2025-03-09"})
    response = clerk.post(page, mine | {"discharged_on": "2025-03-10"})
    assert response.status_code == 422 and "被别人改过" in response.content.decode()
    assert HospitalStay.objects.get(pk=stay.pk).discharged_on == date(2025, 3, 9)
    assert clerk.post(page, mine | {"version": "", "bed": "1床"}).status_code == 422


def test_a_stay_of_somebody_else_is_not_found(clerk, person, make_person):
    clerk.post(url(person, "stays/new"), STAY)
    stranger = make_person("李桂兰")
    assert clerk.get(f"/people/{stranger.public_id}/stays/{person.stays.get().public_id}/").status_code == 404


@pytest.mark.parametrize("role", ["section_head", "bureau_leader", "auditor", "helper", "finance", "administrator"])
def test_only_a_caseworker_records_any_of_it(sign_in, cast, person, role):
    client = sign_in(getattr(cast, role))
    for act in ("death", "death/correct", "departure", "stays/new"):
        assert client.get(url(person, act)).status_code == client.post(url(person, act), {}).status_code == 403
