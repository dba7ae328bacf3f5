"""Two at once over the cash of one plan: it goes out once, comes back once, and the other reads why."""

import pytest

from funds.choices import AdvanceStatus, Delivery, ItemStatus
from funds.models import CashAdvance, Payment
from funds.workflows import advances
from office import clock
from tests.funds.conftest import fresh, key
from tests.races.browser import Post, at_once
from tests.races.conftest import Office
from tests.races.judging import books_are_clean, one_wins

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3


def plan_of_one(office: Office):
    """Return an approved plan for one person."""
    plan = office.walk.submit(office.walk.plan(office.source(), [office.person()]))
    return office.walk.approve(plan)


def handed_in(office: Office) -> CashAdvance:
    """Return an advance whose money was delivered and whose account waits for the keeper."""
    plan, cast = plan_of_one(office), office.cast
    told = {"issued_on": clock.today(), "document": "借1", "by": cast.finance, "request_key": key()}
    taker = cast.helper.staff_member
    advance = advances.issue_advance(application=plan, items=list(plan.items.all()), taker=taker, **told)
    signed = advances.Told(Delivery.SIGNED, on=clock.today())
    advances.tell_delivery(advance=advance, rows=list(advance.rows.for_list()), told=signed, by=cast.caseworker)
    return advances.hand_in(advance=fresh(advance), by=cast.caseworker)


def send(office: Office, who: str, page: str, server: int, **data) -> Post:
    return office.browser(getattr(office.cast, who), server).fill(page, **data)


def take_or_pay(office: Office) -> None:
    """The keeper has the cash page and the payment page of one row open."""
    plan = plan_of_one(office)
    item = plan.items.get()
    taken = {"taker": office.cast.helper.staff_member.public_id, "document": "借1", "pick": item.public_id}
    take = send(office, "finance", f"/funds/aid/{plan.public_id}/advance/", 0, **taken)
    pay = send(office, "finance", f"/funds/items/{item.public_id}/pay/", 1, voucher_number="支-1", outcome="paid")
    won = one_wins(at_once(take, pay))
    assert fresh(item).status == (ItemStatus.PAID if won else ItemStatus.ADVANCED)
    books_are_clean()


def settle_twice(office: Office) -> None:
    advance = handed_in(office)
    page = f"/funds/advances/{advance.public_id}/settle/"
    one_wins(at_once(*(send(office, "finance", page, server) for server in (0, 1))))
    assert Payment.objects.filter(item__application=advance.application).count() == 1
    books_are_clean()


def settle_or_send_back(office: Office) -> None:
    advance = handed_in(office)
    page = f"/funds/advances/{advance.public_id}/"
    back = send(office, "finance", f"{page}back/", 1, reason="缺签名")
    won = one_wins(at_once(send(office, "finance", f"{page}settle/", 0), back))
    assert fresh(advance).status == (AdvanceStatus.OUT if won else AdvanceStatus.SETTLED)
    books_are_clean()


@pytest.mark.parametrize("run_round", [take_or_pay, settle_twice, settle_or_send_back], ids=lambda one: one.__name__)
def test_exactly_one_effect(office, run_round):
    for _ in range(ROUNDS):
        run_round(office)
