"""The audit trail, newest first, within the bureau's subtree."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from office import audit_words, clock, purposes
from office.forms.settings import AuditFilterForm
from office.models import AuditEvent, Bureau
from office.roles import Permission
from office.views.access import needs

PAGE = 50


@require_safe
@needs(Permission.SEE_AUDIT)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Show events by filter, a page at a time."""
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
    if wanted.get("stated"):
        events = events.filter(action__in=purposes.ACTIONS)
    shown, older = page_by_moment(request, events)
    rows = [(event, audit_words.word(event.action)) for event in shown]
    return render(request, "office/audit_list.html", {"form": form, "events": rows, "older": older})


def page_by_moment(request: HttpRequest, events: QuerySet[AuditEvent]) -> tuple[list[AuditEvent], str]:
    """Return a page of events, newest first, and the address of the older ones ("" when there are none).

    The address says from which moment on (`before`) and how many of that very moment were shown (`shown`): no row
    number stands in it, and the last page is as quick as the first.
    """
    moment, skip = _asked_moment(request)
    if moment:
        events = events.filter(at__lte=moment)
    rows = list(events.order_by("-at", "-pk")[skip : skip + PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1].at
    same = sum(event.at == last for event in rows[:PAGE]) + (skip if last == moment else 0)
    query = request.GET.copy()
    query["before"], query["shown"] = last.astimezone(clock.SHANGHAI).isoformat(), str(same)
    return rows[:PAGE], f"?{query.urlencode()}"


def _asked_moment(request: HttpRequest) -> tuple[datetime | None, int]:
    """Return the moment and the number in the address; anything else there counts for nothing."""
    try:
        moment = datetime.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None, 0
    shown = request.GET.get("shown", "")
    skip = int(shown[:9]) if shown.isascii() and shown.isdigit() else 0
    return (moment, skip) if moment.tzinfo else (None, 0)
