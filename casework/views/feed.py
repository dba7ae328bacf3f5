"""The calendar address: open to whoever knows the token; guessing is braked."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from casework.calendar_feed import feed
from office import brakes
from office.workflows.calendar_token import owner_of


@login_not_required
@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the dues of the token's account; an unknown or revoked token or a closed account is 404. Rule: R-413."""
    owner = owner_of(token)
    if owner is None:
        if brakes.guesses_too_often(request):
            return HttpResponse(status=429)
        brakes.note_guess(request)
        raise Http404
    return HttpResponse(
        feed(owner), content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store, private"}
    )
