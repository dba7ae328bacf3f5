"""The handover sheet (联系人工作交接单): who is handed over, what the successor must know, room to sign."""

from dataclasses import dataclass
from datetime import date

from casework.choices.pairing import PairingStatus
from casework.models import Handover, Need, Pairing
from office import clock
from office.documents import render_pdf
from office.models import User
from registry import looks

TITLE = "联系人工作交接单"


@dataclass(frozen=True)
class Handed:
    """What the sheet says of one person: what a visit needs, no diagnosis, no identity number, no income."""

    number: int
    pairing: Pairing
    last_contact_on: date | None
    needs: list[Need]


def handed(handover: Handover) -> list[Handed]:
    """Return the people of a handover in the order of their names. Queries: two."""
    found = handover.pairings.exclude(status=PairingStatus.WITHDRAWN).select_related("person__contact_state")
    rows = list(found.order_by("person__pinyin", "pk"))
    open_needs: dict[int, list[Need]] = {}
    for need in Need.objects.open().filter(person__in=[row.person_id for row in rows]).order_by("pk"):
        open_needs.setdefault(need.person_id, []).append(need)
    return [
        Handed(
            number,
            row,
            row.person.contact_state.last_contact_on if hasattr(row.person, "contact_state") else None,
            open_needs.get(row.person_id, []),
        )
        for number, row in enumerate(rows, 1)
    ]


def handover_pdf(*, handover: Handover, by: User) -> bytes:
    """Return the sheet as PDF and note in the audit trail that it was made."""
    rows = handed(handover)
    context = {"bureau": handover.bureau, "handover": handover, "rows": rows, "printed_on": clock.today()}
    data = render_pdf("casework/handover_print.html", context, title=TITLE, styles=["visit_sheet.css"])
    people = {row.pairing.person_id for row in rows}
    looks.record_file("casework.handover.printed", people=people, by=by, summary=TITLE, rows=len(rows))
    return data
