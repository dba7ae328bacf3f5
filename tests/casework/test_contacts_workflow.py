"""Contacts: who may record what, once, and what they add up to."""

from datetime import date

import pytest

from casework.errors import contacts as errors
from casework.models import Contact, ContactState
from casework.workflows import contacts as workflows
from office import clock
from office.errors import Refused
from office.models import AuditEvent, PolicyNumber
from tests.casework.care import pair, visit


@pytest.fixture(autouse=True)
def _november():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def helper(cast):
    return cast.helper.staff_member


def state(person):
    row = ContactState.objects.get(person=person)
    return (row.last_contact_on, row.last_visit_on, row.next_due_on, row.contact_count)


def set_number(cast, code, value):
    PolicyNumber.objects.create(
        code=code,
        value=value,
        holds_from=date(2026, 1, 1),
        confirmed_by=cast.bureau_leader,
        confirmed_at=clock.now(),
    )


def test_record_keeps_the_state_of_everybody_visited(cast, make_person, helper):
    couple = [make_person(), make_person()]
    contact = workflows.record_contact(
        kind="visit",
        held_on=date(2026, 5, 6),
        helpers=[helper, cast.section_head.staff_member],
        persons=couple,
        purposes=["visit", "talk"],
        note="谈了孙子的工作",
        by=cast.caseworker,
        sheet_reference="第3册12页",
    )
    assert [state(person) for person in couple] == [(date(2026, 5, 6), date(2026, 5, 6), date(2026, 9, 30), 1)] * 2
    contact.refresh_from_db()
    assert contact.on_behalf and contact.purpose_labels == ["上门探望", "沟通思想"] and contact.note == "谈了孙子的工作"
    assert AuditEvent.objects.get(action="casework.contact.recorded").data["on_behalf"] is True
    assert contact.history.count() == 1


def test_notes_are_not_readable_in_the_table(cast, person, helper):
    from django.db import connection

    contact = visit(person, helper, cast.caseworker, note="情绪低落", mood="想念老伴")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, mood FROM casework_contact WHERE id = %s", [contact.pk])
        assert "情绪" not in str(cursor.fetchone())


def test_older_contact_entered_later_leaves_the_newest(cast, person, helper):
    visit(person, helper, cast.caseworker, held_on=date(2026, 5, 6))
    visit(person, helper, cast.caseworker, held_on=date(2026, 1, 6), kind="call")
    assert state(person) == (date(2026, 5, 6), date(2026, 5, 6), date(2026, 9, 30), 2)


def test_call_satisfies_the_quarter_unless_policy_says_otherwise(cast, make_person, helper):
    before, after = make_person(birth_date=date(1966, 5, 1)), make_person(birth_date=date(1966, 5, 1))
    visit(before, helper, cast.caseworker, kind="call", held_on=date(2026, 10, 8))
    assert state(before) == (date(2026, 10, 8), None, date(2027, 2, 5), 1)  # before 春节
    set_number(cast, "call_satisfies_contact", 0)
    visit(after, helper, cast.caseworker, kind="call", held_on=date(2026, 10, 8))
    assert state(after) == (date(2026, 10, 8), None, date(2026, 12, 31), 1)


def test_rhythm_is_a_policy_number(cast, person, helper):
    set_number(cast, "contact_months", 1)
    visit(person, helper, cast.caseworker, held_on=date(2026, 11, 2))
    assert state(person)[2] == date(2026, 12, 31)
    visit(person, helper, cast.caseworker, held_on=date(2026, 1, 2))
    assert state(person)[2] == date(2026, 12, 31)


def test_request_sent_twice_makes_one(cast, person, helper):
    first = visit(person, helper, cast.caseworker, request_key="k-1")
    second = visit(person, helper, cast.caseworker, request_key="k-1")
    assert first.pk == second.pk
    assert Contact.objects.count() == 1 and state(person)[3] == 1
    assert AuditEvent.objects.filter(action="casework.contact.recorded").count() == 1


def test_request_key_of_somebody_else_answers_nothing_of_theirs(cast, person, helper):
    from django.db import IntegrityError

    visit(person, helper, cast.caseworker, request_key="k-1")
    with pytest.raises(IntegrityError):
        visit(person, helper, cast.second_caseworker, request_key="k-1")


def test_void_recomputes_and_keeps_the_row_with_its_reason(cast, person, helper):
    pair(person, helper, cast)
    first = visit(person, helper, cast.caseworker, held_on=date(2026, 2, 10))
    second = visit(person, helper, cast.caseworker, held_on=date(2026, 8, 10))
    workflows.void_contact(contact_id=second.pk, reason="登记错人", by=cast.caseworker)
    assert state(person) == (date(2026, 2, 10), date(2026, 2, 10), date(2026, 6, 30), 1)
    workflows.void_contact(contact_id=first.pk, reason="登记错人", by=cast.caseworker)
    assert state(person) == (None, None, date(2026, 12, 31), 0)
    second.refresh_from_db()
    assert (second.void_reason, second.voided_by, second.history.count()) == ("登记错人", cast.caseworker, 2)


def test_void_twice_or_without_reason_is_refused(cast, person, helper):
    contact = visit(person, helper, cast.caseworker)
    with pytest.raises(errors.ContactIncomplete):
        workflows.void_contact(contact_id=contact.pk, reason=" ", by=cast.caseworker)
    workflows.void_contact(contact_id=contact.pk, reason="重复", by=cast.caseworker)
    with pytest.raises(errors.AlreadyVoid):
        workflows.void_contact(contact_id=contact.pk, reason="重复", by=cast.caseworker)


def test_void_is_for_the_caseworker_or_whoever_entered_it(cast, person, helper):
    pair(person, helper, cast)
    contact = visit(person, helper, cast.helper, sheet_reference="")
    for stranger in (cast.section_head, cast.finance, cast.auditor):
        with pytest.raises(Refused):
            workflows.void_contact(contact_id=contact.pk, reason="重复", by=stranger)
    assert workflows.void_contact(contact_id=contact.pk, reason="重复", by=cast.helper).is_void


@pytest.mark.parametrize(
    "values, error",
    [
        ({"held_on": date(2026, 11, 24)}, errors.ContactInFuture),
        ({"sheet_reference": " "}, errors.SheetMissing),
        ({"held_on": date(1999, 12, 31)}, errors.ContactIncomplete),
    ],
)
def test_record_refuses(cast, person, helper, values, error):
    with pytest.raises(error):
        visit(person, helper, cast.caseworker, **values)
    assert not Contact.objects.exists() and not ContactState.objects.exists()


def test_record_refuses_who_was_dead_by_then(cast, make_person, helper):
    dead = make_person(died_on=date(2026, 5, 1))
    with pytest.raises(errors.ContactAfterDeath):
        visit(dead, helper, cast.caseworker, held_on=date(2026, 5, 2))
    assert visit(dead, helper, cast.caseworker, held_on=date(2026, 5, 1)).pk


def test_helper_logs_only_with_own_people_of_today(cast, make_person, helper):
    mine, other = make_person(), make_person()
    pair(mine, helper, cast)
    logged = visit(mine, helper, cast.helper, sheet_reference="")
    assert not logged.on_behalf
    with pytest.raises(errors.NotOwnPeople):
        visit(other, helper, cast.helper)
    with pytest.raises(Refused):
        visit(mine, cast.caseworker.staff_member, cast.helper)


@pytest.mark.parametrize("role", ["finance", "auditor", "section_head", "bureau_leader", "administrator"])
def test_record_is_refused_to_other_roles(cast, person, helper, role):
    with pytest.raises(Refused):
        visit(person, helper, getattr(cast, role))


def test_record_needs_few_queries(cast, person, helper, django_assert_max_num_queries):
    pair(person, helper, cast)
    cast.caseworker.may("edit_casework")
    with django_assert_max_num_queries(26) as captured:
        visit(person, helper, cast.caseworker, request_key="k-2")
    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 21, statements
