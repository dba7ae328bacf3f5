"""The one-time set-up page of an empty office."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from office import first_start
from office.forms.first_start import FirstStartForm
from office.views.access import see_other
from office.workflows.first_start import set_up_office


@login_not_required
@sensitive_post_parameters("password", "again")
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Set up the bureau and its first administrator; any other token is 404."""
    if not first_start.is_valid(token):
        raise Http404
    form = FirstStartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "again"}
        try:
            set_up_office(token=token, **values)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            return see_other(request, reverse("login"))
    return render(request, "office/first_start.html", {"form": form}, status=422 if form.is_bound else 200)
