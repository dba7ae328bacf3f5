"""What was sent with a form."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """Return the posted values, empty ones included, and None when the page is only opened."""
    return request.POST if request.method == "POST" else None
