"""Pages of the schedule: who stands how, the warning ratio, the month, what is due on a day, the rules, month ends."""

from datetime import timedelta

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from casework import stays
from casework.forms.schedule import NOBODY, DueFilter, ScheduleFilter
from casework.models import ContactDue, MonthEnd
from casework.querysets import people
from casework.querysets.schedule import standing, tallied, warned
from casework.schedule.numbers import CODES
from casework.views import schedule_parts as parts
from casework.views.paging import page_of
from office import clock, policy
from office.models import Bureau, PolicyNumber, User
from office.roles import Permission
from office.views.access import needs
from registry.models import Person


@require_GET
@needs(Permission.SEE_CASEWORK)
def people_list(request: HttpRequest) -> HttpResponse:
    """List the living by how they stand in the schedule: the overdue unless asked otherwise."""
    user = request.user
    form = ScheduleFilter(request.GET, user=user)
    values = form.cleaned_data if form.is_valid() else {}
    show = values.get("show") or "overdue"
    rows = _standing_so(user, show)
    if helper := values.get("helper"):
        rows = rows.filter(people.helped_by(helper, clock.today()))
    if branch := values.get("branch"):
        rows = rows.filter(branch=None) if branch == NOBODY else rows.filter(branch__public_id=branch)
    if tier := values.get("tier"):
        rows = rows.filter(people.in_no_tier() if tier == NOBODY else Q(contact_state__tier=tier))
    listed = people.with_schedule(rows, clock.today()).select_related("branch")
    context = {
        "form": form,
        "title": dict(ScheduleFilter.SHOWN)[show],
        "page": page_of(request, listed.order_by("contact_state__next_due_on", "pinyin", "id")),
        "may_edit": user.may(Permission.EDIT_CASEWORK),
        "illness": user.may(Permission.SEE_ILLNESS),
    }
    return render(request, "casework/contact_schedule.html", context)


def _standing_so(user: User, show: str) -> QuerySet[Person]:
    rows, today = people.cared_for(user), clock.today()
    if show == "all":
        return rows
    if show == "apart":
        seen_to = stays.on_their_lists(stays.stays_of(user), today, stays.numbers_of(user.bureau))
        return rows.filter(people.overdue(today)).exclude(seen_to)
    return rows.filter(warned(today) if show == "warned" else standing(show, today))


@require_GET
@needs(Permission.SEE_CASEWORK)
def warnings(request: HttpRequest) -> HttpResponse:
    """Show the warning ratio by helper, branch and tier; every number opens the list it counts. Queries: five."""
    user, today = request.user, clock.today()
    url = reverse("casework:contact-schedule")
    rows = people.cared_for(user)
    grouped = rows.annotate(**people.helper_columns(today), tier_now=Coalesce("contact_state__tier", Value("")))
    by = (
        ("按联系人", "helper", "helper_id_now", "helper_name"),
        ("按党支部", "branch", "branch__public_id", "branch__name"),
        ("按联系等级", "tier", "tier_now", "tier_now"),
    )
    tables = [
        (title, parts.warning_rows(tallied(grouped, today, key, label), url, name, key, label))
        for title, name, key, label in by
    ]
    context = {
        "total": parts.total_row(tallied(rows, today)[0], url),
        "tables": tables,
        "month_ends": MonthEnd.objects.filter(bureau__in=Bureau.objects.visible_to(user)).select_related("bureau")[:24],
        "today": today,
    }
    return render(request, "casework/schedule_warnings.html", context)


@require_GET
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month: on each day how many are due; each number opens its list."""
    today = clock.today()
    first = parts.month_asked(request.GET.get("month", ""), today)
    begin, end = parts.month_span(first)
    counted = ContactDue.objects.of(people.cared_for(request.user)).between(begin, end).by_day()
    context = {
        "first": first,
        "weeks": parts.month_days(first, today, counted),
        "before": (first - timedelta(days=1)).strftime(parts.MONTH),
        "after": (end + timedelta(days=8)).strftime(parts.MONTH),
        "office": request.user.may(Permission.SEE_CASEWORK),
    }
    return render(request, "casework/schedule_calendar.html", context)


@require_GET
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS)
def due_list(request: HttpRequest) -> HttpResponse:
    """List what is due between two days, one line a person and cause."""
    user = request.user
    illness = user.may(Permission.SEE_ILLNESS)
    form = DueFilter(request.GET, illness=illness)
    values = form.cleaned_data if form.is_valid() else {}
    rows = ContactDue.objects.of(people.cared_for(user))
    names = {"since": "due_on__gte", "until": "due_on__lte", "kind": "kind", "cause": "cause"}
    rows = rows.filter(**{names[name]: value for name, value in values.items() if value})
    page = page_of(request, rows.select_related("person__branch").order_by("due_on", "person__pinyin", "id"))
    helpers = people.helper_names([row.person_id for row in page], clock.today())
    context = {
        "form": form,
        "page": page,
        "rows": [(row, helpers.get(row.person_id, "")) for row in page],
        "illness": illness,
        "office": user.may(Permission.SEE_CASEWORK),
    }
    return render(request, "casework/due_list.html", context)


@require_GET
@needs(Permission.SEE_CASEWORK)
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of the schedule in force today, with the document each comes from, and what is proposed."""
    bureau = request.user.bureau or Bureau.objects.order_by("path").first()
    in_force = policy.in_force(CODES, bureaus=[bureau.pk], on=clock.today())[bureau.pk] if bureau else {}
    proposed = PolicyNumber.objects.filter(bureau=bureau, code__in=CODES, confirmed_at=None, refused_reason="")
    context = {
        "tables": parts.rule_tables(in_force) if in_force else [],
        "proposed": proposed.count(),
        "may_propose": request.user.may(Permission.PROPOSE_POLICY),
    }
    return render(request, "casework/schedule_rules.html", context)


def _month_end(request: HttpRequest, public_id: str) -> MonthEnd:
    rows = MonthEnd.objects.filter(bureau__in=Bureau.objects.visible_to(request.user)).select_related("bureau")
    return get_object_or_404(rows, public_id=public_id)


@require_GET
@needs(Permission.SEE_CASEWORK)
def month_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show how the schedule stood at a month's end, as it was kept. Queries: five."""
    kept = _month_end(request, public_id)
    rows, url = kept.rows.all(), reverse("casework:month-end-rows", args=[public_id])
    tables = [
        (
            title,
            parts.warning_rows(rows.tallied(key, label) if key != label else rows.tallied(key), url, name, key, label),
        )
        for title, name, key, label in (
            ("按联系人", "helper", "helper__public_id", "helper__name"),
            ("按党支部", "branch", "branch__public_id", "branch__name"),
            ("按联系等级", "tier", "tier", "tier"),
        )
    ]
    total = rows.tallied("month_end")
    context = {"month_end": kept, "tables": tables, "total": parts.total_row(total[0], url) if total else None}
    return render(request, "casework/month_end.html", context)


@require_GET
@needs(Permission.SEE_CASEWORK)
def month_end_rows(request: HttpRequest, public_id: str) -> HttpResponse:
    """List the people that a number of a month's end counts."""
    kept = _month_end(request, public_id)
    rows = kept.rows.asked(request.GET).select_related("person", "helper", "branch")
    page = page_of(request, rows.order_by("next_due_on", "person__pinyin", "id"))
    return render(request, "casework/month_end_rows.html", {"month_end": kept, "page": page})
