"""Which bureau and which year a page of figures is about."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from office import clock
from office.models import Bureau

FIRST_YEAR = 2000


def bureau_of_year(request: HttpRequest, year: int) -> Bureau:
    """Return the bureau asked for within the user's scope. A year to come is 404."""
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    return bureau_asked(request)


def bureau_asked(request: HttpRequest) -> Bureau:
    """Return the bureau asked for, else the user's own; out of scope is 404."""
    code = request.GET.get("bureau") or (request.user.bureau.code if request.user.bureau else "")
    return get_object_or_404(Bureau.objects.visible_to(request.user), code=code)


def bureau_query(request: HttpRequest) -> str:
    """Return what keeps another bureau's form in the addresses of a page."""
    return f"?{request.GET.urlencode()}" if request.GET.get("bureau") else ""
