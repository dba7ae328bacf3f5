"""Pages for what went wrong: what happened, what was kept, what to do, who can help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NEVER_SENT_BACK = {"csrfmiddlewaretoken"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose anti-forgery token is missing or out of date."""
    return render(request, "403_csrf.html", status=403)


def busy_page(request: HttpRequest) -> HttpResponse:
    """Answer an act that the database could not take at this moment: nothing was saved, one button sends it again.

    What was typed stands in the page. A file cannot (a browser sends none by itself), and a password must not: then
    the page asks to go back and press again. Rule: R-349.
    """
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in NEVER_SENT_BACK]
    whole = not request.FILES and not any("password" in name for name, _ in typed)
    again = typed if request.method == "POST" and whole else None
    response = render(request, "409_busy.html", {"again": again, "is_post": request.method == "POST"}, status=409)
    if getattr(request, "htmx", False):  # the whole page in place of the fragment that was asked for
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response
