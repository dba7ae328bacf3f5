"""The approval form of an application, printed to be signed by hand or kept on file."""

from collections.abc import Sequence
from decimal import Decimal

from funds.workflows.steps import Turn
from office.documents import render_pdf
from office.identifiers.amounts import to_capitals


def approval_form(turn: Turn, remarks: Sequence[str]) -> bytes:
    """Return the form as PDF.

    Who, why, how much, every step with its signature; the remarks say what one person did twice.
    """
    total = sum((item.amount for item in turn.items), Decimal(0))
    context = {
        "application": turn.application,
        "items": turn.items,
        "first": turn.items[0] if turn.items else None,
        "steps": turn.steps,
        "remarks": remarks,
        "total": total,
        "capitals": to_capitals(total),
        "issuer": turn.application.bureau.name,
    }
    title = "离退休干部慰问方案审批表" if turn.application.is_plan else "离退休干部帮扶资金审批表"
    return render_pdf("funds/aid_print.html", context, title=title)
