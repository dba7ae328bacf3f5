"""The brake on guessing one password for many names: failed sign-ins of one address, whatever names were tried."""

import secrets
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from office.models import User

GUESS = "calendar token "  # no name to sign in with holds a blank
GUESSES = Q(username__startswith=GUESS)


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
    """Return whether this address failed to sign in too often. Queries: one."""
    return settings.AXES_ENABLED and _count(_attempts(request).exclude(GUESSES)) >= settings.ADDRESS_FAILURE_LIMIT


def guesses_too_often(request: HttpRequest) -> bool:
    """Return whether this address asked too often for calendars that are not there. Queries: one.

    They are counted apart: a program that goes on asking for a revoked calendar keeps nobody of its office out.
    """
    return settings.AXES_ENABLED and _count(_attempts(request).filter(GUESSES)) >= settings.ADDRESS_FAILURE_LIMIT


def note_guess(request: HttpRequest) -> None:
    """Count a token that opens nothing."""
    AccessAttempt.objects.create(
        username=f"{GUESS}{secrets.token_hex(8)}",  # a row of its own: who fails at once overwrites nobody's count
        ip_address=request.META.get("REMOTE_ADDR") or None,
        failures_since_start=1,
    )


def _attempts(request: HttpRequest) -> QuerySet[AccessAttempt]:
    """Return what failed from this address within the lock's time."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return AccessAttempt.objects.filter(ip_address=request.META.get("REMOTE_ADDR") or None, attempt_time__gte=since)


def _count(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0
