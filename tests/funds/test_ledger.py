"""The ledger only grows, the pots only move with it, and check_books finds what does not agree."""

import io
import json
from decimal import Decimal

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from funds import books, ledger
from funds.choices import Direction, EntryKind
from funds.errors import SourceShort
from funds.models import AppendOnly, FundSource, LedgerEntry, Reservation
from funds.workflows import aid, reversals, steps
from office import clock, triggers
from office.models import AuditEvent
from office.money import yuan_value
from tests.funds.conftest import fresh, key

D = Decimal


def check_books() -> tuple[int, dict]:
    out = io.StringIO()
    try:
        call_command("check_books", "--format", "json", stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_entries_cannot_be_changed_or_removed_in_python(source):
    entry = source.entries.get()
    entry.amount = D("1.00")
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()
    for act in (lambda q: q.update(amount=D(1)), lambda q: q.delete(), lambda q: q.bulk_update([entry], ["amount"])):
        with pytest.raises(AppendOnly):
            act(LedgerEntry.objects.all())
    assert fresh(entry).amount == D("100000.00")


@pytest.mark.parametrize("statement", ["UPDATE funds_ledgerentry SET amount = 1", "DELETE FROM funds_ledgerentry"])
def test_the_database_itself_refuses(source, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert source.entries.get().amount == D("100000.00")


@pytest.mark.parametrize("statement", ["UPDATE office_auditevent SET actor = ''", "DELETE FROM office_auditevent"])
def test_the_audit_trail_is_protected_too(source, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.exclude(actor="").exists()


def test_a_missing_trigger_fails_the_system_check_and_check_books(source):
    assert run_checks(tags=["database"], databases=["default"]) == []
    assert check_books() == (0, {"clean": True, "mismatches": []})
    triggers.remove(connection, "funds_ledgerentry")
    assert {error.id for error in run_checks(tags=["database"], databases=["default"])} == {"office.E001"}
    code, report = check_books()
    assert code == 1 and {row["code"] for row in report["mismatches"]} == {"trigger"}
    triggers.install(connection, "funds_ledgerentry")
    assert check_books()[0] == 0


def test_check_books_names_a_balance_that_was_moved_by_hand(source, recognised, walk):
    walk.approved(source, recognised(), "2000.00")
    FundSource.objects.filter(pk=source.pk).update(balance=F("balance") + yuan_value("0.01"))
    Reservation.objects.update(amount=D("1999.99"))
    code, report = check_books()
    assert code == 1
    assert {row["code"] for row in report["mismatches"]} == {"balance", "reserved", "reservation"}
    assert "100,000.01 元,按明细相加是 100,000.00 元" in report["mismatches"][0]["text"]


def test_check_books_names_a_payment_without_its_entry(source, recognised, walk):
    payment = walk.paid(source, recognised())
    type(payment).objects.filter(pk=payment.pk).update(status="failed", failure_reason="手工改动")
    code, report = check_books()
    assert code == 1 and {"payment", "item"} <= {row["code"] for row in report["mismatches"]}


@pytest.mark.parametrize(
    "balance, reserved", [("-0.01", "0"), ("10", "-0.01"), ("10", "10.01")], ids=["balance", "reserved", "above"]
)
def test_the_database_keeps_the_pot_in_bounds(source, balance, reserved):
    with pytest.raises(IntegrityError), transaction.atomic():
        FundSource.objects.filter(pk=source.pk).update(balance=D(balance), reserved=D(reserved))


def test_money_that_is_reserved_does_not_go_out_another_way(source, recognised, walk, cast):
    walk.approved(source, recognised(), "2000.00")
    back = {"source": source, "kind": EntryKind.CARRY_OVER, "direction": Direction.OUT, "on": clock.today()}
    back |= {"by": cast.finance, "request_key": key()}
    with pytest.raises(SourceShort) as refusal:
        ledger.post(**back, amount=D("98000.01"))
    assert refusal.value.short_by == D("0.01")
    ledger.post(**back, amount=D("98000.00"))
    assert (fresh(source).balance, fresh(source).reserved) == (D("2000.00"), D("2000.00"))
    assert books.mismatches() == []


def test_a_mistyped_receipt_is_reversed_unless_its_money_is_promised(source, recognised, walk, cast):
    receipt = source.entries.get()
    held = walk.approved(source, recognised(), "2000.00")
    reversal = reversals.ask_reversal(entry=receipt, reason="多写一个零", by=cast.finance)
    with pytest.raises(SourceShort):
        reversals.confirm_reversal(reversal=fresh(reversal), by=cast.second_caseworker)
    assert fresh(reversal).status == "asked"
    aid.withdraw_application(application=held, reason="改用其他来源", by=cast.caseworker)
    reversals.confirm_reversal(reversal=fresh(reversal), by=cast.second_caseworker)
    assert fresh(source).balance == D("0.00")
    assert books.mismatches() == []


def test_of_two_who_read_the_same_only_one_reserves_the_last_ten_fen(make_source, recognised, walk, cast):
    source = make_source(money="0.10")
    first, second = (walk.act(walk.submitted(source, recognised(name), "0.10"), cast.finance) for name in "甲乙")
    stale = fresh(second)
    assert stale.source.available == D("0.10")  # read before the first approval
    walk.act(first, cast.section_head)
    with pytest.raises(SourceShort, match="还差 0.10 元"):
        steps.take_step(application=stale, version=stale.version, outcome="agree", by=cast.section_head)
    assert (fresh(source).balance, fresh(source).reserved) == (D("0.10"), D("0.10"))


@pytest.mark.django_db(transaction=True)
def test_the_flush_after_a_transactional_test_can_empty_the_ledger(source):
    assert source.entries.count() == 1
