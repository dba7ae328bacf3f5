"""What was paid after a death, and what a death taken back leaves to be done with money."""

from datetime import date

import pytest

from funds.choices import AidKind
from office import clock
from registry.models import Person
from registry.workflows import deaths, life
from tests.funds.conftest import TODAY, fresh

pytestmark = pytest.mark.django_db


def page_of_death(client, person: Person) -> str:
    return client.get(f"/people/{person.public_id}/death/", follow=True).content.decode()


def test_a_payment_made_after_the_death_is_found(cast, source, recognised, walk, sign_in):
    person = recognised()
    walk.paid(source, person, "1234.00")
    life.record_death(person=fresh(person), died_on=date(2026, 3, 1), by=cast.caseworker)
    page = page_of_death(sign_in(cast.caseworker), person)
    assert "去世之后支付的" in page and "1,234.00 元,请核对是否应当冲销" in page


def test_months_paid_too_long_are_named_with_their_sum(cast, source, recognised, walk, sign_in):
    """The month of the death is still due; the death is heard of two months later."""
    person = recognised()
    for day in (date(2026, 3, 28), date(2026, 4, 28), date(2026, 5, 28)):
        with clock.at(day):
            walk.paid(source, person, "300.50", kind=AidKind.LIVING_SUBSIDY)
    with clock.at(date(2026, 6, 3)):
        life.record_death(person=fresh(person), died_on=date(2026, 3, 20), by=cast.caseworker)
        page = page_of_death(sign_in(cast.caseworker), person)
        assert "月定补多发 2 个月(2026年4月、2026年5月),共 601.00 元,应当追回" in page
        assert "应当冲销" not in page


def test_nothing_is_named_when_all_was_paid_in_life(cast, source, recognised, walk, sign_in):
    person = recognised()
    walk.paid(source, person, "1234.00")
    life.record_death(person=fresh(person), died_on=TODAY, by=cast.caseworker)
    assert "去世之后支付的" not in page_of_death(sign_in(cast.caseworker), person)


def test_a_death_taken_back_brings_back_the_recognition_and_names_the_money(cast, source, recognised, walk, sign_in):
    person = recognised()
    application = walk.approved(source, person, "1234.00")
    life.record_death(person=fresh(person), died_on=TODAY, by=cast.caseworker)
    assert person.recognitions.get().status == "ended"
    death = deaths.reverse_death(person=fresh(person), reason="登记错人", by=cast.caseworker)
    page = sign_in(cast.caseworker).get(death.get_absolute_url()).content.decode()
    recognition = person.recognitions.get()
    assert (recognition.status, recognition.ended_on, recognition.closed_by) == ("recognised", None, None)
    assert "认定已恢复" in page and "1,234.00 元已停发,需要的请重新申请" in page
    assert fresh(application).status == "closed" and fresh(source).reserved == 0  # money is never set going by itself
