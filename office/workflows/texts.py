"""The register of policy texts: what numbers, sources, standards and routes cite."""

from django.db import transaction

from office import audit, permissions, store
from office.models import PolicyText, PolicyTextScan, User
from office.roles import Permission
from office.scans import Scan
from office.workflows.settings import check_own_bureau

FIELDS = ["number", "title", "issued_by", "issued_on", "holds_from", "scan_type"]


@transaction.atomic
def save_text(*, text: PolicyText, scan: Scan | None, by: User) -> PolicyText:
    """Register a policy text, or mend what was typed of it; without a new scan the kept one stays.

    Raises: Refused, ValidationError (number registered before), ChangedMeanwhile. Rule: R-362.
    """
    permissions.check(by, Permission.EDIT_TEXTS)
    check_own_bureau(by, text.bureau)
    text.scan_type = scan.kind if scan else text.scan_type
    text.full_clean()
    if not text.pk:
        store.create(text, by=by)
        audit.record_event("office.policytext.created", on=text, by=by, summary=str(text))
    else:
        store.claim(text, by=by, fields=FIELDS)
        audit.record_event("office.policytext.changed", on=text, by=by, summary=str(text))
    if scan is not None:
        PolicyTextScan.objects.update_or_create(text=text, defaults={"data": scan.data})
    return text
