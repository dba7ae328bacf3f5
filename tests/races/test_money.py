"""Two at once over the same money: exactly one effect, a reason for the other, and books that agree."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from funds.choices import AidStatus, ItemStatus, PaymentStatus, ReversalStatus
from funds.models import AidApplication, AidItem, FundSource, LedgerEntry, Payment, Reservation, Reversal
from funds.workflows import payments, reversals
from tests.funds.conftest import fresh, key
from tests.races.browser import Post, at_once
from tests.races.conftest import Office
from tests.races.judging import BooksBroken, BothWon, books_are_clean, both_win, one_wins

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
D = Decimal


# What people send


def sign(office: Office, who: str, application: AidApplication, server: int, decision="agree", opinion="") -> Post:
    page = f"/funds/aid/{application.public_id}/"
    browser = office.browser(getattr(office.cast, who), server)
    return browser.fill(page, f"{page}sign/", decision=decision, opinion=opinion)


def pay(office: Office, item: AidItem, server: int, outcome="paid") -> Post:
    browser = office.browser(office.cast.finance, server)
    return browser.fill(f"/funds/items/{item.public_id}/pay/", voucher_number=f"2026-支-{server}", outcome=outcome)


def stop(office: Office, item: AidItem, server: int) -> Post:
    browser = office.browser(office.cast.caseworker, server)
    return browser.fill(f"/funds/items/{item.public_id}/stop/", reason="不再需要")


def decide(office: Office, who: str, reversal: Reversal, server: int, decision="confirm", reason="") -> Post:
    page = f"/funds/reversals/{reversal.public_id}/"
    browser = office.browser(getattr(office.cast, who), server)
    return browser.fill(page, f"{page}decide/", decision=decision, reason=reason)


# Where a round starts


def at_the_head(office: Office, source: FundSource | None = None, amount="2000.00") -> AidApplication:
    """Return an application that finance has checked and a section head is to sign."""
    submitted = office.walk.submitted(source or office.source(), office.person(), amount)
    return office.walk.act(submitted, office.cast.finance)


def payable(office: Office, source: FundSource | None = None) -> AidItem:
    return office.walk.approve(at_the_head(office, source)).items.get()


def reversal_asked(office: Office, entry: LedgerEntry) -> Reversal:
    return reversals.ask_reversal(entry=entry, reason="付错了人", by=office.cast.finance)


# The rounds


def approve_or_return(office: Office) -> None:
    application = at_the_head(office)
    won = one_wins(
        at_once(
            sign(office, "section_head", application, 0),
            sign(office, "second_section_head", application, 1, "return", "请补住院发票"),
        )
    )
    assert fresh(application).status == (AidStatus.RETURNED if won else AidStatus.APPROVED)
    assert fresh(application.source).reserved == (0 if won else D("2000.00"))
    books_are_clean()


def approve_twice(office: Office, second="second_section_head") -> None:
    application = at_the_head(office)
    one_wins(at_once(sign(office, "section_head", application, 0), sign(office, second, application, 1)))
    assert fresh(application).status == AidStatus.APPROVED
    assert Reservation.objects.get(item__application=application).amount == D("2000.00")
    books_are_clean()


def approve_by_double_click(office: Office) -> None:
    approve_twice(office, "section_head")


def approve_the_last_ten_fen(office: Office) -> None:
    source = office.source("0.10")
    first, second = (at_the_head(office, source, "0.10") for _ in range(2))
    one_wins(
        at_once(sign(office, "section_head", first, 0), sign(office, "second_section_head", second, 1)),
        saying="还差 0.10 元",
    )
    assert sorted([fresh(first).status, fresh(second).status]) == [AidStatus.APPROVED, AidStatus.SUBMITTED]
    books_are_clean()


def approve_or_take_the_money_back(office: Office) -> None:
    """The receipt that the approval needs was a mistake and is being reversed."""
    source = office.source("0.10")
    application, reversal = at_the_head(office, source, "0.10"), reversal_asked(office, source.entries.get())
    won = one_wins(
        at_once(sign(office, "section_head", application, 0), decide(office, "bureau_leader", reversal, 1)),
        saying="还差 0.10 元",
    )
    assert fresh(source).balance == (0 if won else D("0.10"))
    books_are_clean()


def pay_twice(office: Office) -> None:
    """Two tabs, each with a form of its own."""
    item = payable(office)
    one_wins(at_once(pay(office, item, 0), pay(office, item, 1)), saying="不能再付一次")
    assert Payment.objects.get(item=item).status == PaymentStatus.PAID
    assert fresh(item.application.source).balance == D("98000.00")
    books_are_clean()


def pay_by_double_click(office: Office) -> None:
    """One form sent twice: both are answered with the one payment."""
    item = payable(office)
    first = pay(office, item, 0)
    answers = at_once(first, replace(first, browser=office.browser(office.cast.finance, 1)))
    both_win(answers)
    payment = Payment.objects.get(item=item)
    assert {answer.location for answer in answers} == {f"/funds/payments/{payment.public_id}/"}
    assert payment.entries.count() == 1
    books_are_clean()


def pay_or_stop(office: Office) -> None:
    item = payable(office)
    won = one_wins(at_once(pay(office, item, 0), stop(office, item, 1)))
    assert fresh(item).status == (ItemStatus.STOPPED if won else ItemStatus.PAID)
    assert fresh(item.application).status == AidStatus.CLOSED
    books_are_clean()


def send_to_the_bank_or_stop(office: Office) -> None:
    """Nothing is booked yet, but what is at the bank can no longer be stopped."""
    item = payable(office)
    won = one_wins(at_once(pay(office, item, 0, "attempted"), stop(office, item, 1)))
    assert fresh(item).status == (ItemStatus.STOPPED if won else ItemStatus.PAYABLE)
    assert Payment.objects.filter(item=item).count() == 1 - won
    books_are_clean()


def paid_or_failed(office: Office) -> None:
    """What became of an attempt is registered twice, differently."""
    item = payable(office)
    payment = payments.start_payment(item=item, method="treasury", by=office.cast.finance, request_key=key())
    page, browsers = f"/funds/payments/{payment.public_id}/", [office.browser(office.cast.finance, n) for n in (0, 1)]
    complete = browsers[0].fill(f"{page}complete/", voucher_number="2026-支-1")
    fail = browsers[1].fill(f"{page}fail/", reason="账号有误")
    won = one_wins(at_once(complete, fail))
    assert fresh(payment).status == (PaymentStatus.FAILED if won else PaymentStatus.PAID)
    books_are_clean()


def pay_again_or_reverse(office: Office) -> None:
    """A form opened before the payment is sent while the payment is being reversed."""
    item = payable(office)
    again = pay(office, item, 0)
    reversal = reversal_asked(office, office.walk.pay(item).entries.get())
    won = one_wins(at_once(again, decide(office, "bureau_leader", reversal, 1)), saying="不能再付一次")
    assert won == 1 and fresh(item).status == ItemStatus.REVERSED
    assert fresh(item.application.source).balance == D("100000.00")
    books_are_clean()


def pay_one_and_reverse_another(office: Office) -> None:
    """Both are right, and the balance must have felt both."""
    source = office.source()
    reversal = reversal_asked(office, office.walk.pay(payable(office, source)).entries.get())
    both_win(at_once(pay(office, payable(office, source), 0), decide(office, "bureau_leader", reversal, 1)))
    books_are_clean()
    assert fresh(source).balance == D("98000.00")


def pay_two_rows(office: Office) -> None:
    source = office.source()
    items = [payable(office, source) for _ in range(2)]
    both_win(at_once(pay(office, items[0], 0), pay(office, items[1], 1)))
    books_are_clean()
    assert fresh(source).balance == D("96000.00")


def ask_reversal_twice(office: Office) -> None:
    payment = office.walk.pay(payable(office))
    page = f"/funds/entries/{payment.entries.get().public_id}/reverse/"
    asked = [office.browser(office.cast.finance, server).fill(page, reason="付错了人") for server in (0, 1)]
    one_wins(at_once(*asked), saying="已经申请过冲销")
    assert Reversal.objects.filter(entry__payment=payment).count() == 1


def confirm_reversal_twice(office: Office) -> None:
    payment = office.walk.pay(payable(office))
    reversal = reversal_asked(office, payment.entries.get())
    one_wins(at_once(decide(office, "bureau_leader", reversal, 0), decide(office, "second_caseworker", reversal, 1)))
    assert payment.entries.filter(kind="reversal").count() == 1
    assert fresh(payment.source).balance == D("100000.00")
    books_are_clean()


def confirm_or_decline_reversal(office: Office) -> None:
    payment = office.walk.pay(payable(office))
    reversal = reversal_asked(office, payment.entries.get())
    confirm = decide(office, "bureau_leader", reversal, 0)
    won = one_wins(at_once(confirm, decide(office, "second_caseworker", reversal, 1, "decline", "没有付错")))
    assert fresh(reversal).status == (ReversalStatus.DECLINED if won else ReversalStatus.CONFIRMED)
    assert fresh(payment).status == (PaymentStatus.PAID if won else PaymentStatus.REVERSED)
    books_are_clean()


ALL: list[Callable[[Office], None]] = [
    approve_or_return,
    approve_twice,
    approve_by_double_click,
    approve_the_last_ten_fen,
    approve_or_take_the_money_back,
    pay_twice,
    pay_by_double_click,
    pay_or_stop,
    send_to_the_bank_or_stop,
    paid_or_failed,
    pay_again_or_reverse,
    pay_one_and_reverse_another,
    pay_two_rows,
    ask_reversal_twice,
    confirm_reversal_twice,
    confirm_or_decline_reversal,
]


@pytest.mark.parametrize("run_round", ALL, ids=lambda one: one.__name__)
def test_exactly_one_effect(office, run_round):
    for _ in range(ROUNDS):
        run_round(office)


# Rounds that two guards hold: with the statement unguarded the database's own constraint still refuses, so it goes too.
LOST = [
    (approve_or_return, []),
    (approve_twice, [(Reservation, "reservation_held_once")]),
    (approve_the_last_ten_fen, []),
    (pay_twice, [(Payment, "payment_once_an_instalment")]),
    (send_to_the_bank_or_stop, []),
    (paid_or_failed, []),
    (pay_two_rows, []),
    (ask_reversal_twice, [(Reversal, "reversal_once")]),
    (confirm_or_decline_reversal, []),
]


@pytest.mark.parametrize("run_round, constraints", LOST, ids=lambda one: getattr(one, "__name__", ""))
def test_without_the_guards_the_same_round_fails(careless_office, lifted, run_round, constraints):
    for model, name in constraints:
        lifted(model, name)
    with pytest.raises((BothWon, BooksBroken)):
        for _ in range(ROUNDS):
            run_round(careless_office)
