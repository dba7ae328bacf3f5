"""A helper's own people on the yearly lists, to tick on the phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.choices.duties import Tick
from casework.querysets.duties import MISSING
from casework.querysets.visits import EVERYBODY, own_duty_rows
from casework.workflows import duties as workflows
from office import clock
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other


@require_safe
@needs(Permission.LOG_CONTACTS)
def home(request: HttpRequest) -> HttpResponse:
    """List one's own people on the yearly lists, or those alone of whom it is not done yet."""
    missing = request.GET.get("show") == "missing"
    rows = own_duty_rows(request.user).filter(MISSING if missing else EVERYBODY)
    context = {"rows": rows.order_by("duty__due_on", "duty_id", "person__pinyin"), "missing": missing}
    return render(request, "casework/helper_duties.html", context | {"today": clock.today()})


@require_POST
@needs(Permission.LOG_CONTACTS)
def tick(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it is done today, or take that back."""
    row = get_object_or_404(own_duty_rows(request.user), public_id=public_id)
    status = Tick.WAITING if request.POST.get("undo") else Tick.DONE
    try:
        picked = [(row.public_id, row.version)]
        workflows.tick(duty_id=row.duty_id, picked=picked, status=status, on=clock.today(), note="", by=request.user)
        done = "已登记" if status == Tick.DONE else "已撤销"
        messages.success(request, f"{done}:{row.person.name},{row.duty.title}。")
    except RuleBroken as broken:
        messages.error(request, str(broken.messages[0]))
    return see_other(request, reverse("casework:helper-duties"))
