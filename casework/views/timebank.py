"""The time bank's pages: volunteers, one volunteer's account and statement, what moves hours without a service."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import timebank
from casework.documents.time_statement import time_statement
from casework.errors.timebank import in_hours
from casework.forms.pairing import ReasonForm
from casework.forms.timebank import GiveForm, SpanForm, SpendForm, VolunteerForm
from casework.models import TimeBooking, Volunteer, VolunteerService
from casework.time_statement import statements
from casework.views.paging import page_of
from casework.views.posting import act_page, posted
from casework.workflows import timebank as workflows
from office.display import Action, Confirmation, Fact, Tile
from office.errors import RuleBroken
from office.models import User
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, XLSX, attachment

View = Callable[..., HttpResponse]


def switched_on(view: View) -> View:
    """Let the page exist only where the office uses its time bank. Rule: R-560."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not timebank.is_on(request.user.bureau):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def found_volunteer(request: HttpRequest, public_id: str) -> Volunteer:
    """Return a volunteer within the user's scope; out of it is 404."""
    visible = Volunteer.objects.visible_to(request.user).with_time().select_related("bureau", "staff_member", "person")
    return get_object_or_404(visible, public_id=public_id)


def page_url(volunteer: Volunteer) -> str:
    return reverse("casework:volunteer-page", args=[volunteer.public_id])


def keeps(user: User, bureau_id: int) -> bool:
    return user.may(Permission.EDIT_CASEWORK) and user.bureau_id == bureau_id


@require_safe
@needs(Permission.SEE_CASEWORK)
@switched_on
def time_bank(request: HttpRequest) -> HttpResponse:
    """List the bureau's volunteers with what each has served and has left."""
    volunteers = Volunteer.objects.visible_to(request.user).filter(bureau=request.user.bureau_id)
    if request.GET.get("show") != "all":
        volunteers = volunteers.running()
    context = {
        "page": page_of(request, volunteers.with_time().order_by("name", "pk")),
        "tiles": _tiles(request.user),
        "shows_all": request.GET.get("show") == "all",
        "actions": _bank_actions(request.user),
    }
    return render(request, "casework/time_bank.html", context)


def _tiles(user: User) -> list[Tile]:
    """Return the figures that open the list they count. Queries: four."""
    own = {"bureau": user.bureau_id}
    services = VolunteerService.objects.filter(**own)
    waiting, booked = (services.shown(code).count() for code in ("waiting", "booked"))
    volunteers, url = Volunteer.objects.filter(**own).running().count(), reverse("casework:volunteer-service-list")
    return [
        Tile("待确认", waiting, "次", url=f"{url}?show=waiting", tone="warn" if waiting else ""),
        Tile("已入账的服务", booked, "次", url=f"{url}?show=booked"),
        Tile("志愿者", volunteers, "人", url=reverse("casework:time-bank")),
    ]


def _bank_actions(user: User) -> list[Action]:
    if not user.may(Permission.EDIT_CASEWORK):
        return []
    return [
        Action("登记服务", reverse("casework:volunteer-service-record"), primary=True),
        Action("登记志愿者", reverse("casework:volunteer-enrol")),
    ]


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
@switched_on
def volunteer_enrol(request: HttpRequest) -> HttpResponse:
    form = VolunteerForm(posted(request), user=request.user)
    if form.is_valid():
        try:
            volunteer = workflows.enrol(by=request.user, **form.enrolling())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已登记志愿者 {volunteer.name}。")
            return see_other(request, page_url(volunteer))
    context = {"form": form, "back": reverse("casework:time-bank")}
    return render(request, "casework/volunteer_enrol.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.SEE_CASEWORK)
@switched_on
def volunteer_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a volunteer's account: what is left, and the statement of the days asked for."""
    volunteer = found_volunteer(request, public_id)
    form = SpanForm(request.GET)
    since, until = form.span()
    user = request.user
    context = {
        "volunteer": volunteer,
        "form": SpanForm(initial={"since": since, "until": until}) if not form.errors else form,
        "statements": statements(volunteer, since, until),
        "since": since,
        "until": until,
        "waiting": volunteer.services.shown("waiting").select_related("person"),
        "facts": _facts(volunteer),
        "actions": _volunteer_actions(user, volunteer),
        "may_reverse": user.may(Permission.CONFIRM_HOURS) and user.bureau_id == volunteer.bureau_id,
        "may_file": keeps(user, volunteer.bureau_id),
    }
    return render(request, "casework/volunteer_page.html", context)


def _facts(volunteer: Volunteer) -> list[Fact]:
    facts = [
        Fact("现有服务时间", in_hours(volunteer.balance)),
        Fact("累计服务", in_hours(volunteer.earned)),
        Fact("身份", volunteer.sort),
        Fact("联系电话", volunteer.phone or "未登记"),
        Fact("所在队伍", volunteer.group or "未登记"),
    ]
    if volunteer.ended_on:
        facts.append(Fact("退出", f"{volunteer.ended_on},{volunteer.end_reason}"))
    return facts


def _volunteer_actions(user: User, volunteer: Volunteer) -> list[Action]:
    if not keeps(user, volunteer.bureau_id):
        return []

    def act(name: str) -> str:
        return reverse("casework:volunteer-act", args=[volunteer.public_id, name])

    own = volunteer.staff_member_id is not None and volunteer.staff_member_id == user.staff_member_id
    why = "您自己的时间,请另一位同事办理。" if own else ""
    moves = [
        Action("支取时间", act("spend"), allowed=not own, reason=why),
        Action("转给亲属", act("give"), allowed=not own, reason=why),
    ]
    if volunteer.ended_on:
        return moves
    record = reverse("casework:volunteer-service-record") + f"?volunteer={volunteer.public_id}"
    return [Action("登记服务", record, primary=True), *moves, Action("退出", act("end"))]


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
@switched_on
def volunteer_act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Spend hours, give them to a relative, or let the volunteer leave."""
    volunteer = found_volunteer(request, public_id)
    if act not in ACTS:
        raise Http404
    workflow, title, text, done = ACTS[act]
    form = _act_form(act, request, volunteer)
    facts = [Fact("现有服务时间", in_hours(volunteer.balance))]
    confirm = Confirmation(f"{volunteer.name}:{title}", text, title, page_url(volunteer), facts, under=volunteer.name)

    def run() -> None:
        workflow(volunteer_id=volunteer.pk, by=request.user, **form.cleaned_data)

    return act_page(request, form, run, confirm, done=done)


ACTS: dict[str, tuple[Callable[..., object], str, str, str]] = {
    "spend": (workflows.spend, "支取时间", "用存下的服务时间换取服务,记一笔减少。记错只能冲销。", "已支取。"),
    "give": (workflows.give, "转给亲属", "时间从本人账户转到亲属名下,以后由亲属使用。记错只能冲销。", "已转出。"),
    "end": (workflows.end_volunteer, "退出", "退出以后不再登记新的服务,已存的时间仍可支取和转给亲属。", "已登记退出。"),
}


def _act_form(act: str, request: HttpRequest, volunteer: Volunteer) -> Form:
    if act == "spend":
        return SpendForm(posted(request), volunteer=volunteer)
    return GiveForm(posted(request)) if act == "give" else ReasonForm(posted(request))


@require_POST
@needs(Permission.EDIT_CASEWORK)
@switched_on
def volunteer_statement(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the statement shown, on paper or as a workbook."""
    volunteer = found_volunteer(request, public_id)
    since, until = SpanForm(request.GET).span()
    kind = "xlsx" if request.POST.get("kind") == "xlsx" else "pdf"
    data = time_statement(volunteer=volunteer, since=since, until=until, kind=kind, by=request.user)
    return attachment(data, f"服务时间对账单{until:%Y%m%d}.{kind}", PDF if kind == "pdf" else XLSX)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONFIRM_HOURS)
@switched_on
def booking_reverse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Undo a booking by its mirror."""
    visible = TimeBooking.objects.visible_to(request.user).select_related("volunteer")
    booking = get_object_or_404(visible, public_id=public_id)
    form, volunteer = ReasonForm(posted(request)), booking.volunteer

    def run() -> None:
        workflows.reverse(booking_id=booking.pk, by=request.user, **form.cleaned_data)

    what = f"{booking.get_kind_display()} {in_hours(booking.minutes)}"
    text = "冲销另记一笔相反的账,原来的一笔保留。冲销不能再撤销。"
    facts = [Fact("日期", str(booking.on)), Fact("类型", what), Fact("摘要", booking.what)]
    confirm = Confirmation("冲销", text, "冲销", page_url(volunteer), facts, danger=True, under=volunteer.name)
    return act_page(request, form, run, confirm, done="已冲销。")
