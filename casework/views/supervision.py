"""The year's supervision: its page, the list behind each number, the sheet as a file, and a helper's own line."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.choices.supervision import OWN_FIGURES, Figure
from casework.documents.supervision import groups_of, title_of
from casework.models import Inspection
from casework.supervision import Year, own_line, records, supervision
from casework.views import supervision_parts as parts
from casework.views.paging import page_of
from casework.workflows import supervision as workflows
from office import clock
from office.models import StaffMember
from office.roles import Permission
from office.views.access import needs
from office.views.bureaus import FIRST_YEAR, bureau_of_year, bureau_query
from office.views.files import PDF, XLSX, attachment

CONTENT_TYPES = {"pdf": PDF, "xlsx": XLSX}


@require_safe
@needs(Permission.SEE_REPORTS)
def home(request: HttpRequest) -> HttpResponse:
    """Lead to this year's figures."""
    return redirect(reverse("casework:supervision-page", args=[clock.today().year]) + bureau_query(request))


@require_safe
@needs(Permission.SEE_REPORTS)
def page(request: HttpRequest, year: int) -> HttpResponse:
    """Show the year by section, by who answers and by leader, and the inspection. Queries: nine."""
    of = Year(bureau_of_year(request, year), year)
    found = supervision(of)
    inspection = Inspection.objects.of_year(of.bureau, year).select_related("drawn_by").first()
    context = {
        "title": title_of(year),
        "of": of,
        "groups": [(head, parts.rows_of(lines, request, year)) for head, lines in groups_of(found) if lines],
        "total": parts.row_of(found.total, request, year),
        "tiles": parts.tiles_of(found.total, request, year),
        "inspection": parts.inspection_of(inspection),
        "inspected": parts.inspected_counts(found.total, request, year),
        "may_draw": parts.may_draw(request.user, of),
        "files": parts.files_of(request, year),
        "years": [other for other in (year + 1, year - 1) if FIRST_YEAR <= other <= clock.today().year],
        "query": bureau_query(request),
    }
    return render(request, "casework/supervision_page.html", context)


@require_safe
@needs(Permission.SEE_CASEWORK)
def rows(request: HttpRequest, year: int, figure: str) -> HttpResponse:
    """List the records that a number counts."""
    of = Year(bureau_of_year(request, year), year)
    asked = _figure(figure, tuple(Figure))
    listed = page_of(request, parts.for_list(asked, records(asked, of, request.GET.dict())))
    context = {
        "title": asked.label,
        "of": of,
        "page": listed,
        "lines": parts.lines_of(asked, listed, request.user),
        "up": reverse("casework:supervision-page", args=[year]) + bureau_query(request),
        "up_title": title_of(year),
    }
    return render(request, "casework/supervision_rows.html", context)


@require_POST
@needs(Permission.SEE_REPORTS)
def file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    bureau = bureau_of_year(request, year)
    name, data = workflows.supervision_file(bureau=bureau, year=year, kind=kind, by=request.user)
    return attachment(data, name, CONTENT_TYPES[kind])


@require_safe
@needs(Permission.LOG_CONTACTS)
def own_page(request: HttpRequest) -> HttpResponse:
    """Show a helper their own line of this year, and nobody else's. Rule: R-540."""
    of, helper = _own(request)
    context = {"of": of, "tiles": parts.own_tiles(own_line(of, helper))}
    return render(request, "casework/supervision_own.html", context)


@require_safe
@needs(Permission.LOG_CONTACTS)
def own_rows(request: HttpRequest, figure: str) -> HttpResponse:
    """List the records that a number of a helper's own line counts; names only of their people of today."""
    of, helper = _own(request)
    asked = _figure(figure, OWN_FIGURES)
    listed = page_of(request, parts.for_list(asked, records(asked, of, {"helper": helper.public_id})))
    context = {
        "title": asked.label,
        "of": of,
        "page": listed,
        "lines": parts.own_lines_of(asked, listed, request.user),
        "up": reverse("casework:supervision-own"),
        "up_title": "我的帮扶情况",
    }
    return render(request, "casework/supervision_rows.html", context)


def _own(request: HttpRequest) -> tuple[Year, StaffMember]:
    helper = request.user.staff_member
    if helper is None:
        raise Http404
    return Year(helper.bureau, clock.today().year), helper


def _figure(code: str, among: tuple[Figure, ...]) -> Figure:
    if code not in among:
        raise Http404
    return Figure(code)
