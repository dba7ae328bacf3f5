"""Who looked at a person, for the auditor and the section head."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from office import audit_words
from office.roles import Permission
from office.views.access import needs
from office.views.audit import page_by_moment
from registry import looks
from registry.views.people import visible_person


@require_safe
@needs(Permission.SEE_AUDIT)
def look_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who opened the page, saw the number or took a file with this person, newest first."""
    person = visible_person(request, public_id)
    shown, older = page_by_moment(request, looks.of(person))
    rows = [(event, audit_words.word(event.action)) for event in shown]
    return render(request, "registry/look_list.html", {"person": person, "looks": rows, "older": older})
