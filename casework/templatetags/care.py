"""How a due date reads: red, amber and green as words first."""

from datetime import date

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString

from casework import timebank
from casework.choices.emergencies import EmergencyStatus, ShiftStatus
from casework.choices.needs import NeedStatus, ReportStatus
from casework.choices.pairing import PairingStatus
from casework.choices.referrals import ReferralStatus
from casework.choices.schedule import Standing
from casework.choices.timebank import ServiceStatus
from casework.errors.timebank import in_hours
from casework.models import ContactDue, ContactState, ServiceArrangement
from casework.querysets.schedule import standing_of
from casework.schedule.windows import days_overdue
from casework.schedule.words import due_words
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
    ServiceStatus.RECORDED: "wait",
    ServiceStatus.CONFIRMED: "good",
}


STANDING_TONES = {Standing.OVERDUE: "bad", Standing.SOON: "warn", Standing.FINE: "good", Standing.NONE: "quiet"}


@register.simple_tag
def due(state: ContactState | None) -> SafeString:
    """Return 逾期 3 天, 临期, 按期 or 未排 as a status."""
    return _due(state.next_due_on if state else None, state.amber_on if state else None)


@register.simple_tag
def due_row(row: ContactDue) -> SafeString:
    """Return the same of one thing that is due."""
    return _due(row.due_on, row.amber_on)


def _due(due_on: date | None, amber_on: date | None) -> SafeString:
    today = clock.today()
    stands = standing_of(due_on, amber_on, today)
    word = f"逾期 {days_overdue(due_on, today)} 天" if stands == Standing.OVERDUE else str(stands.label)
    return status(word, STANDING_TONES[stands])


@register.simple_tag
def why(state: ContactState | None, illness: bool = False) -> str:
    """Return by when, how and why somebody is to be contacted next; "" when nothing is due."""
    if state is None or state.next_due_on is None:
        return ""
    return due_words(state.next_due_on, state.next_kind, state.next_cause, illness=illness)


@register.simple_tag
def why_row(row: ContactDue, illness: bool = False) -> str:
    return due_words(row.due_on, row.kind, row.cause, illness=illness)


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


@register.simple_tag(takes_context=True)
def time_bank_on(context: RequestContext) -> bool:
    """Return whether the reader's office uses its time bank: otherwise it has no tab. Queries: one."""
    user = context.request.user
    return user.is_authenticated and timebank.is_on(user.bureau)


@register.filter
def hours(minutes: int) -> str:
    """Return minutes as 2 小时 30 分."""
    return in_hours(minutes)


@register.filter
def taken(minutes: int) -> str:
    """Return what left an account, without the sign."""
    return in_hours(-minutes)


@register.filter
def reason(why: dict[str, str], act: str) -> str:
    """Return why an act is not to be had, "" when it is."""
    return why.get(act, "")


@register.filter
def overdue_days(day: date | None) -> int:
    return days_overdue(day, clock.today())


@register.filter
def names(rows) -> str:
    return "、".join(row.name for row in rows)
