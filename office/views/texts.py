"""Pages of the policy texts: the register, one text with what cites it, its scan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from office import audit, hooks, policy, scans
from office.display import Action, Fact
from office.forms.texts import PolicyTextForm
from office.hooks import Citation
from office.models import PolicyText
from office.roles import Permission
from office.views.access import needs, see_other
from office.workflows import texts as workflows
from office.workflows.settings import check_own_bureau

READS = Permission.SEE_MONEY


@require_safe
@needs(READS)
def text_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    texts = PolicyText.objects.visible_to(request.user)
    if words:
        texts = texts.filter(Q(number__contains=words) | Q(title__contains=words) | Q(issued_by__contains=words))
    page = Paginator(texts, 50).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "may_edit": request.user.may(Permission.EDIT_TEXTS)}
    return render(request, "office/text_list.html", context)


@require_safe
@needs(READS)
def text_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a text and everything that cites it."""
    text = _found(request, public_id)
    facts = [
        Fact("文号", text.number),
        Fact("发文机关", text.issued_by),
        Fact("发文日期", text.issued_on and f"{text.issued_on:%Y-%m-%d}"),
        Fact("施行日期", text.holds_from and f"{text.holds_from:%Y-%m-%d}"),
        Fact("扫描件", "有" if text.scan_type else "未上传"),
    ]
    cited_by = _citing_numbers(request, text) + [
        one for source in hooks.CITATIONS for one in source(text, request.user)
    ]
    context = {"text": text, "facts": facts, "cited_by": cited_by, "actions": _actions(request, text)}
    return render(request, "office/text_page.html", context)


def _citing_numbers(request: HttpRequest, text: PolicyText) -> list[Citation]:
    if not request.user.may(Permission.SEE_SETTINGS):
        return []
    url = reverse("office:policy-list")
    numbers = text.numbers.filter(refused_reason="").order_by("code", "-holds_from")
    return [
        Citation("政策数值", f"{policy.SHIPPED[row.code].label}:{policy.shown(row.code, row.value)}", url)
        for row in numbers
    ]


def _actions(request: HttpRequest, text: PolicyText) -> list[Action]:
    actions = []
    if text.scan_type:
        actions.append(Action("下载扫描件", reverse("office:text-scan", args=[text.public_id])))
    if request.user.may(Permission.EDIT_TEXTS) and text.bureau_id == request.user.bureau_id:
        actions.append(Action("修改", reverse("office:text-edit", args=[text.public_id])))
    return actions


@needs(Permission.EDIT_TEXTS)
def text_edit(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Register a text, or mend what was typed of it."""
    text = _found(request, public_id) if public_id else PolicyText(bureau=request.user.bureau)
    if public_id:
        check_own_bureau(request.user, text.bureau)
    form = PolicyTextForm(request.POST or None, request.FILES or None, instance=text)
    if request.method == "POST" and form.is_valid():
        if public_id:
            text.version = form.cleaned_data["version"]
        try:
            workflows.save_text(text=text, scan=form.cleaned_data["scan_file"], by=request.user)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已保存:{text}")
            return see_other(request, text.get_absolute_url())
    back = text.get_absolute_url() if public_id else reverse("office:text-list")
    heading = f"修改 {text.number}" if public_id else "登记政策文件"
    context = {"form": form, "heading": heading, "back": back}
    return render(request, "office/text_form.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs(READS)
def text_scan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the scan as a file; who took it is recorded."""
    text = get_object_or_404(PolicyText.objects.visible_to(request.user).exclude(scan_type=""), public_id=public_id)
    audit.record_event("office.policytext.scan-seen", on=text, by=request.user, summary=str(text))
    return scans.answer(text.sheet.data, text.scan_type, text.public_id)


def _found(request: HttpRequest, public_id: str) -> PolicyText:
    visible = PolicyText.objects.visible_to(request.user).select_related("bureau")
    return get_object_or_404(visible, public_id=public_id)
