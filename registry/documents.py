"""Papers of the registry as PDF."""

from office import charts, clock
from office.documents import render_pdf
from registry.figures import Situation
from registry.reports import CHART_TITLE, TITLE, as_text, chart_marks, groups, sentences


def situation_pdf(of: Situation) -> bytes:
    """Return the situation report: the sentences, the table, the chart."""
    context = {
        "sentences": [as_text(sentence) for sentence in sentences(of)],
        "groups": groups(of),
        "chart": charts.bar_chart(chart_marks(of), name=CHART_TITLE, scale_to=100),
        "chart_title": CHART_TITLE,
        "issuer": of.bureau.name if of.bureau else "",
        "issued_on": clock.today(),
        "attachment_names": ["各项数字"],
    }
    return render_pdf("registry/situation_print.html", context, title=TITLE)
