"""Short ways to the states that tests of pairings, contacts and needs start from; each walks the real workflow."""

from datetime import date

from casework.workflows.contacts import record_contact
from casework.workflows.pairing import issue_pairings, propose_pairing


def pair(person, helper, cast, *, starts_on=date(2026, 1, 1), **values):
    """Return an issued pairing."""
    values.setdefault("quota_reason", "人手不足")
    pairing = propose_pairing(person=person, helper=helper, starts_on=starts_on, by=cast.caseworker, **values)
    return issue(pairing, cast)


def issue(pairing, cast):
    (issued,) = issue_pairings(
        pairing_ids=[pairing.pk], issuing_body="机关党委", document_number="新税党〔2026〕1号", by=cast.section_head
    )
    return issued


def visit(person, helper, by, **values):
    """Return a recorded visit."""
    values = {"kind": "visit", "held_on": date(2026, 2, 10), "sheet_reference": "走访表第1册"} | values
    return record_contact(helpers=[helper], persons=[person], by=by, **values)
