"""The notice page inside the office's own network: what hangs on the board, for whoever does its business."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import bulletin
from office.roles import Permission
from office.views.access import needs


@require_safe
@needs(Permission.SEE_CASEWORK, Permission.SEE_MONEY, Permission.LOG_CONTACTS, Permission.GIVE_OPINION)
def bulletin_page(request: HttpRequest) -> HttpResponse:
    """Show the running notices as they are printed; there is no page until the office has switched it on."""
    bureau = request.user.bureau
    if bureau is not None and not bulletin.is_on(bureau):
        raise Http404
    return render(request, "casework/bulletin.html", {"notices": bulletin.running(bureau) if bureau else []})
