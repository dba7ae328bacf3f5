"""Pages of the register of recipients: the list with its filters, and taking it away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from casework import register
from casework.forms.register import RegisterExportForm, RegisterFilterForm
from casework.models import Recognition
from casework.permissions.recognition import sees_categories
from casework.querysets.recognition import RecognitionQuerySet
from casework.views.paging import page_of
from casework.views.posting import posted
from office import clock
from office.display import Confirmation, Fact
from office.roles import Permission
from office.views.access import needs
from office.views.files import PDF, XLSX, attachment


@require_safe
@needs(Permission.SEE_RECOGNITION)
def register_list(request: HttpRequest) -> HttpResponse:
    form = RegisterFilterForm(_values(request), user=request.user)
    page, sees = page_of(request, _found(request, form)), sees_categories(request.user)
    context = {
        "form": form,
        "shown": "year status category cause branch" if sees else "year status branch",
        "page": page,
        "lines": [(register.cells(number, row, sees=sees), row) for number, row in enumerate(page, page.start_index())],
        "may_export": request.user.may(Permission.EXPORT_PEOPLE),
        "query": request.GET.urlencode(),
    }
    return render(request, "casework/register_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.EXPORT_PEOPLE)
def register_export(request: HttpRequest) -> HttpResponse:
    """Ask what for and as what; answer the file with the rows of the filtered page."""
    rows = _found(request, RegisterFilterForm(_values(request), user=request.user))
    form = RegisterExportForm(posted(request))
    if form.is_valid():
        kind = form.cleaned_data["format"]
        data = register.export(rows=rows, kind=kind, purpose=form.cleaned_data["purpose"], by=request.user)
        return attachment(data, f"知情台帐-{clock.today()}.{kind}", PDF if kind == "pdf" else XLSX)
    back = f"{reverse('casework:register')}?{request.GET.urlencode()}"
    sentence = "导出的内容与页面相同,不含证件号、电话和住址;谁在什么时候导出会留下记录。"
    facts = [Fact("名单", f"{rows.count()} 行")]
    confirm = Confirmation("导出知情台帐", sentence, "导出", back, facts)
    status = 422 if form.is_bound else 200
    return render(request, "components/confirm_page.html", {"confirm": confirm, "form": form}, status=status)


def _values(request: HttpRequest) -> dict[str, str]:
    """Return the filters asked for; the page opens with this year."""
    return {"year": str(clock.today().year)} | request.GET.dict()


def _found(request: HttpRequest, form: RegisterFilterForm) -> RecognitionQuerySet:
    found = Recognition.objects.visible_to(request.user).ever_recognised().for_list()
    if form.is_valid():
        found = found.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    return found.order_by("person__pinyin", "person_id", "-year", "pk")
