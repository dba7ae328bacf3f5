"""The brake on guessing one password for many names: failed sign-ins of one address, whatever names were tried."""

import secrets
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from office.models import User


class AddressBrake:
    """Stand before the other backends and refuse an address that failed too often. Signs nobody in.

    The count is that of the lock on one name (the failed attempts in the database, shared by all processes), summed
    over all names. Rule: R-346.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> User | None:
        if request is not None and is_braked(request):
            request.axes_locked_out = True  # type: ignore[attr-defined]  # the page that says to wait
            raise PermissionDenied
        return None


def is_braked(request: HttpRequest) -> bool:
    """Return whether this address failed too often. Queries: one."""
    return settings.AXES_ENABLED and failures_of(request) >= settings.ADDRESS_FAILURE_LIMIT


def note_failure(request: HttpRequest) -> None:
    """Count a token that opens nothing like a failed sign-in of the address."""
    AccessAttempt.objects.create(
        username=f"calendar-{secrets.token_hex(8)}",  # a row of its own: who fails at once overwrites nobody's count
        ip_address=request.META.get("REMOTE_ADDR") or None,
        failures_since_start=1,
    )


def failures_of(request: HttpRequest) -> int:
    """Return how often this address failed within the lock's time. Queries: one."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(ip_address=request.META.get("REMOTE_ADDR") or None, attempt_time__gte=since)
    return attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0
