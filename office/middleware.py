"""What every request of a signed-in person goes through."""

import ipaddress
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from office import busy, purposes, todo
from office.audit import source_address
from office.views.access import see_other
from office.views.errors import busy_page

RENEWED_AFTER_SECONDS = 300  # a session is written again this often at most, so that a page costs no write


class ClientAddressMiddleware:
    """Put the client's address where the proxies' stands: the entry our own proxies wrote, never one a client sent.

    Each proxy appends whom it heard from, so with n proxies of our own the client is the n-th entry from the right;
    what stands left of it anybody may have written. Rule: R-347.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if count := settings.TRUSTED_PROXIES:
            heard = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            if len(heard) >= count and _is_address(heard[-count]):
                request.META["REMOTE_ADDR"] = heard[-count]
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class BusyMiddleware:
    """Turn a deadlock or a lock that was not had in time into a page that says to press again. Rule: R-349."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return busy_page(request) if busy.is_busy(exception) else None


class PatientSessionMiddleware(SessionMiddleware):
    """A session that cannot be renewed at this moment spoils no page: the next one renews it."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        try:
            return super().process_response(request, response)
        except (DatabaseError, SessionInterrupted) as error:
            if not busy.is_busy(error):
                raise
            return response


class PurposeMiddleware:
    """Ask once a session what personal data is wanted for, when the office is closed. Rule: R-339."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not purposes.must_ask(request, frozenset(getattr(view, "needs", ()))):
            return None
        query = urlencode({"next": request.get_full_path()})
        return see_other(request, f"{reverse('purpose')}?{query}")


class AccountMiddleware:
    """Language by the person's choice, never by header; forced password change; absolute time-out; no-store pages.

    Rule: R-52.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = source_address.set(request.META.get("REMOTE_ADDR", ""))
        user = request.user
        if request.method == "POST" and user.is_authenticated:
            todo.forget(user)  # whatever this act settles, the next badges count anew
        try:
            with translation.override(user.language if user.is_authenticated else settings.LANGUAGE_CODE):
                response = self._stop(request) or self.get_response(request)
        finally:
            source_address.reset(token)
        if user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def _stop(self, request: HttpRequest) -> HttpResponse | None:
        """Return the answer that comes instead of the page, if one must."""
        if not request.user.is_authenticated:
            return None
        started = request.session.setdefault("started", timezone.now().timestamp())
        if timezone.now().timestamp() - started > timedelta(hours=settings.SESSION_ABSOLUTE_HOURS).total_seconds():
            logout(request)
            return redirect(settings.LOGIN_URL)
        _keep_awake(request)
        free = {reverse("password_change"), reverse("logout")}
        if request.user.must_change_password and request.path not in free:
            return redirect("password_change")
        return None


def _keep_awake(request: HttpRequest) -> None:
    """Let the idle time-out run from the last page, not from the sign-in: renew the session every few minutes."""
    now = timezone.now().timestamp()
    if now - request.session.get("renewed", 0) > RENEWED_AFTER_SECONDS:
        request.session["renewed"] = now
