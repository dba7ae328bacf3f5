"""What of the office's own waits for a person: policy numbers to confirm, the holiday plan of the next year."""

from collections.abc import Iterator

from django.urls import reverse

from office import clock
from office.models import HolidayPlan, PolicyNumber, User
from office.roles import Permission
from office.todo import FIX, SIGN, Line, TodoItem, line

PUBLISHED_IN = 11  # the month in which the State Council publishes the plan of the next year


def waiting(user: User) -> Iterator[Line | TodoItem]:
    """Yield the policy numbers that wait for a leader, and for the administrator a year without its plan."""
    if user.may(Permission.CONFIRM_POLICY):
        found = PolicyNumber.objects.filter(bureau=user.bureau_id, confirmed_at=None, refused_reason="")
        yield line(SIGN, "待确认的政策数值", found, reverse("office:policy-list") + "#waiting", since="proposed_at")
    if user.may(Permission.EDIT_TECHNICAL):
        today = clock.today()
        years = [today.year] + ([today.year + 1] if today.month >= PUBLISHED_IN else [])
        kept = set(HolidayPlan.objects.filter(year__in=years).values_list("year", flat=True))
        missing = [year for year in years if year not in kept]
        if missing:
            label = f"{'、'.join(map(str, missing))} 年的放假安排还没有录入"
            yield TodoItem(FIX, label, len(missing), reverse("office:plan-list"), "warn")
