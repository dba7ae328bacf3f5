"""An act that finds its rows locked: it is undone, the page says to press again, and pressing again does it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from casework.models import HelperReport, Pairing
from casework.workflows.pairing import issue_pairings, propose_pairing
from casework.workflows.reports import send_report
from office import clock
from office.models import AuditEvent
from registry.models import Person
from tests.races.browser import Page
from tests.races.waiting import SECONDS, hold, on_postgres, send, wait_until_one_waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(sign_in, cast) -> Client:
    client = sign_in(cast.caseworker)
    client.raise_request_exception = False
    client.get("/")  # the session's first page writes
    return client


@pytest.fixture
def paired(cast, person) -> Pairing:
    day = clock.today()
    pairing = propose_pairing(person=person, helper=cast.helper.staff_member, starts_on=day, by=cast.caseworker)
    issue_pairings(pairing_ids=[pairing.pk], issuing_body="机关党委", document_number="1号", by=cast.section_head)
    return Pairing.objects.get(pk=pairing.pk)


def death_of(person: Person) -> tuple[str, dict[str, str]]:
    return f"/people/{person.public_id}/death/", {"died_on": str(clock.today() - timedelta(days=1)), "note": "家属来电"}


def pressed_again(client: Client, response: HttpResponse, path: str) -> HttpResponse:
    page = Page(path, response.content.decode())
    return client.post(path, dict(page.forms[path]))


def test_who_finds_the_row_locked_is_told_to_press_again_and_nothing_is_lost(clerk, person, paired):
    path, typed = death_of(person)
    with transaction.atomic():
        hold(person)
        response = send(clerk, path, typed).answer()
    assert response.status_code == 409
    assert "再按一次" in response.content.decode() and "没有保存" in response.content.decode()
    assert Person.objects.get(pk=person.pk).died_on is None
    assert Pairing.objects.get(pk=paired.pk).status == "issued"
    assert not AuditEvent.objects.filter(action="registry.person.died").exists()
    assert pressed_again(clerk, response, path).status_code in (200, 303)
    assert str(Person.objects.get(pk=person.pk).died_on) == typed["died_on"]


def test_a_fragment_is_answered_with_the_whole_page(clerk, person):
    clerk.defaults |= {"HTTP_HX_REQUEST": "true"}
    with transaction.atomic():
        hold(person)
        response = send(clerk, *death_of(person)).answer()
    assert response.status_code == 409 and response.headers["HX-Retarget"] == "body"


def test_a_page_is_read_while_somebody_writes(clerk, person):
    """The session cannot be renewed for a moment; the page comes all the same."""
    session = clerk.session
    session["renewed"] = 0
    session.save()
    with transaction.atomic():
        hold(person)
        reading = threading.Thread(target=_read, args=(clerk, found := []))
        reading.start()
        reading.join(SECONDS)
    assert found == [200]


def _read(client: Client, found: list[int]) -> None:
    try:
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA busy_timeout=100")
        found.append(client.get("/people/").status_code)
    finally:
        connection.close()


@on_postgres
def test_the_victim_of_a_deadlock_is_told_to_press_again(clerk, person, paired):
    """The death holds the person and waits for the pairing that we hold; then we wait for the person."""
    path, typed = death_of(person)
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL deadlock_timeout = '1min'")  # the other one finds it, not we
        hold(paired)
        request = send(clerk, path, typed, patience="0")
        wait_until_one_waits()
        hold(person)
    response = request.answer()
    assert response.status_code == 409
    assert Person.objects.get(pk=person.pk).died_on is None
    assert pressed_again(clerk, response, path).status_code in (200, 303)


@on_postgres
def test_issuing_takes_the_person_before_the_pairing(sign_in, cast, person):
    """Rule: R-350. While the person is held, whoever issues waits without holding the pairing, as a death needs it."""
    day = clock.today()
    pairing = propose_pairing(person=person, helper=cast.helper.staff_member, starts_on=day, by=cast.caseworker)
    client = sign_in(cast.section_head)
    client.get("/")
    form = {"pairings": pairing.public_id, "issuing_body": "机关党委", "document_number": "新税党〔2026〕1号"}
    with transaction.atomic():
        hold(person)
        request = send(client, "/casework/pairings/issue/", form, patience="0")
        wait_until_one_waits()
        Pairing.objects.select_for_update(nowait=True).get(pk=pairing.pk)
    assert request.answer().status_code == 303
    assert Pairing.objects.get(pk=pairing.pk).status == "issued"


@on_postgres
def test_confirming_a_report_takes_the_person_before_the_report(clerk, cast, person, paired):
    """Rule: R-350."""
    report = send_report(person=person, kind="death", happened_on=clock.today(), by=cast.helper)
    form = {"decision": "confirm", "happened_on": str(clock.today())}
    with transaction.atomic():
        hold(person)
        request = send(clerk, f"/casework/reports/{report.public_id}/", form, patience="0")
        wait_until_one_waits()
        HelperReport.objects.select_for_update(nowait=True).get(pk=report.pk)
    assert request.answer().status_code in (200, 303)
    assert Person.objects.get(pk=person.pk).died_on is not None
