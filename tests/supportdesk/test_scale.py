"""`make_scale_data`: complete people in bulk, the same for the same seed, never beside real records."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from casework.models import Contact, ContactState, Pairing
from office.models import Bureau, User
from office.roles import Role
from office.workflows import accounts
from registry import facts
from registry.models import FamilyMember, Person, PersonFact
from registry.workflows.people import Edit, create_person
from supportdesk.scale import BUREAU

KNOWN = ("name", "sex", "id_number", "birth_date", "phone", "living_arrangement", "monthly_income")


def make(retirees, **options):
    call_command("make_scale_data", retirees=retirees, verbosity=0, **options)


def as_rows():
    return [tuple(getattr(person, name) for name in KNOWN) for person in Person.objects.order_by("pk")]


@pytest.fixture
def made(db):
    make(12, contacts_per_year=2, years=2)


def test_everything_about_a_person_is_there(made):
    person = Person.objects.order_by("pk")[3]
    assert (Person.objects.count(), Bureau.objects.get().code) == (12, BUREAU[0])
    assert PersonFact.objects.filter(person=person).count() == len(facts.PERSON_FIELDS)
    newest = facts.newest(person.listed_from, [person.pk], facts.PERSON_FIELDS)[person.pk]
    assert newest["living_arrangement"].value == person.living_arrangement
    assert Pairing.objects.filter(person=person, status="issued").count() == 1
    contacts = Contact.objects.of_person(person).newest()
    assert len(contacts) == 4
    state = ContactState.objects.get(person=person)
    assert (state.contact_count, state.last_contact_on) == (4, contacts[0].held_on)
    assert person.history.count() == 1
    assert FamilyMember.objects.exists()


def test_the_numbers_are_of_nobody(made):
    for person in Person.objects.all():
        assert person.id_number.startswith("439999") and len(person.id_number) == 18
        assert person.phone.startswith("1990000") and len(person.phone) == 11


def test_they_are_found_on_the_pages(made, sign_in):
    bureau, person = Bureau.objects.get(), Person.objects.order_by("pk")[0]
    user, _ = accounts.create_account(
        username="tester",
        name="测试",
        bureau=bureau,
        roles=[Role.CASEWORKER],
        must_change_password=False,
        by=User.operator(),
    )
    client = sign_in(user)
    assert f"/people/{person.public_id}/" in client.get("/people/", {"q": person.initials}).content.decode()
    assert "测试第1册" in client.get(f"/casework/contacts/{person.contacts.first().public_id}/").content.decode()


def test_a_seed_makes_the_same_people_however_they_are_added(db):
    def rows(*totals, seed):
        with transaction.atomic():
            for total in totals:
                make(total, seed=seed)
            found = as_rows()
            transaction.set_rollback(True)
        return found

    at_once = rows(15, seed=7)
    assert len({row[2] for row in at_once}) == 15
    assert rows(4, 15, seed=7) == at_once
    assert rows(15, seed=8) != at_once


def test_a_smaller_number_takes_nobody_away(made):
    make(3)
    assert Person.objects.count() == 12


def test_a_bureau_of_its_own_people_is_refused(bureau):
    with pytest.raises(CommandError, match=bureau.name):
        make(5)
    assert not Person.objects.exists()


def test_somebody_registered_by_hand_among_them_is_refused(made):
    by = User.operator()
    create_person(bureau=Bureau.objects.get(), edit=Edit(values={"name": "王秀英", "kind": "retiree"}), by=by)
    with pytest.raises(CommandError, match="不是本命令生成的 1 人"):
        make(20)
    assert Person.objects.count() == 13


@pytest.mark.parametrize("retirees", ["-1", "很多", "1.5"])
def test_a_number_that_is_none_is_refused(db, retirees):
    with pytest.raises(CommandError, match="整数"):
        call_command("make_scale_data", f"--retirees={retirees}")
