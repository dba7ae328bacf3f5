"""When a write of an act fails, nothing of the act is saved; random acts leave clean books."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from funds import books
from funds.models import AidApplication, AidItem, AidStep, FundSource, LedgerEntry, Payment, Reservation, Reversal
from funds.workflows import aid, payments, reversals, sources
from office import clock
from office.choices import StepOutcome
from office.errors import RuleBroken
from office.models import AuditEvent
from tests.funds.conftest import fresh, key

TABLES = (AidApplication, AidItem, AidStep, FundSource, LedgerEntry, Payment, Reservation, Reversal, AuditEvent)


def contents() -> list:
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


@pytest.fixture
def broken_audit(monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    return lambda: monkeypatch.setattr(AuditEvent, "save", fail)


ACTS = ["receipt", "open", "submit", "sign", "approve", "withdraw", "stop", "start", "pay", "fail", "ask", "confirm"]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_without_its_audit_event_is_no_act(act, source, recognised, walk, cast, broken_audit):
    person = recognised()
    draft, submitted = walk.draft(source, person), walk.submitted(source, person)
    checked = walk.act(walk.submitted(source, person), cast.finance)
    payable = walk.approved(source, person).items.get()
    sent = payments.start_payment(
        item=walk.approved(source, person).items.get(), method="treasury", by=cast.finance, request_key=key()
    )
    paid = walk.paid(source, person, "10.00").entries.get()
    other = walk.paid(source, person, "20.00").entries.get()
    asked = reversals.ask_reversal(entry=other, reason="付错", by=cast.finance)
    receipt = {"source": source, "amount": Decimal(5), "on": clock.today(), "received_from": "甲", "document": "1"}
    acts = {
        "receipt": lambda: sources.book_receipt(**receipt, by=cast.finance, request_key=key()),
        "open": lambda: walk.draft(source, person),
        "submit": lambda: aid.submit_application(application=draft, by=cast.caseworker),
        "sign": lambda: walk.act(submitted, cast.finance),
        "approve": lambda: walk.act(checked, cast.section_head),
        "withdraw": lambda: aid.withdraw_application(application=submitted, reason="x", by=cast.caseworker),
        "stop": lambda: aid.stop_item(item=fresh(payable), reason="x", by=cast.caseworker),
        "start": lambda: payments.start_payment(item=payable, method="treasury", by=cast.finance, request_key=key()),
        "pay": lambda: walk.pay(payable),
        "fail": lambda: payments.fail_payment(payment=fresh(sent), reason="退票", by=cast.finance),
        "ask": lambda: reversals.ask_reversal(entry=paid, reason="付错", by=cast.finance),
        "confirm": lambda: reversals.confirm_reversal(reversal=fresh(asked), by=cast.section_head),
    }
    before = contents()
    broken_audit()
    with pytest.raises(DatabaseError, match="disk full"):
        acts[act]()
    assert contents() == before


class Money(RuleBasedStateMachine):
    """Random acts on a few applications of one small pot; refusals are fine, wrong books are not."""

    walk = source = people = cast = None

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.expected, self.seen = fresh(self.source).balance, set()

    def teardown(self):
        """Take the example back, so that each begins with the same pot and no applications."""
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def attempt(self, act):
        try:
            return act()
        except RuleBroken:
            return None

    def pick(self, model, number, **conditions):
        rows = list(model.objects.filter(**conditions).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(fen=st.integers(1, 50_000))
    def receive(self, fen):
        amount = Decimal(fen) / 100
        receipt = {"amount": amount, "on": clock.today(), "received_from": "市局", "document": "1"}
        sources.book_receipt(source=fresh(self.source), **receipt, by=self.cast.finance, request_key=key())
        self.expected += amount

    @rule(fen=st.integers(1, 30_000), number=st.integers(0, 2))
    def apply(self, fen, number):
        amount = str(Decimal(fen) / 100)
        self.attempt(lambda: self.walk.submitted(self.source, self.people[number], amount))

    @rule(number=st.integers(0, 20), outcome=st.sampled_from(["agree", "agree", "agree", "return", "refuse"]))
    def sign(self, number, outcome):
        application = self.pick(AidApplication, number, status="submitted")
        by = self.cast.finance if application and not application.steps.get(order=1).outcome else self.cast.section_head
        if application:
            self.attempt(lambda: self.walk.act(application, by, StepOutcome(outcome), "按规定"))

    @rule(number=st.integers(0, 20))
    def withdraw(self, number):
        application = self.pick(AidApplication, number)
        if application:
            act = {"application": application, "reason": "不办了", "by": self.cast.caseworker}
            self.attempt(lambda: aid.withdraw_application(**act))

    @rule(number=st.integers(0, 20), request=st.integers(0, 3))
    def pay(self, number, request):
        item = self.pick(AidItem, number)
        if item:
            payment = self.attempt(lambda: self.walk.pay(item, f"request-{request}-{item.pk}"))
            if payment and payment.pk not in self.seen:
                self.expected -= payment.amount
                self.seen.add(payment.pk)

    @rule(number=st.integers(0, 20))
    def send_and_fail(self, number):
        item = self.pick(AidItem, number, status="payable")
        if item:
            attempt = {"item": item, "method": "treasury", "by": self.cast.finance, "request_key": key()}
            payment = self.attempt(lambda: payments.start_payment(**attempt))
            if payment:
                payments.fail_payment(payment=payment, reason="退票", by=self.cast.finance)

    @rule(number=st.integers(0, 20))
    def reverse(self, number):
        entry = self.pick(LedgerEntry, number, kind="payment")
        if entry:
            reversal = self.attempt(lambda: reversals.ask_reversal(entry=entry, reason="付错", by=self.cast.finance))
            if reversal:
                reversals.confirm_reversal(reversal=fresh(reversal), by=self.cast.section_head)
                self.expected += entry.amount

    @invariant()
    def books_are_clean(self):
        assert books.mismatches() == []
        assert fresh(self.source).balance == self.expected

    @invariant()
    def nobody_both_signed_and_paid(self):
        for payment in Payment.objects.select_related("item"):
            signers = AidStep.objects.filter(application=payment.item.application_id, kind="signature")
            assert payment.by_id not in signers.values_list("acted_by", flat=True)


def test_random_acts_keep_the_books(make_source, recognised, walk, cast):
    """Moderate by default; the profile of a nightly run may raise the steps."""
    Money.walk, Money.cast = walk, cast
    Money.source, Money.people = make_source(money="200.00"), [recognised(name) for name in "甲乙丙"]
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
