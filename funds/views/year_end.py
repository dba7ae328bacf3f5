"""The year-end statistics form: its years, one year beside the last, its files, issuing it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from casework.models import ReviewCampaign
from funds import documents_year_end as documents
from funds.models import YearEndIssue
from funds.permissions import check_can_issue_list
from funds.views.common import barred
from funds.workflows import year_end as workflows
from funds.year_end import GROUPS, OUTCOMES, SITUATION, YearEnd, figure_text, year_end
from office import clock
from office.display import Action, Confirmation, Fact
from office.errors import RuleBroken
from office.models import Bureau
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.bureaus import bureau_asked, bureau_of_year, bureau_query
from office.views.files import PDF, XLSX, attachment
from registry.figures import GROUP_LABELS

CONTENT_TYPES = {"pdf": PDF, "xlsx": XLSX}
FILES = (("pdf", "打印 PDF"), ("xlsx", "导出表格"))


@require_GET
@needs(Permission.SEE_REPORTS)
def year_end_list(request: HttpRequest) -> HttpResponse:
    """Show this year and every year whose form was issued."""
    bureau = bureau_asked(request)
    issues = {issue.year: issue for issue in YearEndIssue.objects.for_list().filter(bureau=bureau)}
    this_year = clock.today().year
    years = sorted({this_year, this_year - 1} | issues.keys(), reverse=True)
    rows = [{"year": year, "issue": issues.get(year)} for year in years]
    return render(request, "funds/year_end_list.html", {"rows": rows, "bureau": bureau, "query": bureau_query(request)})


@require_GET
@needs(Permission.SEE_REPORTS)
def year_end_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show the form of a year, as issued or as things stand, beside the one issued for the year before."""
    bureau = bureau_of_year(request, year)
    issues = {issue.year: issue for issue in _issues(bureau, year)}
    issue, last = issues.get(year), issues.get(year - 1)
    content = YearEnd.from_json(issue.content) if issue else year_end(bureau, year)
    context = {
        "content": content,
        "issue": issue,
        "bureau": bureau,
        "title": documents.title_of(year),
        "groups": _groups(
            content, YearEnd.from_json(last.content) if last else None, {} if issue else _lists(bureau, content)
        ),
        "last": last,
        "unreviewed": 0 if issue else content.figures["unreviewed"],
        "actions": [] if issue else _issue_action(request, bureau, content),
        "files": [(reverse(f"funds:year-end-{kind}", args=[year]), label) for kind, label in FILES],
        "query": bureau_query(request),
    }
    return render(request, "funds/year_end_page.html", context)


def _issues(bureau: Bureau, year: int) -> Any:
    return YearEndIssue.objects.for_page().filter(bureau=bureau, year__in=(year, year - 1))


def _lists(bureau: Bureau, content: YearEnd) -> dict[str, str]:
    """Return figure → the list of exactly that length, of a form that still moves. Queries: one. Rule: R-305."""
    people = f"{reverse('registry:person-list')}?as_of={content.as_of}&bureau={bureau.code}&figure="
    found = {code: people + code for code in (*GROUP_LABELS, *SITUATION)}
    campaign = ReviewCampaign.objects.filter(bureau=bureau, year=content.year).first()
    if campaign is not None:
        rows = f"{reverse('casework:review-rows', args=[campaign.public_id])}?show="
        found |= {f"review_{outcome}": f"{rows}{outcome}" for outcome in OUTCOMES} | {"reviewed": f"{rows}decided"}
    return found


def _groups(content: YearEnd, last: YearEnd | None, lists: Mapping[str, str]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the lines by group: this year, the year before as it was issued, and the difference."""
    return [
        (
            title,
            [
                _line(code, label, unit, content, last) | {"url": lists.get(code, "")}
                for code, (label, unit) in lines.items()
            ],
        )
        for title, lines in GROUPS
    ]


def _line(code: str, label: str, unit: str, content: YearEnd, last: YearEnd | None) -> dict[str, Any]:
    now, before = content.figures.get(code), last.figures.get(code) if last else None
    difference = None if now is None or before is None else now - before
    return {
        "label": label,
        "unit": unit,
        "now": figure_text(code, now),
        "before": figure_text(code, before) if last else "",
        "change": "" if difference is None else ("+" if difference > 0 else "") + figure_text(code, difference),
    }


@require_POST
@needs(Permission.SEE_REPORTS)
def year_end_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Answer the form as a file: the issued bytes, or a draft marked so."""
    bureau = bureau_of_year(request, year)
    name, data = workflows.form_file(bureau=bureau, year=year, kind=kind, by=request.user)
    return attachment(data, name, CONTENT_TYPES[kind])


@needs(Permission.ISSUE_PUBLICITY)
def year_end_issue(request: HttpRequest, year: int) -> HttpResponse:
    """Name what issuing means, then issue what the section head saw."""
    bureau = bureau_of_year(request, year)
    check_can_issue_list(request.user, bureau)
    page = reverse("funds:year-end-page", args=[year])
    if request.method == "POST":
        try:
            workflows.issue_form(bureau=bureau, year=year, seen=request.POST.get("seen", ""), by=request.user)
            messages.success(request, f"{year} 年度统计情况表已印发。")
        except RuleBroken as broken:
            messages.error(request, str(broken))
        return see_other(request, page)
    content, issued = workflows.content_of(bureau, year)
    if issued:
        return see_other(request, page)
    return render(request, "funds/year_end_issue.html", {"confirm": _confirmation(content, page), "content": content})


def _confirmation(content: YearEnd, page: str) -> Confirmation:
    running = "今年还没有过完,印发以后的支付和走访不会再计入。" if content.year == clock.today().year else ""
    return Confirmation(
        title=f"印发 {content.year} 年度统计情况表",
        consequence=f"印发后数字、名单、PDF 和表格原样保存,不能再改,也不能再次印发。{running}",
        button="印发统计表",
        cancel_url=page,
        facts=[
            Fact("帮扶对象", f"{content.figures['recipients']} 人"),
            Fact("帮扶金额", f"{figure_text('amount', content.figures['amount'])} 元"),
            Fact("没有复核", f"{content.figures['unreviewed']} 人"),
        ],
    )


def _issue_action(request: HttpRequest, bureau: Bureau, content: YearEnd) -> list[Action]:
    if not request.user.may(Permission.ISSUE_PUBLICITY):
        return []
    missing = content.figures["unreviewed"]
    reason = barred(check_can_issue_list, request.user, bureau) or (
        f"还有 {missing} 位帮扶对象没有复核。" if missing else ""
    )
    url = reverse("funds:year-end-issue", args=[content.year])
    return [Action("印发统计表", url, allowed=not reason, reason=reason, primary=True)]
