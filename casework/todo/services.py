"""What waits around support plans and service arrangements."""

from collections.abc import Iterator

from django.urls import reverse

from casework.models import ServiceArrangement, SupportPlan
from office import clock, policy
from office.models import User
from office.roles import Permission
from office.todo import DUE, Line, line


def services_expiring(user: User) -> Iterator[Line]:
    """Yield what ends soon or ended without a word. Queries: one."""
    if user.may(Permission.EDIT_CASEWORK):
        days = policy.whole("service_notice_days", bureau=user.bureau)
        found = ServiceArrangement.objects.visible_to(user).expiring(clock.today(), days)
        url = reverse("casework:service-list") + "?show=expiring"
        yield line(DUE, "快到期的服务安排", found, url, "warn", names="person__name", since="ends_on")


def plans_to_review(user: User) -> Iterator[Line]:
    if user.may(Permission.EDIT_CASEWORK):
        found = SupportPlan.objects.visible_to(user).to_review(clock.today())
        url = reverse("casework:plan-list")
        yield line(DUE, "到期回看的个人方案", found, url, names="person__name", since="review_on")


SOURCES = [services_expiring, plans_to_review]
