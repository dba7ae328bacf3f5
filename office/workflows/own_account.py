"""What a person does to their own account: how they like to read, and their password."""

from typing import Any

from django.db import transaction

from office.audit import record_event
from office.models import User


@transaction.atomic
def save_preferences(*, by: User, **preferences: Any) -> None:
    """Save how a person likes to read: any of `large_type`, `theme`, `language`."""
    for name, value in preferences.items():
        setattr(by, name, value)
    by.save(update_fields=list(preferences))
    record_event("office.account.preferences", by=by, on=by, **preferences)


@transaction.atomic
def save_email(*, by: User, email: str) -> None:
    """Save where a person's digest is sent, "" for nowhere. The audit trail keeps that it changed, not the address."""
    by.email = email
    by.save(update_fields=["email"])
    record_event("office.account.email", by=by, on=by, kept=bool(email))


@transaction.atomic
def change_own_password(*, by: User, password: str) -> None:
    """Set a checked new password, which also satisfies a demand to change it. The password goes nowhere else."""
    by.set_password(password)
    by.must_change_password = False
    by.save(update_fields=["password", "must_change_password"])
    record_event("office.account.password_changed", by=by, on=by)
