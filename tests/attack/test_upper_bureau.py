"""Somebody in a bureau above reads, aggregates and inspects; whole numbers and personal forms stay below."""

import pytest
from django.urls import reverse

from casework.documents.visit_sheet import visit_sheets_pdf
from casework.errors.contacts import NothingToPrint
from casework.workflows.pairing import issue_pairings, propose_pairing
from office import clock
from office.models import AuditEvent, Bureau
from office.roles import Role
from registry.errors import NotYoursToReveal
from registry.workflows.people import reveal_id
from tests.casework import recognise

pytestmark = pytest.mark.django_db
NUMBER = "431199194501010015"


@pytest.fixture
def above(bureau, make_user):
    upper = Bureau.objects.create(code="430000", name="上级市税务局")
    bureau.parent = upper
    bureau.save()
    return make_user(Role.CASEWORKER, Role.SECTION_HEAD, username="above", bureau=upper)


def test_a_whole_number_is_shown_in_the_persons_own_bureau_alone(as_user, above, cast, make_person):
    person = make_person(id_number=NUMBER)
    url = reverse("registry:id-reveal", args=[person.public_id])
    answer = as_user(above).post(url)
    assert answer.status_code == 403 and "本人所在的局" in answer.content.decode()
    page = as_user(above).get(person.get_absolute_url())
    assert page.status_code == 200 and url not in page.content.decode(), "no button that would be refused"
    with pytest.raises(NotYoursToReveal):
        reveal_id(person=person, by=above)
    assert not AuditEvent.objects.filter(action="registry.person.id-revealed").exists()
    assert NUMBER in as_user(cast.caseworker).post(url).content.decode()


def test_an_approval_form_is_printed_in_its_own_bureau_alone(as_user, above, cast, person):
    recognition = recognise.submitted(person, cast)
    detail = reverse("casework:recognition-detail", args=[recognition.public_id])
    url = reverse("casework:recognition-print", args=[recognition.public_id])
    assert as_user(above).get(detail).status_code == 200
    assert as_user(above).post(url).status_code == 403
    assert as_user(cast.caseworker).post(url).headers["Content-Type"] == "application/pdf"


def test_visit_sheets_are_printed_for_the_own_bureau_alone(above, cast, person):
    day, helper = clock.today(), cast.helper.staff_member
    pairing = propose_pairing(person=person, helper=helper, starts_on=day, by=cast.caseworker)
    issue_pairings(pairing_ids=[pairing.pk], issuing_body="机关党委", document_number="1号", by=cast.section_head)
    with pytest.raises(NothingToPrint):
        visit_sheets_pdf(title="三季度", who="all", helpers=[], by=above)
    assert visit_sheets_pdf(title="三季度", who="all", helpers=[], by=cast.caseworker).startswith(b"%PDF")
