"""Where a purpose is asked: for taking many people's data away, for many whole numbers, for looking out of hours.

Ordinary work is never asked. A purpose stands in the audit event of the act it was given for (`data["purpose"]`); apps
name such acts in ACTIONS, so that the audit page can list them.
"""

from datetime import datetime

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from office import audit, clock, policy, workdays
from office.models import Bureau, User
from office.roles import Permission as P

OUT_OF_HOURS = "office.purpose.out-of-hours"
ACTIONS: set[str] = {OUT_OF_HOURS}
COMMON = ("上级要求报送", "节日慰问名单", "体检安排", "与社保、医保核对", "本人或家属申请")
STATED = "purpose"  # the session's key: asked once
PERSONAL = frozenset(
    {
        P.SEE_PEOPLE,
        P.SEE_HISTORY,
        P.EDIT_PEOPLE,
        P.REVEAL_ID,
        P.EXPORT_PEOPLE,
        P.EXPORT_FULL,
        P.PRINT_DOSSIER,
        P.IMPORT_ROSTER,
        P.INSPECT,
    }
    | {P.SEE_CASEWORK, P.EDIT_CASEWORK, P.SEE_RECOGNITION, P.EDIT_RECOGNITION, P.SEE_MONEY, P.EDIT_AID, P.PAY}
)
HOURS = ("work_begins_hour", "work_ends_hour")
HOURS_KEPT_SECONDS = 60


class PurposeField(forms.CharField):
    """What something is for, in one's own words; the usual ones are offered."""

    def __init__(self) -> None:
        super().__init__(
            label="用途",
            min_length=4,
            max_length=100,
            help_text=f"写明给谁、做什么用,会记入审计记录。例:{'、'.join(COMMON)}。",
            error_messages={"required": "请写明用途。", "min_length": "请把用途写明白一些,至少 4 个字。"},
        )


class PurposeForm(forms.Form):
    purpose = PurposeField()


def must_ask(request: HttpRequest, wanted: frozenset[P]) -> bool:
    """Return whether this page shows personal data out of hours to somebody who has not said what for.

    Only opening a page is asked; a form that was filled in is never turned away. A helper's and a branch secretary's
    own pages ask nothing: they visit in the evening. Queries: two, at most once a minute for a bureau. Rule: R-339.
    """
    user = request.user
    if not settings.ASK_PURPOSE_OUT_OF_HOURS or request.method != "GET" or not user.is_authenticated:
        return False
    personal = wanted & PERSONAL and user.permissions & PERSONAL
    return bool(personal) and STATED not in request.session and is_out_of_hours(clock.now(), user.bureau)


def is_out_of_hours(moment: datetime, bureau: Bureau | None) -> bool:
    """Return whether the office is closed: a day off by the calendar, or a time outside its hours."""
    if not workdays.is_working_day(moment.date()):
        return True
    begins, ends = _hours(moment, bureau)
    return not begins <= moment.hour + moment.minute / 60 < ends


def _hours(moment: datetime, bureau: Bureau | None) -> tuple[float, float]:
    """Return when the office opens and closes, in hours of the day: 17.5 is half past five."""
    key = f"hours:{bureau.pk if bureau else 0}:{moment:%Y%m%d}"
    if (known := cache.get(key)) is None:
        begins, ends = (policy.number(code, bureau=bureau, on=moment.date()) for code in HOURS)
        known = float(begins), float(ends)
        cache.set(key, known, HOURS_KEPT_SECONDS)
    return known


def state_out_of_hours(*, by: User, purpose: str) -> None:
    """Record what somebody looks for out of hours. Rule: R-339."""
    audit.record_event(OUT_OF_HOURS, by=by, summary=f"用途:{purpose}", purpose=purpose)
