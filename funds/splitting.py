"""Noticing what may have been split: applications for one person that together pass a limit each stays under."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.db.models import QuerySet

from funds.choices import AidKind, AidStatus, ItemStatus
from funds.models import AidApplication, AidItem
from office import clock, policy
from office.money import format_yuan
from registry.merged import owner, records_of

WITHIN = timedelta(days=30)
UNDER_WAY = (AidStatus.SUBMITTED, AidStatus.APPROVED, AidStatus.CLOSED)


def split_remarks(application: AidApplication, items: Sequence[AidItem]) -> list[str]:
    """Return a sentence for everybody whose aid within 30 days passes the limit that this application stays under.

    Rule: it is shown and printed, never refused: a second need within the month may be real. Queries: two.
    """
    if application.submitted_at is None:
        return []
    emergency = application.aid_kind == AidKind.EMERGENCY
    code = "emergency_cap_yuan" if emergency else "section_head_band_yuan"
    limit = policy.number(code, bureau=application.bureau)
    if sum((item.amount for item in items), Decimal(0)) > limit:
        return []
    sums = {item.person_id: item.amount for item in items}
    for other in _others(application, list(sums), emergency=emergency):
        sums[other.owner] += other.amount  # type: ignore[attr-defined]  # annotated below
    what = "特情帮扶" if emergency else "帮扶"
    return [
        f"{item.payee_name} 前后 30 天内的{what}申请合计 {format_yuan(sums[item.person_id])} 元,"
        f"超过“{policy.SHIPPED[code].label}”{format_yuan(limit)} 元,请核对是否拆分申请。"
        for item in items
        if sums[item.person_id] > limit
    ]


def _others(application: AidApplication, people: list[int], *, emergency: bool) -> QuerySet[AidItem]:
    submitted_at = application.submitted_at or clock.now()
    near = (submitted_at - WITHIN, submitted_at + WITHIN)
    rows = AidItem.objects.standing().filter(
        person__in=records_of(people), application__submitted_at__range=near, application__status__in=UNDER_WAY
    )
    rows = rows.filter(application__aid_kind=AidKind.EMERGENCY) if emergency else rows
    return rows.annotate(owner=owner()).exclude(application=application.pk).exclude(status=ItemStatus.REVERSED)
