"""The receipt a donor gets: who gave how much, in figures and capitals, and what for."""

from funds.models import Donation
from office.documents import render_pdf
from office.identifiers.amounts import to_capitals

TITLE = "捐款收据"


def receipt_pdf(donation: Donation) -> bytes:
    """Return the receipt as PDF, to be sealed. Raises: Unprintable."""
    context = {
        "donation": donation,
        "entry": donation.entry,
        "capitals": to_capitals(donation.entry.amount),
        "issuer": donation.bureau.name,
        "issued_on": donation.entry.on,
        "sealed": True,
    }
    return render_pdf("funds/donation_print.html", context, title=TITLE)
