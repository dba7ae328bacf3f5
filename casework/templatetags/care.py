"""How a due date reads: red, amber and green as words first."""

from datetime import date

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString

from casework.choices.emergencies import EmergencyStatus, ShiftStatus
from casework.choices.needs import NeedStatus, ReportStatus
from casework.choices.pairing import PairingStatus
from casework.choices.referrals import ReferralStatus
from casework.models import ServiceArrangement
from casework.schedule import days_overdue
from office import clock
from office.roles import Permission
from office.templatetags.ui import status

register = template.Library()

TONES = {
    PairingStatus.PROPOSED: "wait",
    PairingStatus.ISSUED: "good",
    NeedStatus.REGISTERED: "wait",
    NeedStatus.ASSIGNED: "wait",
    NeedStatus.DONE: "warn",
    NeedStatus.CONFIRMED: "good",
    ReportStatus.SENT: "wait",
    EmergencyStatus.OPEN: "bad",
    EmergencyStatus.ANSWERED: "wait",
    ShiftStatus.DONE: "good",
    ReferralStatus.RECEIVED: "wait",
    ReferralStatus.ANSWERED: "good",
}


@register.simple_tag
def due(next_due_on: date | None, window_end: date) -> SafeString:
    """Return 逾期 3 天, 本期待联系 or 本期已联系 as a status."""
    days = days_overdue(next_due_on, clock.today())
    if days:
        return status(f"逾期 {days} 天", "bad")
    if next_due_on is None or next_due_on <= window_end:
        return status("本期待联系", "warn")
    return status("本期已联系", "good")


@register.simple_tag
def state(row) -> SafeString:
    """Return the status of a pairing, need or report as a word with its tone."""
    return status(row.get_status_display(), TONES.get(row.status, "quiet"))


@register.simple_tag(takes_context=True)
def sees_illness(context: RequestContext) -> bool:
    """Return whether the reader of the page may see who lies in hospital; also inside an include with `only`."""
    user = context.request.user
    return user.is_authenticated and user.may(Permission.SEE_ILLNESS)


@register.simple_tag(takes_context=True)
def any_service(context: RequestContext) -> bool:
    """Return whether the reader's bureaus have a service arrangement: until then it has no tab. Queries: one."""
    user = context.request.user
    return user.is_authenticated and ServiceArrangement.objects.visible_to(user).exists()


@register.filter
def overdue_days(day: date | None) -> int:
    return days_overdue(day, clock.today())


@register.filter
def names(rows) -> str:
    return "、".join(row.name for row in rows)
