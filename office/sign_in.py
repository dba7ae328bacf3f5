"""Sign-ins, failed sign-ins and refusals leave audit events (ASVS 16.3)."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from office import audit
from office.models import User


@receiver(user_logged_in, dispatch_uid="office.signed-in")
def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    audit.record_event("office.account.signed-in", by=user, on=user)


@receiver(user_logged_out, dispatch_uid="office.signed-out")
def signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record_event("office.account.signed-out", by=user, on=user)


@receiver(user_login_failed, dispatch_uid="office.sign-in-failed")
def sign_in_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Record the name that was tried, cut short and cleaned, never the password."""
    tried = "".join(c for c in str(credentials.get("username", "")) if c.isprintable())[:60]
    audit.record_event("office.account.sign-in-failed", by=User.operator(), summary=f"用户名:{tried}")
