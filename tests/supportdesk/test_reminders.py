"""The daily digest and the calendar address: counts and initials leave the pages, nothing else."""

import re
from datetime import date
from io import StringIO
from smtplib import SMTPRecipientsRefused

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.urls import reverse

from casework.calendar_feed import folded
from casework.models import ContactDue
from casework.workflows.schedule import refresh_everybody
from office import clock, digest
from office.models import AuditEvent, CalendarToken
from tests.casework.care import pair
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _paired(cast, make_person):
    with clock.at(TODAY):
        person = make_person("王秀英", sex="female", phone="19900001234", initials="wxy")
        pair(person, cast.helper.staff_member, cast)
        refresh_everybody()
        yield person


def address(client):
    said = client.post(reverse("calendar-token")).content.decode()
    return re.search(r"/calendar/[\w-]+\.ics", said).group()


def test_the_digest_goes_once_a_day_with_counts_and_links_only(cast, settings, mailoutbox):
    settings.EMAIL_HOST, cast.caseworker.email = "mail.example", "office@example.com"
    cast.caseworker.save()
    out = StringIO()
    with clock.at(date(2027, 6, 1)):
        refresh_everybody()
        call_command("daily_digest", stdout=out)
        (mail,) = mailoutbox
        assert mail.to == ["office@example.com"]
        assert settings.SITE_ADDRESS + "/casework/" in mail.body
        assert "caseworker\n" not in out.getvalue().splitlines(keepends=True)  # it went by mail
        assert "王秀英" not in mail.body + out.getvalue()
        assert AuditEvent.objects.filter(action="office.digest.sent").exists()
        again = StringIO()
        call_command("daily_digest", stdout=again)
    assert (len(mailoutbox), again.getvalue()) == (1, "")


def test_the_worker_sends_the_digest_once_a_day_and_one_bad_address_stops_nobody(cast, settings, monkeypatch):
    """A mail that failed is not noted as sent: the command sends it later."""
    settings.EMAIL_HOST, sent = "mail.example", []
    for user in (cast.caseworker, cast.helper):
        user.email = f"{user.username}@example.com"
        user.save()

    def deliver(subject, text, sender, to):
        if to == ["caseworker@example.com"] and not sent:
            raise SMTPRecipientsRefused({})
        sent.extend(to)

    monkeypatch.setattr(digest, "send_mail", deliver)
    with clock.at(date(2027, 6, 1)):
        call_command("run_worker", once=True)
        assert sent == ["helper@example.com"]
        call_command("daily_digest")
        assert sent == ["helper@example.com", "caseworker@example.com"]
        call_command("run_worker", once=True)
    assert len(sent) == 2


def test_the_address_is_shown_once_and_ends_when_told(cast, sign_in, client):
    sign_in(cast.helper)
    first, second = address(client), address(client)
    assert second.split("/")[-1].removesuffix(".ics") not in client.get(reverse("reminders")).content.decode()
    assert second.split("/")[-1].removesuffix(".ics") != CalendarToken.objects.get().digest
    assert [client.get(url).status_code for url in (first, second)] == [404, 200]
    client.post(reverse("calendar-token"), {"revoke": "1"})
    assert client.get(second).status_code == 404
    third = address(client)
    cast.helper.is_active = False
    cast.helper.save()
    client.logout()
    assert client.get(third).status_code == 404
    made = AuditEvent.objects.filter(action__startswith="office.calendar-token.").values_list("action", flat=True)
    assert sorted(word.rpartition(".")[2] for word in made) == ["made", "made", "made", "revoked"]


def test_guessing_is_braked(cast, sign_in, client, settings):
    good = address(sign_in(cast.helper))
    client.logout()
    settings.AXES_ENABLED, settings.ADDRESS_FAILURE_LIMIT = True, 2
    assert [client.get("/calendar/guess.ics").status_code for _ in range(3)] == [404, 404, 429]
    assert client.get(good).status_code == 200
    assert AccessAttempt.objects.count() == 2
    signed_in = client.post(reverse("login"), {"username": "caseworker", "password": PASSWORD})
    assert signed_in.status_code == 302, "nobody of the same address is kept from signing in"


def test_the_calendar_holds_the_dues_of_one_s_own_people_by_initial(cast, sign_in, make_person, client, _paired):
    make_person("李无人")
    refresh_everybody()
    url = address(sign_in(cast.helper))
    client.logout()
    answer = client.get(url)
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == ContactDue.objects.filter(person=_paired).count() > 0
    assert "\n" not in text.replace("\r\n", "") and text.endswith("END:VCALENDAR\r\n")
    assert " W\r\n" in text and not [hit for hit in ("王", "秀英", "1990000", _paired.public_id) if hit in text]
    refresh_everybody()
    assert client.get(url).content == answer.content  # the same things keep their UIDs


def test_a_long_line_is_folded_between_characters():
    parts = list(folded("SUMMARY:" + "上门" * 40))
    assert len(parts) > 1 and all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == "SUMMARY:" + "上门" * 40


def test_the_audit_trail_keeps_that_an_address_changed_and_not_the_address(cast, sign_in):
    answer = sign_in(cast.caseworker).post(reverse("reminders"), {"email": "li.xuemei@example.com"})
    cast.caseworker.refresh_from_db()
    assert (answer.status_code, cast.caseworker.email) == (303, "li.xuemei@example.com")
    event = AuditEvent.objects.get(action="office.account.email")
    assert "li.xuemei" not in f"{event.summary}{event.data}"
