"""What was sent with a form, and the page of one act."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from office.display import Confirmation
from office.errors import RuleBroken
from office.views.access import see_other


def posted(request: HttpRequest) -> QueryDict | None:
    """Return the posted values, empty ones included, and None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def act_page(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[], object],
    confirm: Confirmation,
    *,
    done: str,
    after: Callable[[], str] | None = None,
) -> HttpResponse:
    """Show an act with its consequence; do it when the form is right and go on, or say what stands against it."""
    if form.is_valid():
        try:
            act()
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, done)
            return see_other(request, after() if after else confirm.cancel_url)
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", {"confirm": confirm, "form": form}, status=status)
