"""What every view shares: the permission it asks for and how it answers after an act."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

from office import permissions
from office.roles import Permission

View = Callable[..., HttpResponse]
METHODS = ["GET", "HEAD", "POST"]  # what a link or a form can send


def needs(*any_of: Permission) -> Callable[[View], View]:
    """Refuse (403, with the roles that may) whoever holds none of the permissions; then what is no link or form (405).

    docs/access.md shows who may do what.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.may(permission) for permission in any_of):
                permissions.check(request.user, any_of[0])
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            return view(request, *args, **kwargs)

        vars(checked)["needs"] = any_of  # what the access tests ask of every view
        return checked

    return decorate


def see_other(request: HttpRequest, url: str) -> HttpResponse:
    """Answer a successful POST: 303 to the page, or the same by header for htmx."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
