"""Rules of pairings and contacts that no story walks by."""

from datetime import date

import pytest

from casework.errors.contacts import ContactIncomplete
from casework.errors.pairing import OtherBureau
from casework.models import Contact, Pairing
from casework.workflows.contacts import record_contact
from casework.workflows.pairing import propose_pairing
from office import clock
from office.models import Bureau

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(date(2026, 2, 20)):
        yield


def test_nobody_is_paired_across_bureaus(cast, person, make_staff):
    elsewhere = make_staff(bureau=Bureau.objects.create(code="431198", name="青山县税务局"), branch=None)
    with pytest.raises(OtherBureau):
        propose_pairing(person=person, helper=elsewhere, starts_on=date(2026, 3, 1), by=cast.caseworker)
    assert not Pairing.objects.exists()


@pytest.mark.parametrize(("helpers", "persons"), [(0, 1), (7, 1), (1, 0), (1, 13)])
def test_a_contact_has_at_most_six_visitors_and_twelve_visited(cast, make_staff, make_person, helpers, persons):
    with pytest.raises(ContactIncomplete):
        record_contact(
            kind="visit",
            held_on=date(2026, 2, 10),
            helpers=[make_staff() for _ in range(helpers)],
            persons=[make_person() for _ in range(persons)],
            sheet_reference="走访表第1册",
            by=cast.caseworker,
        )
    assert not Contact.objects.exists()
