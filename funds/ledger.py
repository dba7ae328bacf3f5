"""Posting: the only code that moves a source's `balance` and `reserved`.

Each function moves the columns by compare-and-set — an UPDATE whose WHERE says that the sum is there, which must
change exactly one row — and writes the entry or reservation in the same transaction. So of two people after the last
yuan one is refused, on every database, whatever was read before.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F

from funds.choices import DIRECTION_OF_KIND, Direction, EntryKind, ReservationStatus
from funds.errors import KeyUsedOtherwise, SourceShort
from funds.models import AidItem, CashAdvance, FundSource, LedgerEntry, Payment, Reservation
from office import clock, store
from office.errors import ChangedMeanwhile
from office.models import User
from office.money import yuan_value


@transaction.atomic
def post(
    *,
    source: FundSource,
    kind: EntryKind,
    amount: Decimal,
    on: date,
    by: User,
    request_key: str,
    direction: Direction | None = None,
    payment: Payment | None = None,
    advance: CashAdvance | None = None,
    reverses: LedgerEntry | None = None,
    counterparty: str = "",
    document: str = "",
    note: str = "",
) -> LedgerEntry:
    """Book one entry and move the balance with it. What goes out must not touch what is reserved.

    Units: amount in yuan, above zero. Raises: SourceShort, KeyUsedOtherwise.
    Rule: R-147.
    """
    direction = Direction(direction or DIRECTION_OF_KIND[kind])
    sources = FundSource.objects.filter(pk=source.pk)
    if direction == Direction.OUT:
        sources = sources.filter(balance__gte=F("reserved") + yuan_value(amount))
    if sources.update(balance=F("balance") + yuan_value(amount * direction)) != 1:
        raise _short(source, amount)
    entry = LedgerEntry(
        source=source,
        kind=kind,
        direction=direction,
        amount=amount,
        on=on,
        payment=payment,
        advance=advance,
        reverses=reverses,
        counterparty=counterparty,
        document=document,
        note=note,
        by=by,
        at=clock.now(),
        request_key=request_key,
    )
    _insert(entry)
    return entry


@transaction.atomic
def reserve(*, source: FundSource, items: list[AidItem], by: User) -> list[Reservation]:
    """Hold the approved sum of each item, all of them or none.

    Raises: SourceShort, which says by how much.
    Rule: R-138.
    """
    total = sum((item.amount for item in items), Decimal(0))
    moved = FundSource.objects.filter(pk=source.pk, balance__gte=F("reserved") + yuan_value(total)).update(
        reserved=F("reserved") + yuan_value(total)
    )
    if moved != 1:
        raise _short(source, total)
    now = clock.now()
    return store.bulk_create(
        [Reservation(source=source, item=item, amount=item.amount, held_at=now) for item in items], by=by
    )


@transaction.atomic
def release(*, item: AidItem, by: User) -> Reservation:
    """Give up what is held for an item. Raises: ChangedMeanwhile when nothing is held any more."""
    reservation = _end_reservation(item, ReservationStatus.RELEASED, by)
    _give_back(reservation)
    return reservation


@transaction.atomic
def pay_reserved(*, payment: Payment, item: AidItem, by: User, on: date, request_key: str) -> LedgerEntry:
    """Use up the item's reservation and book the payment's entry: money goes out once.

    Raises: ChangedMeanwhile when the reservation was used or released by somebody else.
    """
    reservation = _end_reservation(item, ReservationStatus.USED, by)
    _give_back(reservation)
    return post(
        source=payment.source,
        kind=EntryKind.PAYMENT,
        amount=payment.amount,
        on=on,
        by=by,
        request_key=request_key,
        payment=payment,
        counterparty=payment.payee_name,
        document=payment.voucher_number,
    )


@transaction.atomic
def advance_reserved(*, advance: CashAdvance, items: Sequence[AidItem], by: User) -> LedgerEntry:
    """Use up the items' reservations and book the cash that goes out for them in one sum.

    Raises: ChangedMeanwhile when one of the reservations was used or released by somebody else.
    """
    for item in items:
        _give_back(_end_reservation(item, ReservationStatus.USED, by))
    return post(
        source=advance.source,
        kind=EntryKind.ADVANCE,
        amount=advance.amount,
        on=advance.issued_on,
        by=by,
        request_key=f"advance:{advance.public_id}",
        advance=advance,
        counterparty=advance.taker.name,
        document=advance.document,
        note=advance.application.title,
    )


@transaction.atomic
def settle_advance(*, advance: CashAdvance, payments: Sequence[Payment], on: date, by: User) -> None:
    """Book what an advance became: per day the sum accounted for and the payments it was, then what came back.

    Both of a day bear that day, so that no statement shows a balance that never was.
    Rule: R-674.
    """
    book = partial(post, source=advance.source, by=by, advance=advance, document=advance.document)
    who = advance.taker.name
    for day in sorted({payment.paid_on for payment in payments if payment.paid_on}):
        of_day = [payment for payment in payments if payment.paid_on == day]
        amount = sum((payment.amount for payment in of_day), Decimal(0))
        key = f"settlement:{advance.public_id}:{day}"
        book(kind=EntryKind.SETTLEMENT, amount=amount, on=day, request_key=key, counterparty=who)
        for payment in of_day:
            book(
                kind=EntryKind.PAYMENT,
                amount=payment.amount,
                on=day,
                payment=payment,
                request_key=f"payment:{payment.public_id}",
                counterparty=payment.payee_name,
            )
    if advance.returned:
        key = f"refund:{advance.public_id}"
        book(kind=EntryKind.REFUND, amount=advance.returned, on=on, request_key=key, counterparty=who)


def post_payments(payments: Iterable[tuple[Payment, date]], *, by: User) -> None:
    """Book payments that were made before the books were opened, each on its day; nothing was reserved for them."""
    for payment, on in payments:
        post(
            source=payment.source,
            kind=EntryKind.PAYMENT,
            amount=payment.amount,
            on=on,
            by=by,
            request_key=f"payment:{payment.public_id}",
            payment=payment,
            counterparty=payment.payee_name,
            document=payment.voucher_number,
            note="启用前支付",
        )


def post_reversal(*, entry: LedgerEntry, on: date, by: User, request_key: str, note: str) -> LedgerEntry:
    """Book the counter-entry of an entry; the unique `reverses` lets it happen once.

    Raises: SourceShort when a receipt is reversed whose money is reserved or gone.
    """
    return post(
        source=entry.source,
        kind=EntryKind.REVERSAL,
        direction=Direction(-entry.direction),
        amount=entry.amount,
        on=on,
        by=by,
        request_key=request_key,
        payment=entry.payment,
        reverses=entry,
        counterparty=entry.counterparty,
        document=entry.document,
        note=note,
    )


def _end_reservation(item: AidItem, status: ReservationStatus, by: User) -> Reservation:
    reservation = Reservation.objects.filter(item=item, status=ReservationStatus.HELD).first()
    if reservation is None:
        raise ChangedMeanwhile
    reservation.status, reservation.ended_at = status, clock.now()
    return store.claim(reservation, by=by, fields=["status", "ended_at"], was={"status": ReservationStatus.HELD})


def _give_back(reservation: Reservation) -> None:
    moved = FundSource.objects.filter(pk=reservation.source_id, reserved__gte=reservation.amount).update(
        reserved=F("reserved") - yuan_value(reservation.amount)
    )
    if moved != 1:
        raise ChangedMeanwhile


def _insert(entry: LedgerEntry) -> None:
    """Insert an entry; a key or a reversal that stands already is told apart from a fault by the savepoint."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as fault:
        if LedgerEntry.objects.filter(request_key=entry.request_key).exists():
            raise KeyUsedOtherwise from fault
        if entry.reverses_id and LedgerEntry.objects.filter(reverses=entry.reverses_id).exists():
            raise ChangedMeanwhile from fault
        raise


def _short(source: FundSource, wanted: Decimal) -> SourceShort:
    source.refresh_from_db(fields=["balance", "reserved"])
    return SourceShort(source.name, wanted, source.available)
