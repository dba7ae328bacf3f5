"""The home page ("my work"), one's own password, how a person likes to read, and the page of last resort."""

import logging
import secrets

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import digest, todo
from office.views.access import see_other
from office.workflows import calendar_token as tokens
from office.workflows import own_account
from supportdesk.forms import EmailForm, OwnPasswordForm, PreferencesForm

logger = logging.getLogger(__name__)

SECTIONS = ((todo.DUE, "该做的"), (todo.SIGN, "等您签的"), (todo.FIX, "要改正的"))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, and below it what is good to know."""
    items = todo.items(request.user)
    usual = [item for item in items if not item.urgent]
    sections = [(title, [item for item in usual if item.kind == kind]) for kind, title in SECTIONS]
    context = {
        "urgent": [item for item in items if item.urgent],
        "sections": [(title, found) for title, found in sections if found],
        "known": [item for item in usual if item.kind == todo.KNOWN],
        "panels": [panel for source in todo.PANELS if (panel := source(request.user)) is not None],
    }
    return render(request, "supportdesk/home.html", context)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Save large type or theme and go back to where the person was."""
    form = PreferencesForm(request.POST)
    if form.is_valid():
        own_account.save_preferences(by=request.user, **form.chosen())
    back = request.POST.get("next", "")
    return see_other(request, back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")


@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Show today's digest and the state of the calendar address; save where the digest is sent."""
    form = EmailForm(request.POST or None, initial={"email": request.user.email})
    if request.method == "POST" and form.is_valid():
        own_account.save_email(by=request.user, email=form.cleaned_data["email"])
        messages.success(request, "邮箱已保存。")
        return see_other(request, reverse("reminders"))
    return _reminders(request, form=form, status=422 if form.is_bound else 200)


@require_POST
def calendar_token(request: HttpRequest) -> HttpResponse:
    """Make the calendar address and show it once, or revoke it."""
    if "revoke" in request.POST:
        tokens.revoke_token(by=request.user)
        messages.success(request, "日历地址已停用,原来的订阅读不到了。")
        return see_other(request, reverse("reminders"))
    address = reverse("calendar-feed", args=[tokens.make_token(by=request.user)])
    form = EmailForm(initial={"email": request.user.email})
    return _reminders(request, form=form, address=request.build_absolute_uri(address))


def _reminders(request: HttpRequest, *, form: EmailForm, address: str = "", status: int = 200) -> HttpResponse:
    context = {
        "items": digest.lines_of(request.user),
        "kept": tokens.token_of(request.user),
        "address": address,
        "form": form,
        "mails": bool(settings.EMAIL_HOST),
    }
    return render(request, "supportdesk/reminders.html", context, status=status)


class OwnPasswordView(PasswordChangeView):
    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, "新密码已保存,下次用它登录。")
        return super().form_valid(form)

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an unexpected error with a short number that stands beside the error in the log."""
    reference = secrets.token_hex(3).upper()
    route = request.resolver_match.route if request.resolver_match else ""  # the route, for a path may hold words
    logger.error("Reference %s: %s %s", reference, request.method, route)
    return HttpResponseServerError(render_to_string("500.html", {"reference": reference}))
