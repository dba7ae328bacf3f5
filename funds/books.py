"""Re-adding the books: every balance, reservation and payment from its rows, the audit chains, the triggers.

It only reads and names what does not agree; it repairs nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from casework import timebank
from funds.choices import AdvanceStatus, EntryKind, ItemStatus, PaymentStatus, ReservationStatus
from funds.models import AdvanceRow, AidItem, CashAdvance, Donation, FundSource, LedgerEntry, Payment, Reservation
from funds.wishes import is_kept
from office import anchors, audit, triggers
from office.money import YuanField, format_yuan

ZERO = Decimal(0)
BOOKED = (PaymentStatus.PAID, PaymentStatus.REVERSED)


@dataclass(frozen=True)
class Mismatch:
    """One thing that does not agree: a stable code for scripts and a sentence for people."""

    code: str
    text: str


def mismatches() -> list[Mismatch]:
    """Return everything in the books that does not agree; an empty list means they are clean. Rule: R-154."""
    checks = (
        _balances,
        _reservations,
        _payments,
        _items,
        _reversals,
        _advances,
        _donations,
        _time_bank,
        _chains,
        _triggers,
    )
    return [mismatch for check in checks for mismatch in check()]


def anchor_mismatches(file: Path | None) -> list[Mismatch]:
    """Return every head in an anchor file that the audit chains no longer have; none without a file. Raises OSError."""
    return [Mismatch("anchor", fault) for fault in anchors.faults(file)] if file else []


def _balances() -> Iterator[Mismatch]:
    """Each source's balance is the sum of its entries, its reserved the sum of its held reservations."""
    entries = LedgerEntry.objects.filter(source=OuterRef("pk")).order_by().with_signed().values("source")
    held = Reservation.objects.filter(source=OuterRef("pk"), status=ReservationStatus.HELD).order_by().values("source")
    money = YuanField()
    sources = FundSource.objects.annotate(
        booked=Subquery(entries.annotate(s=Sum("signed")).values("s"), output_field=money),
        held=Subquery(held.annotate(s=Sum("amount")).values("s"), output_field=money),
    )
    for source in sources:
        pairs = (("balance", "余额", source.booked), ("reserved", "已预留", source.held))
        for name, label, found in pairs:
            stored, sum_of_rows = getattr(source, name), found or ZERO
            if stored != sum_of_rows:
                text = f"“{source.name}”{label} {format_yuan(stored)} 元,按明细相加是 {format_yuan(sum_of_rows)} 元。"
                yield Mismatch(name, text)


def _reservations() -> Iterator[Mismatch]:
    """What is held belongs to an item that waits for payment, in its sum and from its source."""
    held = Reservation.objects.filter(status=ReservationStatus.HELD)
    wrong = held.exclude(
        item__status=ItemStatus.PAYABLE, item__amount_approved=F("amount"), item__application__source=F("source")
    )
    for reservation in wrong.select_related("item"):
        yield Mismatch("reservation", f"{reservation.item.payee_name} 的预留 {reservation.public_id} 与名单行不符。")
    bare = AidItem.objects.filter(status=ItemStatus.PAYABLE).exclude(reservations__status=ReservationStatus.HELD)
    for item in bare:
        yield Mismatch("reservation", f"{item.payee_name} 待支付 {format_yuan(item.amount)} 元,却没有预留。")


def _payments() -> Iterator[Mismatch]:
    """A paid or reversed payment has one entry of its sum and source, any other none."""
    booked = Count("entries", filter=Q(entries__kind=EntryKind.PAYMENT))
    agrees = Count(
        "entries",
        filter=Q(entries__kind=EntryKind.PAYMENT, entries__amount=F("amount"), entries__source=F("source")),
    )
    for payment in Payment.objects.annotate(booked=booked, agrees=agrees):
        wanted = 1 if payment.status in BOOKED else 0
        if (payment.booked, payment.agrees) != (wanted, wanted):
            text = f"支付 {payment.public_id}({payment.payee_name},{payment.get_status_display()})应有 {wanted} 笔分录"
            yield Mismatch("payment", f"{text},账上有 {payment.booked} 笔,其中金额和来源相符的 {payment.agrees} 笔。")


def _items() -> Iterator[Mismatch]:
    """A paid row was paid once in its sum; a row in any other state is not paid."""
    times = Count("payments", filter=Q(payments__status=PaymentStatus.PAID, payments__amount=F("amount_approved")))
    for item in (
        AidItem.objects.annotate(times=times)
        .exclude(status=ItemStatus.PAID, times=1)
        .exclude(~Q(status=ItemStatus.PAID), times=0)
    ):
        yield Mismatch(
            "item", f"{item.payee_name} 这一笔是“{item.get_status_display()}”,对应的已支付 {item.times} 次。"
        )


def _reversals() -> Iterator[Mismatch]:
    """A counter-entry mirrors the entry it names; a reversed payment has one."""
    counter = LedgerEntry.objects.filter(kind=EntryKind.REVERSAL)
    mirrors = Q(amount=F("reverses__amount"), source=F("reverses__source"), direction=-F("reverses__direction"))
    for entry in counter.exclude(mirrors):
        yield Mismatch("reversal", f"冲销分录 {entry.pk} 与所冲销的分录 {entry.reverses_id} 不符。")
    bare = Payment.objects.filter(status=PaymentStatus.REVERSED).exclude(entries__kind=EntryKind.REVERSAL)
    for payment in bare:
        yield Mismatch("reversal", f"支付 {payment.public_id} 已冲销,账上却没有冲销分录。")


def _advances() -> Iterator[Mismatch]:
    """Cash taken out is the sum of its rows; once settled it is payments and what came back, until then it is out.

    Rule: R-678.
    """
    of_kind = LedgerEntry.objects.filter(advance=OuterRef("pk"), source=OuterRef("source")).order_by().values("advance")

    def booked(kind: EntryKind) -> Subquery:
        return Subquery(of_kind.filter(kind=kind).annotate(s=Sum("amount")).values("s"), output_field=YuanField())

    rows = AdvanceRow.objects.filter(advance=OuterRef("pk")).order_by().values("advance")
    listed = Subquery(rows.annotate(s=Sum("amount")).values("s"), output_field=YuanField())
    advances = CashAdvance.objects.annotate(
        listed=listed,
        went_out=booked(EntryKind.ADVANCE),
        settled=booked(EntryKind.SETTLEMENT),
        paid=booked(EntryKind.PAYMENT),
        came_back=booked(EntryKind.REFUND),
    )
    for one in advances.select_related("taker"):
        spent = one.amount - one.returned if one.returned is not None else ZERO
        wanted = (one.amount, one.amount, spent, spent, one.returned or ZERO)
        found = (one.listed, one.went_out, one.settled, one.paid, one.came_back)
        if tuple(value or ZERO for value in found) != wanted:
            yield Mismatch("advance", f"{one.taker.name} 的预借 {one.public_id} 与明细或分录不符。")
    out = AdvanceRow.objects.exclude(advance__status=AdvanceStatus.SETTLED).filter(item=OuterRef("pk")).order_by()
    times = out.values("item").annotate(n=Count("pk")).values("n")
    items = AidItem.objects.annotate(times=Coalesce(Subquery(times), 0))
    for item in items.exclude(status=ItemStatus.ADVANCED, times=1).exclude(~Q(status=ItemStatus.ADVANCED), times=0):
        yield Mismatch(
            "advance", f"{item.payee_name} 是“{item.get_status_display()}”,没报账的预借里有 {item.times} 次。"
        )


def _donations() -> Iterator[Mismatch]:
    """A donation is a receipt, and its source spends on nothing its donor did not want."""
    for one in Donation.objects.standing().for_page():
        if one.entry.kind != EntryKind.RECEIPT or not is_kept(one.entry.source.purposes, one.wish):
            yield Mismatch(
                "donation", f"捐款 {one.receipt_number} 与分录或资金来源“{one.entry.source.name}”的用途不符。"
            )


def _time_bank() -> Iterator[Mismatch]:
    """Hours are books too: each booking and the whole bank sum to zero."""
    yield from (Mismatch("time_bank", fault) for fault in timebank.faults())


def _chains() -> Iterator[Mismatch]:
    yield from (Mismatch("audit", fault) for fault in audit.verify_chains())


def _triggers() -> Iterator[Mismatch]:
    for name in triggers.missing(connection):
        yield Mismatch("trigger", f"数据库触发器 {name} 不见了。请运行 manage.py migrate --skip-checks 补回。")
