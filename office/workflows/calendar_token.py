"""The address under which a calendar program reads one account's dues: made, shown once, revoked."""

import hashlib
import secrets

from django.db import transaction

from office import clock
from office.audit import record_event
from office.models import CalendarToken, User


@transaction.atomic
def make_token(*, by: User) -> str:
    """Make a new token, which ends the one before, and return it to be shown once. Rule: R-412."""
    token = secrets.token_urlsafe(32)
    CalendarToken.objects.update_or_create(user=by, defaults={"digest": digest_of(token), "made_at": clock.now()})
    record_event("office.calendar-token.made", by=by, on=by)
    return token


@transaction.atomic
def revoke_token(*, by: User) -> None:
    """End the token in force, if there is one."""
    deleted, _ = CalendarToken.objects.filter(user=by).delete()
    if deleted:
        record_event("office.calendar-token.revoked", by=by, on=by)


def token_of(user: User) -> CalendarToken | None:
    """Return the token in force, if there is one. Queries: one."""
    return CalendarToken.objects.filter(user=user).first()


def owner_of(token: str) -> User | None:
    """Return the open account whose token this is. Queries: one."""
    found = CalendarToken.objects.filter(digest=digest_of(token), user__is_active=True)
    kept = found.select_related("user__bureau").first()
    return kept.user if kept else None


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
