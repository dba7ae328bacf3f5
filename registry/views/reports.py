"""The situation report: the page, and the same figures as a file; who retires in the years ahead."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from office import charts, clock
from office.display import Action
from office.roles import Permission
from office.views.access import needs
from office.views.files import XLSX, attachment
from registry import reports
from registry.breakdown import Part, Row
from registry.exports_report import CONTENT_TYPES, file_name, situation_file
from registry.figures import UNLISTED
from registry.forecast import leaving_of, serving_roster, year_ends_after
from registry.forms.reports import ForecastStaffForm, ReportFileForm, SituationForm
from registry.situation_report import Report, read_report

Address = Callable[..., str]


@require_GET
@needs(Permission.SEE_REPORTS)
def situation(request: HttpRequest) -> HttpResponse:
    """Show the figures of a day beside an earlier one, each with the way to its people."""
    form = SituationForm(request.GET or None, user=request.user)
    if form.is_bound and not form.is_valid():
        return render(request, "registry/situation.html", {"form": form}, status=422)
    report = _report(request, form)
    return render(request, "registry/situation.html", {"form": form, **_shown(report, _query(report, form))})


@require_POST
@needs(Permission.SEE_REPORTS)
def situation_download(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer the report as a file: xlsx, pdf or json."""
    form = ReportFileForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "registry/situation.html", {"form": form}, status=422)
    report = _report(request, form)
    data = situation_file(report, kind=kind, by=request.user, details=form.cleaned_data["details"])
    return attachment(data, file_name(report.of, kind), CONTENT_TYPES.get(kind, XLSX))


@require_GET
@needs(Permission.SEE_REPORTS)
def forecast_staff(request: HttpRequest) -> HttpResponse:
    """List who retires in a year of the forecast; without a year, of whom it cannot be told."""
    form = ForecastStaffForm(request.GET, user=request.user)
    if not form.is_valid():
        raise Http404
    as_of, year = form.cleaned_data["as_of"], form.cleaned_data["year"]
    roster = serving_roster(form.scope, as_of)
    first = year_ends_after(as_of)[0].year
    gone = [one for member in roster if (one := leaving_of(member, as_of)) and one.retires]
    context = {
        "year": year,
        "leaving": sorted((one for one in gone if max(one.on.year, first) == year), key=lambda one: one.on),
        "unknown": [] if year else [member for member in roster if member.retires_in is None],
        "may_edit": request.user.may(Permission.EDIT_STAFF),
        "back": f"{reverse('registry:situation')}?{urlencode({'as_of': as_of.isoformat()})}",
    }
    return render(request, "registry/forecast_staff.html", context)


def _report(request: HttpRequest, form: SituationForm) -> Report:
    asked = form.cleaned_data if form.is_bound else {"as_of": clock.today(), "compared_with": None}
    return read_report(as_of=asked["as_of"], compared_with=asked["compared_with"], bureau=form.scope, by=request.user)


def _query(report: Report, form: SituationForm) -> dict[str, str]:
    """Return what the report was asked for, as it stands in the addresses of its lists and files."""
    chosen = form.cleaned_data.get("bureau") if form.is_bound else None
    return {"as_of": report.of.as_of.isoformat()} | ({"bureau": chosen.code} if chosen else {})


def _shown(report: Report, query: dict[str, str]) -> dict[str, Any]:
    """Return what the page shows of a report."""
    people = reverse("registry:person-list")

    def url(figure: str, unknown: bool = False, **more: str) -> str:
        values = {"figure": figure} | query | ({"unknown": "on"} if unknown else {}) | more
        return f"{people}?{urlencode(values)}"

    taken = query | {"compared_with": report.before.as_of.isoformat(), "details": "on"}
    return {
        "of": report.of,
        "report": report,
        **_figures(report, url),
        **_share(report, query),
        "parts": [(part, [_row(part, row, url) for row in part.rows]) for part in report.parts],
        "unlisted_url": url(UNLISTED),
        "downloads": [
            Action(f"导出{word}", reverse(f"registry:situation-{kind}"), method="post", fields=taken)
            for kind, word in (("xlsx", "表格"), ("pdf", "PDF"), ("json", "数据"))
        ],
    }


def _figures(report: Report, url: Address) -> dict[str, Any]:
    """Return sentences, table and chart of the day."""
    of, earlier = report.of, {"as_of": report.before.as_of.isoformat()}
    return {
        "sentences": [
            [(piece.text, url(piece.figure, piece.unknown) if piece.figure else "") for piece in sentence]
            for sentence in reports.sentences(of)
        ],
        "trend": reports.trend_sentence(report),
        "groups": [
            (title, [(one, *_links(one.line, url), _before(one.before, url, earlier)) for one in lines])
            for title, lines in reports.changes(of, report.before)
        ],
        "chart_title": reports.CHART_TITLE,
        "chart": charts.bar_chart(reports.chart_marks(of, url), name=reports.CHART_TITLE, scale_to=100),
    }


def _share(report: Report, query: dict[str, str]) -> dict[str, Any]:
    """Return the share gone by and foretold: chart, sentences and table."""
    page, staff = reverse("registry:situation"), reverse("registry:forecast-staff")

    def on_day(day: date) -> str:
        return f"{page}?{urlencode(query | {'as_of': day.isoformat()})}"

    def in_year(year: int) -> str:
        return f"{staff}?{urlencode(query | {'year': str(year)})}"

    return {
        "share_title": reports.SHARE_TITLE,
        "share_chart": charts.line_chart(reports.share_lines(report, on_day, in_year), name=reports.SHARE_TITLE),
        "past": [(share, on_day(share.on)) for share in report.past],
        "forecast_sentences": reports.forecast_sentences(report.forecast),
        "years": [(year, in_year(year.on.year)) for year in report.forecast.years],
        "unknown_staff_url": f"{staff}?{urlencode(query)}",
    }


def _links(line: reports.Line, url: Address) -> tuple[str, str]:
    """Return the ways to the people a line counts and to those of whom it is not known."""
    return (url(line.figure) if line.figure else "", url(line.unknown_of, True) if line.unknown else "")


def _before(line: reports.Line, url: Address, earlier: dict[str, str]) -> str:
    return url(line.figure, **earlier) if line.figure else ""


def _row(part: Part, row: Row, url: Address) -> tuple[str, list[tuple[int, str]], list[Any]]:
    """Return a row's name, each count with the way to its people, and its share."""
    counts = [(count, url(key, **{part.query: row.key})) for key, count in row.counts.items()]
    return "　" * row.depth + row.name, counts, part.share_of(row)
