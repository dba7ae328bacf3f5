"""Pages of donations: the register, one donation, entering one, its receipt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funds.forms.donations import DonationForm
from funds.models import Donation, FundSource
from funds.permissions import check_can_keep
from funds.views.common import barred, money_tabs, page_of
from funds.workflows import donations as workflows
from office import formats
from office.display import Action, Fact
from office.errors import RuleBroken
from office.money import format_yuan
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment


@require_GET
@needs(Permission.SEE_MONEY)
def donation_list(request: HttpRequest) -> HttpResponse:
    """Show the register of donations, the newest first, with the sum of those that stand."""
    found = Donation.objects.visible_to(request.user)
    page = page_of(request, found.for_page().order_by("-year", "-number"))
    context = {"page": page, "total": found.total(), "tabs": money_tabs("donation-list")}
    return render(request, "funds/donation_list.html", context)


@require_GET
@needs(Permission.SEE_MONEY)
def donation_page(request: HttpRequest, public_id: str) -> HttpResponse:
    donation = _found(request, public_id)
    entry = donation.entry
    facts = [
        Fact("捐款人", donation.donor_name, donation.get_donor_kind_display()),
        Fact("金额", f"{format_yuan(entry.amount)} 元"),
        Fact("到账日期", formats.day(entry.on)),
        Fact("指定用途", donation.wish_text),
        Fact("捐款人的话", donation.wish_note or None),
        Fact("记入", entry.source.name, url=reverse("funds:source-page", args=[entry.source.public_id])),
        Fact("凭证", entry.document or None),
        Fact("经收人", entry.by),
    ]
    reversed_ = hasattr(entry, "reversed_by")
    actions = []
    if not reversed_ and not barred(check_can_keep, request.user, entry.source):
        receipt = reverse("funds:donation-receipt", args=[public_id])
        actions = [
            Action("打印收据", receipt, method="post", primary=True),
            Action("申请冲销", reverse("funds:entry-reverse", args=[entry.public_id])),
        ]
    context = {"donation": donation, "facts": facts, "reversed": reversed_, "actions": actions}
    return render(request, "funds/donation_page.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_SOURCES)
def donation_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter a donation into a source for donations."""
    source = get_object_or_404(FundSource.objects.visible_to(request.user), public_id=public_id)
    check_can_keep(request.user, source)
    form = DonationForm(request.POST or None, source=source)
    if form.is_valid():
        try:
            donation = workflows.book_donation(source=source, by=request.user, **form.told())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已登记捐款 {format_yuan(donation.entry.amount)} 元,可以打印收据。")
            return see_other(request, reverse("funds:donation-page", args=[donation.public_id]))
    context = {"form": form, "heading": "登记捐款", "back": reverse("funds:source-page", args=[public_id])}
    context |= {"lead": f"记入“{source.name}”。登记后不能修改,登错的要冲销。", "button": "登记捐款"}
    return render(request, "funds/form_page.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.KEEP_SOURCES)
def donation_receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    donation = _found(request, public_id)
    check_can_keep(request.user, donation.entry.source)
    try:
        pdf = workflows.print_receipt(donation=donation, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return see_other(request, reverse("funds:donation-page", args=[public_id]))
    return attachment(pdf, f"捐款收据-{donation.year}-{donation.number}.pdf", PDF)


def _found(request: HttpRequest, public_id: str) -> Donation:
    return get_object_or_404(Donation.objects.visible_to(request.user).for_page(), public_id=public_id)
