"""A policy number of the schedule counts for everybody from the day it begins, not from the next contact."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from casework.choices.contacts import ContactKind
from casework.models import ContactState
from casework.workflows.contacts import record_contact
from office import clock
from office.workflows import settings as office

pytestmark = pytest.mark.django_db
VISITED = date(2026, 2, 10)


@pytest.fixture
def visited(cast, person, make_staff):
    with clock.at(VISITED):
        record_contact(
            kind=ContactKind.VISIT,
            held_on=VISITED,
            helpers=[make_staff()],
            persons=[person],
            sheet_reference="1",
            by=cast.caseworker,
        )
    return person


def due_of(person):
    return ContactState.objects.get(person=person).next_due_on


def confirm(cast, holds_from):
    number = office.propose_number(
        code="contact_months", value=Decimal(1), holds_from=holds_from, note="局务会", by=cast.section_head
    )
    office.decide_number(number=number, confirmed=True, by=cast.bureau_leader)


def test_a_number_in_force_moves_the_due_dates_at_once(cast, visited):
    assert due_of(visited) == date(2026, 6, 30)
    with clock.at(date(2026, 2, 20)):
        confirm(cast, date(2026, 2, 1))
    assert due_of(visited) == date(2026, 3, 31)


def test_a_later_number_begins_on_its_day(cast, visited):
    with clock.at(date(2026, 2, 20)):
        confirm(cast, date(2026, 3, 1))
        call_command("run_worker", "--once")
        assert due_of(visited) == date(2026, 6, 18)  # 端午 comes before the end of the quarter
    with clock.at(date(2026, 3, 1)):
        call_command("run_worker", "--once")
    assert due_of(visited) == date(2026, 3, 31)
