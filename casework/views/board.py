"""The home of casework: who has no helper, who is overdue, how far each helper is, what is open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from casework.models import HelperReport, Need, Pairing
from casework.querysets import people
from office import clock
from office.display import Action, Tile
from office.models import User
from office.roles import Permission
from office.views.access import needs

SHOWN = 8


@require_GET
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS, Permission.GIVE_OPINION)
def home(request: HttpRequest) -> HttpResponse:
    """Show the board; who does not read casework is led to their own part of it."""
    user = request.user
    if not user.may(Permission.SEE_CASEWORK):
        return redirect("casework:helper-home" if user.may(Permission.LOG_CONTACTS) else "casework:recognition-list")
    today = clock.today()
    living = people.with_schedule(people.cared_for(user), today)
    context = {
        "today": today,
        "figures": (figures := people.figures(people.cared_for(user), today)),
        "tiles": _tiles(user, figures),
        "overdue": living.filter(people.overdue(today)).order_by("contact_state__next_due_on", "pinyin")[:SHOWN],
        "gaps": living.filter(people.without_helper(today)).order_by("pinyin")[:SHOWN],
        "progress": Pairing.objects.filter(person__in=people.cared_for(user)).progress(today),
        "needs": Need.objects.visible_to(user).open().for_list()[:SHOWN],
        "actions": _actions(user),
    }
    return render(request, "casework/home.html", context)


def _tiles(user: User, figures: dict[str, int]) -> list[Tile]:
    """Return the figures that open the list they count. Queries: three."""
    total = figures["total"]
    proposed = Pairing.objects.visible_to(user).proposed().count()
    needs_open = Need.objects.visible_to(user).open().count()
    reports = HelperReport.objects.visible_to(user).sent().count()
    overdue, gaps = figures["overdue"], figures["gaps"]
    schedule = reverse("casework:contact-schedule")
    return [
        Tile("逾期未联系", overdue, "人", total, url=schedule, tone="bad" if overdue else ""),
        Tile("临期", figures["soon"], "人", total, url=schedule + "?show=soon", tone="warn" if figures["soon"] else ""),
        Tile("没有联系人", gaps, "人", total, url=reverse("casework:pairing-gaps"), tone="warn" if gaps else ""),
        Tile("待下达的结对", proposed, "项", url=reverse("casework:pairing-list") + "?status=proposed"),
        Tile("未办结的诉求", needs_open, "项", url=reverse("casework:need-list")),
        Tile("待核实的报告", reports, "份", url=reverse("casework:report-list") + "?show=waiting"),
    ]


def _actions(user: User) -> list[Action]:
    if not user.may(Permission.EDIT_CASEWORK):
        return []
    return [
        Action("登记走访", reverse("casework:contact-record"), primary=True),
        Action("日程", reverse("casework:schedule-calendar")),
        Action("登记结对", reverse("casework:pairing-propose")),
        Action("登记诉求", reverse("casework:need-raise")),
        Action("打印走访记录表", reverse("casework:visit-sheets")),
        Action("领导走访计划", reverse("casework:leader-plan-list")),
    ]
