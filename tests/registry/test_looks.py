"""Who looked at a person: the page, the number, the files; read by the auditor, written without slowing the page."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.workflows.pairing import issue_pairings, propose_pairing
from office import clock
from office.models import AuditEvent
from registry import looks
from tests.casework import recognise

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 2, 9, 5, tzinfo=clock.SHANGHAI)


def looks_page(sign_in, user, person) -> str:
    return sign_in(user).get(reverse("registry:look-list", args=[person.public_id])).content.decode()


def seen(person) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=looks.SEEN, object_key=person.public_id).order_by("at"))


def test_opening_the_page_is_recorded_once_an_hour_for_each_user(sign_in, cast, person, make_person):
    other = make_person("李桂兰")
    for user, minutes in ((cast.caseworker, 0), (cast.caseworker, 20), (cast.section_head, 21), (cast.caseworker, 61)):
        with clock.at(NINE + timedelta(minutes=minutes)):
            client = sign_in(user)
            client.get(person.get_absolute_url())
            client.get(reverse("registry:person-history", args=[person.public_id]))
    assert [(event.actor, event.at.astimezone(clock.SHANGHAI).hour) for event in seen(person)] == [
        ("caseworker", 9),
        ("section_head", 9),
        ("caseworker", 10),
    ]
    assert seen(other) == []


def test_two_processes_record_one_look(sign_in, cast, person):
    """Each process has a cache of its own; the database has the last word."""
    client = sign_in(cast.caseworker)
    for _ in range(2):
        cache.clear()
        client.get(person.get_absolute_url())
    assert len(seen(person)) == 1


def test_the_page_does_not_wait_for_the_record(cast, person):
    """While the page is made nothing is written; the row comes when the answer has gone out."""
    with CaptureQueriesContext(connection) as captured:
        looks.note(person=person, by=cast.caseworker)
    assert len(captured) == 0 and seen(person) == []
    looks.write_waiting()
    assert len(seen(person)) == 1


def test_a_look_that_cannot_be_written_now_waits(cast, person, monkeypatch):
    def locked(*args):
        raise OperationalError("database is locked")

    looks.note(person=person, by=cast.caseworker)
    with monkeypatch.context() as patched:
        patched.setattr(looks, "_not_written", locked)
        looks.write_waiting()
    assert seen(person) == []
    looks.write_waiting()
    assert len(seen(person)) == 1


def test_the_auditor_reads_every_kind_of_look(sign_in, cast, make_person):
    person, other = make_person("王秀英", id_number="431199194501010015"), make_person("李桂兰", kind="honoured")
    clerk = sign_in(cast.caseworker)
    clerk.get(person.get_absolute_url())
    clerk.post(reverse("registry:id-reveal", args=[person.public_id]))
    clerk.post(reverse("registry:person-export") + "?kind=retiree", {"purpose": "节日慰问名单"})
    clerk.post(reverse("registry:full-export"), {"reason": "上级要求报送"})
    recognition = recognise.submitted(person, cast)
    clerk.post(reverse("casework:recognition-print", args=[recognition.public_id]))
    page = looks_page(sign_in, cast.auditor, person)
    for words in ("打开本人页面", "查看完整身份证号", "用途:节日慰问名单", "用途:上级要求报送", "审批表"):
        assert words in page, words
    theirs = looks_page(sign_in, cast.auditor, other)
    assert "用途:上级要求报送" in theirs, "the whole roster held them too"
    assert "用途:节日慰问名单" not in theirs and "查看完整身份证号" not in theirs


def test_a_helpers_look_and_a_printed_list_are_recorded(sign_in, cast, person):
    day, helper = clock.today(), cast.helper.staff_member
    pairing = propose_pairing(person=person, helper=helper, starts_on=day, by=cast.caseworker)
    issue_pairings(pairing_ids=[pairing.pk], issuing_body="机关党委", document_number="1号", by=cast.section_head)
    sign_in(cast.helper).get(reverse("casework:helper-person", args=[person.public_id]))
    sign_in(cast.caseworker).post(reverse("casework:pairing-print"))
    page = looks_page(sign_in, cast.section_head, person)
    assert str(cast.helper) in page and "结对" in page


def test_the_person_page_leads_there_for_whoever_may_read_it(sign_in, cast, person):
    url = reverse("registry:look-list", args=[person.public_id])
    for user in (cast.auditor, cast.section_head):
        assert url in sign_in(user).get(person.get_absolute_url()).content.decode()
    clerk = sign_in(cast.caseworker)
    assert url not in clerk.get(person.get_absolute_url()).content.decode()
    assert clerk.get(url).status_code == 403


def test_what_a_file_held_is_not_changed_afterwards(cast, person):
    looks.record_file("registry.people.exported", people=[person.pk], by=cast.caseworker)
    with pytest.raises(Exception, match="append-only"):
        person.file_mentions.all().delete()
