"""The round plan of a month: on the page, and on paper for each contact person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from casework import round_plan
from casework.documents.round_plan import round_plan_pdf
from casework.forms.schedule import RoundPlanFilter
from casework.views.paging import page_of
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment


@require_GET
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS)
def show(request: HttpRequest) -> HttpResponse:
    """Show whom the contact persons are to see in a month. Queries: nine."""
    user = request.user
    form = RoundPlanFilter(request.GET, user=user)
    first, chosen = form.asked()
    pairings = round_plan.pairings_of(user, first)
    helpers = round_plan.helpers_of(pairings)
    page = page_of(request, helpers.filter(pk=chosen.pk) if chosen else helpers)
    context = {
        "form": form,
        "first": first,
        "helper": chosen,
        "page": page,
        "plans": round_plan.plans_of(list(page), pairings, first),
        "illness": user.may(Permission.SEE_ILLNESS),
        "office": user.may(Permission.SEE_CASEWORK),
        "may_print": user.may(Permission.EDIT_CASEWORK) or user.may(Permission.LOG_CONTACTS),
    }
    return render(request, "casework/round_plan.html", context)


@require_POST
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS)
def print_plan(request: HttpRequest) -> HttpResponse:
    """Answer the plan of a month as PDF: that of one contact person, or of all, a page each."""
    first, chosen = RoundPlanFilter(request.POST, user=request.user).asked()
    try:
        data = round_plan_pdf(first=first, helpers=[chosen] if chosen else [], by=request.user)
    except RuleBroken as broken:
        messages.error(request, broken.messages[0])
        return see_other(request, f"{reverse('casework:round-plan')}?month={first:%Y-%m}")
    return attachment(data, f"{first.year}年{first.month}月走访计划.pdf", PDF)
