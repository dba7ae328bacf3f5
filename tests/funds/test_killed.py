"""A machine that dies while it pays: nothing that was answered is lost, nothing is paid twice, the books agree."""

import os
import random
import signal
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection, connections

from funds import books
from funds.choices import EntryKind, PaymentMethod
from funds.models import AidItem, FundSource, LedgerEntry
from funds.workflows import payments
from office import clock
from office.models import User
from tests.funds.conftest import fresh

pytestmark = pytest.mark.django_db(transaction=True)

DEATHS = 50
STATEMENT, ANSWERED = b".", b"!"
MANY_MOMENTS = 150  # about twice what one payment has, two for each statement


def pay(item: AidItem, by: User) -> None:
    """Pay as the page does; whoever does not know whether it went through sends the same request again."""
    proof = payments.Proof(paid_on=clock.today(), voucher_number="2026-支-001")
    payments.pay_item(
        item=fresh(item), method=PaymentMethod.TREASURY, proof=proof, by=by, request_key=f"page-{item.pk}"
    )


def pay_all(items: Sequence[AidItem], by: User, told: int) -> None:
    """Pay one after another, telling of every statement before and after it is sent and of every payment made."""

    def tell(execute, *statement):
        os.write(told, STATEMENT)
        result = execute(*statement)
        os.write(told, STATEMENT)
        return result

    with connection.execute_wrapper(tell):
        for item in items:
            pay(item, by)
            os.write(told, ANSWERED)


def killed_after(moments: int, items: Sequence[AidItem], by: User) -> int:
    """Pay in a process of its own that is killed after so many moments; return how many payments it had answered."""
    reading, told = os.pipe()
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            pay_all(items, by, told)
        finally:
            os._exit(0)
    os.close(told)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        heard = b""
        while len(heard) < moments and (more := pipe.read(1)):
            heard += more
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        heard += pipe.readall()
    return heard.count(ANSWERED)


def test_fifty_deaths_in_the_middle_of_payments(cast, make_source, make_person, walk):
    chance = random.Random(50)
    source: FundSource = make_source(money="100000.00")
    people = [make_person(f"收款人{number:03}") for number in range(60)]
    items = list(walk.approve(walk.submit(walk.plan(source, people))).items.order_by("pk"))
    answered = 0
    for _ in range(DEATHS):
        answered += killed_after(chance.randint(1, MANY_MOMENTS), items[answered:], cast.finance)
        paid = set(LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).values_list("payment__item_id", flat=True))
        assert paid >= {item.pk for item in items[:answered]}
        assert books.mismatches() == []
    assert 0 < answered < len(items), "the deaths fell into the middle of the work"
    for item in items[answered:]:
        pay(item, cast.finance)
    assert LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).count() == len(items)
    assert FundSource.objects.get(pk=source.pk).balance == Decimal("100000") - sum(item.amount for item in items)
    assert books.mismatches() == []
