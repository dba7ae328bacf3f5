"""Pages of helpers' reports."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from casework.forms.needs import ConfirmReportForm
from casework.forms.pairing import ReasonForm
from casework.models import HelperReport
from casework.permissions.needs import check_can_decide
from casework.views.paging import page_of
from casework.workflows import reports as report_workflows
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other


@require_GET
@needs(Permission.SEE_CASEWORK)
def report_list(request: HttpRequest) -> HttpResponse:
    """List helpers' reports, those waiting first."""
    rows = HelperReport.objects.visible_to(request.user).for_list().waiting_first()
    waiting_only = request.GET.get("show") == "waiting"
    context = {
        "page": page_of(request, rows.sent() if waiting_only else rows),
        "waiting_only": waiting_only,
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
    }
    return render(request, "casework/report_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def report_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm a report, which enters it in the registry, or decline it with a reason."""
    rows = HelperReport.objects.visible_to(request.user).for_list()
    report = get_object_or_404(rows, public_id=public_id)
    check_can_decide(request.user, report)
    declining = request.POST.get("decision") == "decline"
    posted = request.POST or None
    confirm_form = ConfirmReportForm(None if declining else posted, initial={"happened_on": report.happened_on})
    decline_form = ReasonForm(posted if declining else None)
    form = decline_form if declining else confirm_form
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, report, declining, form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
    context = {"report": report, "confirm_form": confirm_form, "decline_form": decline_form}
    return render(request, "casework/report_decide.html", context, status=422 if form.errors else 200)


def _decided(request: HttpRequest, report: HelperReport, declining: bool, values: dict) -> HttpResponse:
    if declining:
        report_workflows.decline_report(report_id=report.pk, by=request.user, **values)
        messages.success(request, "未采纳,报告人会看到原因。")
        return see_other(request, reverse("casework:report-list"))
    findings = report_workflows.confirm_report(report_id=report.pk, by=request.user, **values)
    messages.success(request, f"已核实并登记 {report.person.name} 的{report.get_kind_display()}。")
    for finding in findings:
        messages.info(request, finding.text)
    return see_other(request, report.person.get_absolute_url())
