"""A roster is confirmed or undone while somebody edits: whoever comes second sees what the first one saved."""

import pytest
from django.db import transaction

from casework.workflows.pairing import propose_pairing
from office import clock
from registry.choices import FactSource
from registry.models import ImportBatch, Person
from registry.workflows import imports
from registry.workflows.people import Edit, edit_person
from tests.races.waiting import Request, on_postgres, send, wait_until_one_waits
from tests.registry import rosters

pytestmark = [pytest.mark.django_db(transaction=True), on_postgres]
TYPED = "1990000" + "9999"


@pytest.fixture
def clerk(sign_in, cast):
    client = sign_in(cast.caseworker)
    client.get("/")  # the session's first page writes
    return client


def stage(cast, **cells) -> ImportBatch:
    people = [rosters.person(1, **cells), rosters.person(2)]
    return imports.stage_file(
        bureau=cast.caseworker.bureau, file_name="名册.xlsx", data=rosters.roster(people), by=cast.caseworker
    )


@pytest.fixture
def imported(cast) -> ImportBatch:
    return imports.confirm_batch(batch=stage(cast), by=cast.caseworker)


def person_of(batch: ImportBatch, number: int) -> Person:
    rows = batch.rows.filter(kind="people").order_by("number")
    return Person.objects.select_related("bureau").get(pk=rows[number].target_id)


def edit_phone(person: Person, cast) -> None:
    edit_person(person=person, edit=Edit(values={"phone": TYPED}, mode=FactSource.CHANGE), by=cast.second_caseworker)


def asked_for(batch: ImportBatch, clerk, act: str) -> Request:
    request = send(clerk, f"/people/import/{batch.public_id}/{act}/", {"reason": "传错了文件"}, patience="0")
    wait_until_one_waits()
    return request


def pair_up(person: Person, cast) -> None:
    propose_pairing(person=person, helper=cast.helper.staff_member, starts_on=clock.today(), by=cast.second_caseworker)


@pytest.mark.parametrize("use", [edit_phone, pair_up])
def test_undoing_an_import_sees_what_is_being_saved(clerk, cast, imported, use):
    used, other = person_of(imported, 0), person_of(imported, 1)
    with transaction.atomic():
        use(used, cast)
        request = asked_for(imported, clerk, "undo")
    assert request.answer().status_code == 303
    used.refresh_from_db()
    other.refresh_from_db()
    assert used.withdrawn_on is None and other.withdrawn_on is not None
    assert imported.rows.get(target_id=used.pk, kind="people").kept


def test_confirming_an_import_sees_what_is_being_saved(clerk, cast, imported):
    """The roster says another phone: it was compared with the one before."""
    person = person_of(imported, 0)
    batch = stage(cast, 联系电话="1990000" + "8888")
    with transaction.atomic():
        edit_phone(person, cast)
        request = asked_for(batch, clerk, "confirm")
    assert request.answer().status_code == 303
    person.refresh_from_db()
    assert person.phone == TYPED, "what was known later than the roster's day stays"


def test_a_decision_waits_for_the_import_and_is_too_late(clerk, cast, imported):
    """Else rows of an import that is done would be compared anew, and undoing it would not find them."""
    batch = stage(cast, 联系电话="1990000" + "8888")
    with transaction.atomic():
        imports.confirm_batch(batch=batch, by=cast.second_caseworker)
        request = asked_for(batch, clerk, "decide")
    request.answer()
    assert batch.rows.filter(verdict="changed", target_id=person_of(imported, 0).pk).exists()


def test_withdrawing_a_person_sees_what_is_being_entered_for_them(clerk, cast, person):
    with transaction.atomic():
        pair_up(person, cast)
        path = f"/people/{person.public_id}/withdraw/"
        request = send(clerk, path, {"reason": "登记错误"}, patience="0")
        wait_until_one_waits()
    assert request.answer().status_code == 422
    person.refresh_from_db()
    assert person.withdrawn_on is None
