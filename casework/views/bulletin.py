"""The notice page inside the office's own network: what hangs on the board, for whoever is signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import bulletin


@require_safe
def bulletin_page(request: HttpRequest) -> HttpResponse:
    """Show the running notices as they are printed; there is no page until the office has switched it on."""
    bureau = request.user.bureau
    if bureau is not None and not bulletin.is_on(bureau):
        raise Http404
    return render(request, "casework/bulletin.html", {"notices": bulletin.running(bureau) if bureau else []})
