"""The daily digest: how many things of a kind wait for an account and where they are listed, never who."""

import logging
from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from office import todo
from office.audit import record_event
from office.models import DigestSent, User

logger = logging.getLogger(__name__)

ORDER = (todo.DUE, todo.SIGN, todo.FIX)


def lines_of(user: User) -> list[todo.TodoItem]:
    """Return what waits for the account, in the order of the home page. Queries: those of `todo.items`."""
    waiting = [item for item in todo.items(user) if item.kind in ORDER and item.count]
    return sorted(waiting, key=lambda item: ORDER.index(item.kind))


def text_of(items: list[todo.TodoItem]) -> str:
    """Return the digest as plain text: label, count and address. Rule: R-411."""
    return "\n".join(f"{item.label}:{item.count}\n{settings.SITE_ADDRESS}{item.url}" for item in items)


@transaction.atomic
def send(user: User, on: date, *, by: User) -> str:
    """Send the account its digest of a day and return the text; nothing waits or it went already: empty. Rule: R-410.

    Without a mail server, or an address of the account, the text is only returned.
    """
    items = lines_of(user)
    if not items:
        return ""
    _, fresh = DigestSent.objects.get_or_create(user=user, on=on)
    if not fresh:
        return ""
    text = text_of(items)
    record_event("office.digest.sent", by=by, on=user, lines=len(items))
    if goes_by_mail(user):
        send_mail(f"{on} 待办 {len(items)} 类", text, None, [user.email])
    return text


def send_by_mail(on: date) -> None:
    """Send the digest to everybody who gets it by mail: the worker does it once a day. Rule: R-572.

    A mail that does not go out keeps nobody else's back; `daily_digest` sends it later.
    """
    if not settings.EMAIL_HOST:
        return
    by = User.operator()
    for user in User.objects.filter(is_active=True).exclude(email="").select_related("bureau").order_by("username"):
        try:
            send(user, on, by=by)
        except OSError as error:  # what smtplib raises is one, too
            logger.error("Digest of %s not sent: %s", user.username, type(error).__name__)


def goes_by_mail(user: User) -> bool:
    return bool(settings.EMAIL_HOST and user.email)
