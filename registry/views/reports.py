"""The situation report: the page, and the same figures as a file."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from office import charts, clock
from office.display import Action
from office.roles import Permission
from office.views.access import needs
from office.views.files import XLSX, attachment
from registry import reports
from registry.exports_report import CONTENT_TYPES, file_name, situation_file
from registry.figures import UNLISTED, Situation
from registry.forms.reports import SituationForm


@require_GET
@needs(Permission.SEE_REPORTS)
def situation(request: HttpRequest) -> HttpResponse:
    """Show the figures of a day, each with the way to its people."""
    form = SituationForm(request.GET or None, user=request.user)
    if form.is_bound and not form.is_valid():
        return render(request, "registry/situation.html", {"form": form}, status=422)
    as_of = form.cleaned_data["as_of"] if form.is_bound else clock.today()
    of = reports.read_situation(as_of=as_of, bureau=form.scope, by=request.user)
    return render(request, "registry/situation.html", {"form": form, **_shown(of, _query(of, form))})


@require_POST
@needs(Permission.SEE_REPORTS)
def situation_download(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer the report as a file: xlsx, pdf or json."""
    form = SituationForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "registry/situation.html", {"form": form}, status=422)
    of = reports.read_situation(as_of=form.cleaned_data["as_of"], bureau=form.scope, by=request.user)
    data = situation_file(of, kind=kind, by=request.user)
    return attachment(data, file_name(of, kind), CONTENT_TYPES.get(kind, XLSX))


def _query(of: Situation, form: SituationForm) -> dict[str, str]:
    """Return what the report was asked for, as it stands in the addresses of its lists and files."""
    chosen = form.cleaned_data.get("bureau") if form.is_bound else None
    return {"as_of": of.as_of.isoformat()} | ({"bureau": chosen.code} if chosen else {})


def _shown(of: Situation, query: dict[str, str]) -> dict:
    """Return what the page shows of a situation."""
    people = reverse("registry:person-list")

    def url(figure: str, unknown: bool = False) -> str:
        values = {"figure": figure} | query | ({"unknown": "on"} if unknown else {})
        return f"{people}?{urlencode(values)}"

    return {
        "of": of,
        "sentences": [
            [(piece.text, url(piece.figure, piece.unknown) if piece.figure else "") for piece in sentence]
            for sentence in reports.sentences(of)
        ],
        "groups": [(group.title, [(line, *_links(line, url)) for line in group.lines]) for group in reports.groups(of)],
        "chart_title": reports.CHART_TITLE,
        "chart": charts.bar_chart(reports.chart_marks(of, url), name=reports.CHART_TITLE, scale_to=100),
        "unlisted_url": url(UNLISTED),
        "downloads": [
            Action(f"导出{word}", reverse(f"registry:situation-{kind}"), method="post", fields=query)
            for kind, word in (("xlsx", "表格"), ("pdf", "PDF"), ("json", "数据"))
        ],
    }


def _links(line: reports.Line, url) -> tuple[str, str]:
    """Return the ways to the people a line counts and to those of whom it is not known."""
    return (url(line.figure) if line.figure else "", url(line.unknown_of, True) if line.unknown else "")
