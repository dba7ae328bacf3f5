"""Donations: booked as a receipt with the donor's wish, which the source's rule then keeps; the receipt's print."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from funds.choices import DonorKind, SourceKind
from funds.documents_donations import receipt_pdf
from funds.errors import DonationReversed, KeyUsedOtherwise, NotADonationSource
from funds.models import Donation, FundSource
from funds.permissions import check_can_keep
from funds.wishes import check_wish
from funds.workflows.sources import book_receipt
from office import clock, store
from office.audit import record_event
from office.models import Bureau, User
from office.money import format_yuan


@transaction.atomic
def book_donation(
    *,
    source: FundSource,
    amount: Decimal,
    on: date,
    donor_kind: DonorKind,
    donor: str = "",
    wish: Sequence[str] = (),
    wish_note: str = "",
    document: str = "",
    by: User,
    request_key: str,
) -> Donation:
    """Book a donation and number its receipt. The same request sent again gets the same donation.

    Units: amount in yuan. Raises: Refused, NotADonationSource, WrongStatus, KeyUsedOtherwise.
    Rule: R-680.
    """
    check_can_keep(by, source)
    if source.kind != SourceKind.DONATION:
        raise NotADonationSource(source.name)
    source = FundSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    check_wish(source, wish)
    told = Donation(donor_kind=donor_kind, donor=donor.strip(), wish=sorted(wish), wish_note=wish_note.strip())
    note = "捐款" + (f",指定用于{told.wish_text}" if wish else "")
    entry = book_receipt(
        source=source,
        amount=amount,
        on=on,
        received_from=told.donor_name,
        document=document,
        note=note,
        by=by,
        request_key=request_key,
    )
    stored = Donation.objects.filter(entry=entry).first()
    if stored is not None:
        return _same(stored, told)
    told.bureau, told.entry, told.year = source.bureau, entry, clock.today().year
    told.number = _next_number(source.bureau, told.year)
    store.create(told, by=by)
    summary = f"{told} 捐款 {format_yuan(amount)} 元,{told.wish_text}"
    record_event("funds.donation.booked", on=told, by=by, summary=summary, amount=amount)
    return told


def print_receipt(*, donation: Donation, by: User) -> bytes:
    """Return the receipt as PDF; printing is recorded. Raises: Refused, DonationReversed, Unprintable. Rule: R-682."""
    check_can_keep(by, donation.entry.source)
    if hasattr(donation.entry, "reversed_by"):
        raise DonationReversed
    pdf = receipt_pdf(donation)
    record_event("funds.donation.printed", on=donation, by=by, summary=f"打印捐款收据 {donation.receipt_number}")
    return pdf


def _same(stored: Donation, told: Donation) -> Donation:
    names = ("donor_kind", "donor", "wish", "wish_note")
    if any(getattr(stored, name) != getattr(told, name) for name in names):
        raise KeyUsedOtherwise
    return stored


def _next_number(bureau: Bureau, year: int) -> int:
    """Return the next number of the year; the bureau's row is locked so that two keepers wait for each other."""
    Bureau.objects.select_for_update().get(pk=bureau.pk)
    newest = Donation.objects.filter(bureau=bureau, year=year).aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1
