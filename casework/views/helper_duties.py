"""A helper's own people on the yearly lists, to tick on the phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.choices.duties import Tick
from casework.models import DutyRow
from casework.querysets.duties import DutyRowQuerySet
from casework.querysets.people import own_people
from casework.workflows import duties as workflows
from office import clock
from office.errors import RuleBroken
from office.models import User
from office.roles import Permission
from office.views.access import needs, see_other
from registry.models import Person


def own_rows(user: User) -> DutyRowQuerySet:
    """Return the rows of one's own people, who are paired with one today and named as theirs on the list."""
    paired = Person.objects.standing().living(clock.today()).filter(own_people(user))
    rows = DutyRow.objects.of_helper(user, clock.today()).filter(person__in=paired)
    return rows.with_visits().select_related("duty", "person")


@require_safe
@needs(Permission.LOG_CONTACTS)
def home(request: HttpRequest) -> HttpResponse:
    rows = own_rows(request.user).order_by("duty__due_on", "duty_id", "person__pinyin")
    return render(request, "casework/helper_duties.html", {"rows": rows, "today": clock.today()})


@require_POST
@needs(Permission.LOG_CONTACTS)
def tick(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it is done today, or take that back."""
    row = get_object_or_404(own_rows(request.user), public_id=public_id)
    status = Tick.WAITING if request.POST.get("undo") else Tick.DONE
    try:
        picked = [(row.public_id, row.version)]
        workflows.tick(duty_id=row.duty_id, picked=picked, status=status, on=clock.today(), note="", by=request.user)
        done = "已登记" if status == Tick.DONE else "已撤销"
        messages.success(request, f"{done}:{row.person.name},{row.duty.title}。")
    except RuleBroken as broken:
        messages.error(request, str(broken.messages[0]))
    return see_other(request, reverse("casework:helper-duties"))
