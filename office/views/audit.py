"""The audit trail, newest first, within the bureau's subtree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from office import audit_words
from office.forms.settings import AuditFilterForm
from office.models import AuditEvent, Bureau
from office.roles import Permission
from office.views.access import needs

PAGE = 50


@require_safe
@needs(Permission.SEE_AUDIT)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Show events by filter; `before` pages by the event's number, so the last page is as quick as the first."""
    form = AuditFilterForm(request.GET or None)
    events = AuditEvent.objects.filter(bureau_id__in=Bureau.objects.visible_to(request.user).values("pk"))
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if wanted.get("actor"):
        events = events.filter(actor_name__contains=wanted["actor"])
    if wanted.get("action"):
        events = events.filter(
            action__in=[code for code, word in audit_words.WORDS.items() if wanted["action"] in word]
        )
    if wanted.get("since"):
        events = events.filter(at__date__gte=wanted["since"])
    if wanted.get("until"):
        events = events.filter(at__date__lte=wanted["until"])
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit():
        events = events.filter(pk__lt=int(before[:18]))
    rows = list(events.order_by("-pk")[: PAGE + 1])
    shown = [(event, audit_words.word(event.action)) for event in rows[:PAGE]]
    query = request.GET.copy()
    query["before"] = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    older = f"?{query.urlencode()}" if len(rows) > PAGE else ""
    return render(request, "office/audit_list.html", {"form": form, "events": shown, "older": older})
