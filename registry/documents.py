"""Papers of the registry as PDF."""

from typing import Any

from office import charts, clock
from office.documents import render_pdf
from registry.breakdown import Part, Row
from registry.reports import (
    CHART_TITLE,
    SHARE_TITLE,
    TITLE,
    as_text,
    changes,
    chart_marks,
    forecast_sentences,
    groups,
    sentences,
    share_lines,
    trend_sentence,
)
from registry.situation_report import Report


def situation_pdf(report: Report) -> bytes:
    """Return the situation report: the sentences, then the tables and charts the page shows."""
    of = report.of
    context = {
        "report": report,
        "sentences": [*(as_text(sentence) for sentence in sentences(of)), trend_sentence(report)],
        "forecast_sentences": forecast_sentences(report.forecast),
        "groups": groups(of),
        "changes": changes(of, report.before),
        "chart": charts.bar_chart(chart_marks(of), name=CHART_TITLE, scale_to=100),
        "chart_title": CHART_TITLE,
        "share_chart": charts.line_chart(share_lines(report, _nowhere, _nowhere), name=SHARE_TITLE),
        "share_title": SHARE_TITLE,
        "parts": [(part, [_cells(part, row) for row in part.rows]) for part in report.parts],
        "issuer": of.bureau.name if of.bureau else "",
        "issued_on": clock.today(),
        "attachment_names": ["各项数字"],
    }
    return render_pdf("registry/situation_print.html", context, title=TITLE)


def _nowhere(when: object) -> str:
    return ""  # nothing opens on paper


def _cells(part: Part, row: Row) -> tuple[str, list[Any]]:
    return "　" * row.depth + row.name, [*row.counts.values(), *part.share_of(row)]
