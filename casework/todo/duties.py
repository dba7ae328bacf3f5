"""Yearly lists whose last day is near or past."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from casework.choices.duties import DUE_SOON_DAYS
from casework.models import Duty
from casework.querysets.duties import MISSING
from casework.querysets.visits import own_duty_rows
from office import clock
from office.models import User
from office.roles import Permission
from office.todo import DUE, KNOWN, Line, line


def duties_due(user: User) -> Iterator[Line]:
    """Yield who is missing on each list of the own bureau whose last day is near or past."""
    if user.bureau_id is None or not user.may(Permission.SEE_CASEWORK):
        return
    today, kind = clock.today(), DUE if user.may(Permission.EDIT_CASEWORK) else KNOWN
    soon = today + timedelta(days=DUE_SOON_DAYS)
    for duty in Duty.objects.open().filter(bureau=user.bureau_id, due_on__lte=soon, starts_on__lte=today):
        url = reverse("casework:duty-rows", args=[duty.public_id]) + "?show=missing"
        late = duty.due_on < today
        label = f"{duty.title}未完成的人({'已过期限' if late else f'{duty.due_on} 前'})"
        tone, missing = "bad" if late else "wait", duty.rows.shown("missing")
        yield line(kind, label, missing, url, tone, names="person__name", since="duty__starts_on")


def own_duties(user: User) -> Iterator[Line]:
    if user.may(Permission.LOG_CONTACTS) and user.staff_member_id:
        url = reverse("casework:helper-duties") + "?show=missing"
        found = own_duty_rows(user).filter(MISSING)
        yield line(DUE, "年度事项没有办的", found, url, names="person__name", since="duty__starts_on")


SOURCES = [duties_due, own_duties]
