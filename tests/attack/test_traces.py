"""Somebody reads a person by a side door: each leaves the trace that the person's page leaves."""

import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from casework.models import ReviewRow
from casework.workflows.contacts import record_contact
from casework.workflows.needs import raise_need
from office import clock
from office.models import AuditEvent
from registry import looks
from registry.choices import PaperKind
from registry.scans import read_scan
from registry.workflows.life import record_death
from registry.workflows.papers import add_paper
from tests.casework import recognise
from tests.casework.review import opened
from tests.registry.survey import survey

pytestmark = pytest.mark.django_db


def seen(person) -> list[str]:
    return sorted(
        AuditEvent.objects.filter(action=looks.SEEN, object_key=person.public_id).values_list("actor", flat=True)
    )


def look(client, url: str) -> None:
    cache.clear()
    answer = client.get(url)
    assert answer.status_code == 200, url


def photo(person, cast):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    scan = read_scan(picture.getvalue(), takes_pdf=False)
    return add_paper(person=person, kind=PaperKind.PHOTO, title="", scan=scan, by=cast.caseworker)


def test_every_page_about_one_person_leaves_a_trace(as_user, cast, make_person):
    """The form, the lists behind the page, the photo by its own address: not only the page."""
    client = as_user(cast.caseworker)
    for name in ("person-edit", "paper-list", "consent-list", "relative-list", "survey-record", "person-suggestions",
                 "row-list", "death-record", "stay-create", "person-withdraw", "dossier"):  # fmt: skip
        person = make_person()
        look(client, reverse(f"registry:{name}", args=[person.public_id]))
        assert seen(person) == ["caseworker"], name
    person = make_person()
    look(client, reverse("registry:paper-file", args=[person.public_id, photo(person, cast).public_id]))
    assert seen(person) == ["caseworker"]


def test_what_is_read_of_a_person_through_a_case_leaves_a_trace(as_user, cast, make_person):
    people = [make_person() for _ in range(5)]
    asked, visited, needy, surveyed, dead = people
    recognition = recognise.submitted(asked, cast)
    helpers, today = [cast.helper.staff_member], clock.today()
    contact = record_contact(
        persons=[visited],
        helpers=helpers,
        held_on=today,
        kind="visit",
        note="谈心",
        sheet_reference="1",
        by=cast.caseworker,
    )
    need = raise_need(person=needy, kind="other", text="修水管", by=cast.caseworker)
    found = survey(surveyed, cast.caseworker)
    record_death(person=dead, died_on=today, by=cast.caseworker)
    pages = {
        asked: reverse("casework:recognition-detail", args=[recognition.public_id]),
        visited: reverse("casework:contact-detail", args=[contact.public_id]),
        needy: reverse("casework:need-detail", args=[need.public_id]),
        surveyed: reverse("registry:survey-detail", args=[found.public_id]),
        dead: dead.deaths.get().get_absolute_url(),
    }
    for person, url in pages.items():
        look(as_user(cast.section_head), url)
        assert seen(person) == ["section_head"], url


def test_two_records_side_by_side_and_a_row_of_the_review_leave_a_trace(as_user, cast, make_person):
    kept, merged = make_person("王秀英"), make_person("王秀英")
    look(as_user(cast.caseworker), reverse("registry:duplicate-compare", args=[kept.public_id, merged.public_id]))
    assert seen(kept) == seen(merged) == ["caseworker"]
    opened(cast, everybody=True)
    row = ReviewRow.objects.get(person=kept)
    look(as_user(cast.section_head), reverse("casework:review-row", args=[row.public_id]))
    assert seen(kept) == ["caseworker", "section_head"]
