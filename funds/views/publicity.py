"""The publicity list: its years, one year as it will be or was issued, its files, issuing it."""

from django.contrib import messages
from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funds import documents_publicity as documents
from funds.models import LedgerEntry, PublicityIssue
from funds.permissions import check_can_issue_list, check_can_read_list
from funds.publicity import PUBLISHED_KINDS, PublicityList, list_of_year
from funds.views.common import barred
from funds.workflows import publicity as workflows
from office import clock
from office.display import Action, Confirmation, Fact
from office.errors import RuleBroken
from office.models import Bureau
from office.money import format_yuan
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, XLSX, attachment

FIRST_YEAR = 2000
CONTENT_TYPES = {"pdf": PDF, "xlsx": XLSX}
FILES = (("pdf", "打印 PDF"), ("xlsx", "导出表格"))


@require_GET
@needs(Permission.SEE_MONEY)
def publicity_list(request: HttpRequest) -> HttpResponse:
    """Show the years in which something was paid, and which of their lists are issued."""
    bureau = _bureau(request)
    issues = {issue.year: issue for issue in PublicityIssue.objects.for_list().filter(bureau=bureau)}
    drafts = _paid_by_year(bureau) if not barred(lambda: check_can_read_list(request.user, issued=False)) else {}
    rows = [
        {"year": year, "issue": issues.get(year), "total": issues[year].total if year in issues else drafts[year]}
        for year in sorted(issues.keys() | drafts.keys(), reverse=True)
    ]
    return render(request, "funds/publicity_list.html", {"rows": rows, "bureau": bureau, "query": _query(request)})


@require_GET
@needs(Permission.SEE_MONEY)
def publicity_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show the list of a year as it was issued, or as a draft of how it stands."""
    bureau, issue = _found(request, year)
    check_can_read_list(request.user, issued=issue is not None)
    content = PublicityList.from_json(issue.rows) if issue else list_of_year(bureau, year)
    context = {
        "content": content,
        "issue": issue,
        "bureau": bureau,
        "title": documents.title_of(year),
        "actions": [] if issue else _issue_action(request, bureau, content),
        "files": [(reverse(f"funds:publicity-{kind}", args=[year]), label) for kind, label in FILES],
        "query": _query(request),
    }
    return render(request, "funds/publicity_page.html", context)


@require_POST
@needs(Permission.SEE_MONEY)
def publicity_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Answer the list as a file: the issued bytes, or a draft marked so."""
    bureau, _ = _found(request, year)
    name, data = workflows.list_file(bureau=bureau, year=year, kind=kind, by=request.user)
    return attachment(data, name, CONTENT_TYPES[kind])


@require_http_methods(["GET", "POST"])
@needs(Permission.ISSUE_PUBLICITY)
def publicity_issue(request: HttpRequest, year: int) -> HttpResponse:
    """Name what issuing means, then issue what the section head saw."""
    bureau, issue = _found(request, year)
    check_can_issue_list(request.user, bureau)
    page = reverse("funds:publicity-page", args=[year])
    if request.method == "POST":
        try:
            workflows.issue_list(bureau=bureau, year=year, seen=request.POST.get("seen", ""), by=request.user)
        except RuleBroken as broken:
            messages.error(request, str(broken))
        else:
            messages.success(request, f"{year} 年度公布名单已印发。")
        return see_other(request, page)
    if issue:
        return see_other(request, page)
    content = list_of_year(bureau, year)
    return render(request, "funds/publicity_issue.html", {"confirm": _confirmation(content, page), "content": content})


def _confirmation(content: PublicityList, page: str) -> Confirmation:
    running = f"{content.year} 年还没有过完,印发以后的支付不会再列入。" if content.year == clock.today().year else ""
    return Confirmation(
        title=f"印发 {content.year} 年度公布名单",
        consequence=f"印发后名单、PDF 和表格原样保存,不能再改,也不能再次印发;以后的冲销列入下一年的名单。{running}",
        button="印发名单",
        cancel_url=page,
        under=f"{content.year} 年度公布名单",
        facts=[
            Fact("帮扶人数", f"{content.people} 人,{content.times} 人次"),
            Fact("合计", f"{format_yuan(content.total)} 元"),
            Fact("资金来源", "、".join(part.source for part in content.parts)),
        ],
    )


def _issue_action(request: HttpRequest, bureau: Bureau, content: PublicityList) -> list[Action]:
    reason = barred(check_can_issue_list, request.user, bureau)
    if not content.parts or (reason and not request.user.may(Permission.ISSUE_PUBLICITY)):
        return []
    url = reverse("funds:publicity-issue", args=[content.year])
    return [Action("印发名单", url, allowed=not reason, reason=reason, primary=True)]


def _paid_by_year(bureau: Bureau) -> dict:
    """Return what each year's list would come to as the ledger stands. Queries: one."""
    entries = LedgerEntry.objects.of_payments().filter(
        source__bureau=bureau, payment__item__application__aid_kind__in=PUBLISHED_KINDS
    )
    years = entries.order_by().with_spent().annotate(year=ExtractYear("on")).values("year").annotate(total=Sum("spent"))
    return {row["year"]: row["total"] for row in years}


def _found(request: HttpRequest, year: int) -> tuple[Bureau, PublicityIssue | None]:
    """Return the bureau asked for within the user's scope, and its issued list. A year to come is 404."""
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    bureau = _bureau(request)
    return bureau, workflows.issued_list(bureau, year)


def _bureau(request: HttpRequest) -> Bureau:
    """Return the bureau asked for, else the user's own; out of scope is 404."""
    code = request.GET.get("bureau") or (request.user.bureau.code if request.user.bureau else "")
    return get_object_or_404(Bureau.objects.visible_to(request.user), code=code)


def _query(request: HttpRequest) -> str:
    """Return what keeps another bureau's list in the addresses of a page."""
    return f"?{request.GET.urlencode()}" if request.GET.get("bureau") else ""
