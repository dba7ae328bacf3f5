"""Leading the address of a merged record to the one that stays."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from registry.merged import final
from registry.models import Person


class MergedAddressMiddleware:
    """Send a reader who asked for a merged record on to the same page of the record that stays. Rule: R-269.

    Only what was not found is looked at, and only people in the reader's scope are led to, so that nothing is told
    to whom the page itself would tell nothing. Queries: two, on pages that do not exist.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        public_id = match.kwargs.get("public_id") if match else None
        if response.status_code != 404 or request.method != "GET" or not public_id:
            return response
        merged = Person.objects.filter(public_id=public_id, merged_into__isnull=False).first()
        if merged is None or not request.user.is_authenticated:
            return response
        stays = final(merged)
        if not Person.objects.visible_to(request.user).filter(pk=stays.pk).exists():
            return response
        return HttpResponseRedirect(request.get_full_path().replace(public_id, stays.public_id, 1))
