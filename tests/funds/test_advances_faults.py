"""Cash advances when a write fails, and under random acts: nothing half done, and books that add up."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from funds import books
from funds.choices import Delivery
from funds.models import AdvanceRow, AidItem, CashAdvance, FundSource, LedgerEntry, Payment, Reservation
from funds.workflows import advances, aid, reversals
from funds.workflows.advances import Told
from office import clock
from office.errors import RuleBroken
from office.models import AuditEvent
from tests.funds.conftest import fresh, key

pytestmark = pytest.mark.django_db
TABLES = (AdvanceRow, AidItem, CashAdvance, FundSource, LedgerEntry, Payment, Reservation, AuditEvent)


def contents() -> list:
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


def issue(plan, items, cast):
    told = {"issued_on": clock.today(), "document": "借1", "by": cast.finance, "request_key": key()}
    taker = cast.helper.staff_member
    return advances.issue_advance(application=fresh(plan), items=items, taker=taker, **told)


def tell(rows, delivery, by):
    told = Told(delivery, on=clock.today(), received_by="邻居", relation="邻居", reason="不在家")
    advances.tell_delivery(advance=fresh(rows[0].advance), rows=rows, told=told, by=by)


def settle(advance, by):
    advances.settle(advance=fresh(advance), version=fresh(advance).version, by=by)


@pytest.fixture
def plan(source, make_person, walk):
    return walk.approve(walk.submit(walk.plan(source, [make_person(name) for name in "甲乙丙丁戊"])))


def test_an_act_without_its_audit_event_is_no_act(plan, cast, monkeypatch):
    ones = list(plan.items.order_by("pk"))
    out, told, handed_in = (issue(plan, ones[n : n + 1], cast) for n in range(3))
    for advance in (told, handed_in):
        tell(list(advance.rows.for_list()), Delivery.SIGNED, cast.helper)
    advances.hand_in(advance=fresh(handed_in), by=cast.helper)
    rows = list(out.rows.for_list())
    acts = [
        lambda: issue(plan, ones[3:], cast),
        lambda: tell(rows, Delivery.UNDELIVERED, cast.helper),
        lambda: advances.hand_in(advance=fresh(told), by=cast.helper),
        lambda: advances.send_back(advance=fresh(handed_in), reason="缺签名", by=cast.finance),
        lambda: settle(handed_in, cast.finance),
    ]

    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    before = contents()
    monkeypatch.setattr(AuditEvent, "save", fail)
    for act in acts:
        with pytest.raises(DatabaseError, match="disk full"):
            act()
        assert contents() == before


class Cash(RuleBasedStateMachine):
    """Random acts on the advances of one plan; refusals are fine, wrong books are not."""

    walk = source = plan = cast = None

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self):
        """Take the example back, so that each begins with the same approved plan."""
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def attempt(self, act):
        try:
            return act()
        except RuleBroken:
            return None

    def pick(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    @rule(first=st.integers(0, 4), count=st.integers(1, 3))
    def take(self, first, count):
        items = list(self.plan.items.order_by("pk"))[first : first + count]
        self.attempt(lambda: issue(self.plan, items, self.cast))

    @rule(number=st.integers(0, 9), delivery=st.sampled_from(Delivery))
    def deliver(self, number, delivery):
        row = self.pick(AdvanceRow.objects.for_list().select_related("advance", "item__person"), number)
        if row:
            self.attempt(lambda: tell([row], delivery, self.cast.helper))

    @rule(number=st.integers(0, 3))
    def account(self, number):
        advance = self.pick(CashAdvance.objects.filter(status="out"), number)
        if advance:
            for row in advance.rows.for_list().filter(delivery=""):
                tell([row], Delivery.SIGNED, self.cast.helper)
            advances.hand_in(advance=fresh(advance), by=self.cast.helper)

    @rule(number=st.integers(0, 3), back=st.booleans())
    def answer(self, number, back):
        advance = self.pick(CashAdvance.objects.all(), number)
        if advance and back:
            told = {"advance": advance, "reason": "缺签名", "by": self.cast.finance}
            self.attempt(lambda: advances.send_back(**told))
        elif advance:
            self.attempt(lambda: settle(advance, self.cast.finance))

    @rule(number=st.integers(0, 9))
    def pay_or_stop(self, number):
        item = self.pick(AidItem.objects.select_related("application__source", "person"), number)
        if number % 2:
            self.attempt(lambda: self.walk.pay(item))
        else:
            self.attempt(lambda: aid.stop_item(item=item, reason="谢绝", by=self.cast.caseworker))

    @rule(number=st.integers(0, 9))
    def reverse(self, number):
        entry = self.pick(LedgerEntry.objects.filter(kind="payment"), number)
        asked = entry and self.attempt(lambda: reversals.ask_reversal(entry=entry, reason="付错", by=self.cast.finance))
        if asked:
            reversals.confirm_reversal(reversal=fresh(asked), by=self.cast.section_head)

    @invariant()
    def books_are_clean(self):
        assert books.mismatches() == []

    @invariant()
    def nothing_is_lost_on_the_way(self):
        """What left the source is with a payee or with a taker, and nothing else."""
        source = fresh(self.source)
        paid = sum(row.amount for row in Payment.objects.filter(status="paid"))
        out = sum(advance.amount for advance in CashAdvance.objects.open())
        assert source.balance == Decimal("100000.00") - paid - out


def test_random_acts_on_advances_keep_the_books(plan, source, walk, cast):
    Cash.walk, Cash.cast, Cash.plan, Cash.source = walk, cast, plan, source
    checks = list(HealthCheck)
    how = settings(max_examples=5, stateful_step_count=20, deadline=None, suppress_health_check=checks, database=None)
    run_state_machine_as_test(Cash, settings=how)
