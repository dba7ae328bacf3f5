"""Pages for what went wrong: what happened, what was kept, what to do, who can help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose anti-forgery token is missing or out of date."""
    return render(request, "403_csrf.html", status=403)
