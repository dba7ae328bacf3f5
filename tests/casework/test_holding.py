"""Somebody withdrawn a moment ago: whoever still has them on the screen enters nothing more for them."""

from datetime import timedelta

import pytest

from casework.choices.emergencies import EmergencyKind
from casework.models import Contact, Emergency, Need, ServiceArrangement, SupportPlan
from casework.workflows.contacts import record_contact
from casework.workflows.emergencies import Call, record_call
from casework.workflows.needs import raise_need
from casework.workflows.services import open_plan
from office import clock
from office.errors import ChangedMeanwhile
from registry import surveys
from registry.models import HomeSurvey, HospitalStay, Person, PersonPaper
from registry.scans import Scan
from registry.workflows.life import record_stay
from registry.workflows.papers import add_paper
from registry.workflows.surveys import Visit, record_survey
from registry.workflows.withdrawals import withdraw_person

pytestmark = pytest.mark.django_db


def need(person, by):
    raise_need(person=person, kind="other", text="想换灯", by=by)


def contact(person, by):
    record_contact(
        kind="visit",
        held_on=clock.today(),
        helpers=[by.staff_member],
        persons=[person],
        by=by,
    )


def paper(person, by):
    add_paper(person=person, kind="other", title="户口簿", scan=Scan(b"x", "image/png"), by=by)


def survey(person, by):
    visit = Visit(surveyed_on=clock.today(), surveyor=by.staff_member, met_with="self")
    record_survey(person=person, visit=visit, found=surveys.known(person), by=by)


def stay(person, by):
    record_stay(person=person, by=by, admitted_on=clock.today(), hospital="县医院")


def emergency(person, by):
    call = Call(told_by="女儿", told_at=clock.now(), kind=EmergencyKind.INJURY, lead=by.staff_member)
    record_call(person=person, call=call, by=by)


def plan(person, by):
    later = clock.today() + timedelta(days=90)
    open_plan(person=person, goals="助餐", in_charge=by.staff_member, review_on=later, by=by)


KEPT = (Need, Contact, PersonPaper, HomeSurvey, HospitalStay, Emergency, SupportPlan, ServiceArrangement)


@pytest.mark.parametrize("enter", [need, contact, paper, survey, stay, emergency, plan], ids=lambda one: one.__name__)
def test_nothing_is_entered_for_who_was_withdrawn_meanwhile(cast, person, enter):
    """Rule: R-587. The same act a moment before goes through, so it is the withdrawal that refuses it."""
    on_screen = Person.objects.get(pk=person.pk)
    withdraw_person(person=person, reason="登记错误", by=cast.caseworker)
    with pytest.raises(ChangedMeanwhile):
        enter(on_screen, cast.second_caseworker)
    assert not any(model.objects.exists() for model in KEPT)
    Person.objects.filter(pk=person.pk).update(withdrawn_on=None)
    enter(on_screen, cast.second_caseworker)
    assert any(model.objects.exists() for model in KEPT)
