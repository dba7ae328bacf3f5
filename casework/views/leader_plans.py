"""The leaders' visit plans: all of them, a new one, one with its lines, its lines on one form, withdrawn, on paper."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.documents.leader_plans import plan_file as file_of
from casework.forms.leader_plans import PlanForm, PlanLines, WithdrawForm
from casework.models import LeaderPlan, LeaderPlanLine
from casework.permissions.leader_plans import check_can_keep
from casework.views.paging import page_of
from casework.views.posting import act_page, posted
from casework.workflows import leader_plans as workflows
from office import clock
from office.display import Action, Confirmation, Tile
from office.errors import RuleBroken
from office.models import StaffMember, User
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, XLSX, attachment
from registry.models import HospitalStay, Person

MOST_SUGGESTED = 400
LIST = "casework:leader-plan-list"


def _found(request: HttpRequest, public_id: str) -> LeaderPlan:
    visible = LeaderPlan.objects.visible_to(request.user).select_related("bureau", "drafted_by", "withdrawn_by")
    return get_object_or_404(visible, public_id=public_id)


def _url(plan: LeaderPlan, name: str = "leader-plan") -> str:
    return reverse(f"casework:{name}", args=[plan.public_id])


@require_safe
@needs(Permission.SEE_CASEWORK)
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the bureau's plans, the latest first, each with how far it is."""
    page = page_of(request, LeaderPlan.objects.visible_to(request.user).filter(bureau=request.user.bureau_id))
    counts = LeaderPlanLine.objects.counted([plan.pk for plan in page])
    rows = [(plan, counts.get(plan.pk, {"n_all": 0, "n_done": 0, "n_waiting": 0})) for plan in page]
    context = {"page": page, "rows": rows, "may_edit": request.user.may(Permission.EDIT_CASEWORK)}
    return render(request, "casework/leader_plan_list.html", context)


@needs(Permission.EDIT_CASEWORK)
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(posted(request))
    if form.is_valid():
        try:
            plan = workflows.draft_plan(by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "计划已建好,请逐行核对日期、陪同、用车和慰问方式。")
            return see_other(request, _url(plan, "leader-plan-lines"))
    context = {"form": form, "back": reverse(LIST)}
    return render(request, "casework/leader_plan_new.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.SEE_CASEWORK)
def plan_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who goes to whom when; every number opens the lines it counts. Queries: six."""
    plan = _found(request, public_id)
    counts = LeaderPlanLine.objects.counted([plan.pk]).get(plan.pk)
    rows = plan.lines.shown(request.GET.get("show", "all")).for_list()
    page = page_of(request, rows)
    stays = _stays(request.user, [line.person_id for line in page])
    context = {
        "plan": plan,
        "page": page,
        "rows": [(line, stays.get(line.person_id)) for line in page],
        "tiles": _tiles(plan, counts) if counts else [],
        "actions": _actions(request, plan),
        "today": clock.today(),
    }
    return render(request, "casework/leader_plan.html", context)


def _tiles(plan: LeaderPlan, counts: Mapping[str, int]) -> list[Tile]:
    words = {"all": "全部", "waiting": "未走访", "done": "已走访", "dropped": "不再走访"}
    return [Tile(label, counts[f"n_{code}"], "人次", url=f"{_url(plan)}?show={code}") for code, label in words.items()]


def _stays(user: User, people: list[int]) -> dict[int, HospitalStay]:
    """Return who of these people lies in hospital, for who may see an illness. Queries: one. Rule: R-591."""
    if not user.may(Permission.SEE_ILLNESS):
        return {}
    stays = HospitalStay.objects.filter(person__in=people, discharged_on=None, withdrawn_on=None)
    return {stay.person_id: stay for stay in stays}


def _actions(request: HttpRequest, plan: LeaderPlan) -> list[Action]:
    user = request.user
    if not (plan.is_open and user.may(Permission.EDIT_CASEWORK) and user.bureau_id == plan.bureau_id):
        return []
    file = _url(plan, "leader-plan-file")
    return [
        Action("编排", _url(plan, "leader-plan-lines"), primary=True),
        Action("打印", file, method="post", fields={"kind": "pdf"}),
        Action("导出", file, method="post", fields={"kind": "xlsx"}),
        Action("撤销", _url(plan, "leader-plan-withdraw")),
    ]


@needs(Permission.EDIT_CASEWORK)
def plan_lines(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change all lines of a plan and add new ones, in one go."""
    plan = _found(request, public_id)
    check_can_keep(request.user, plan)
    form = PlanLines(posted(request), lines=list(plan.lines.for_list()), user=request.user)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            workflows.change_plan(plan_id=plan.pk, by=request.user, **form.wanted())
        except RuleBroken as broken:
            refused = broken.messages
        else:
            messages.success(request, "计划已保存。")
            return see_other(request, _url(plan))
    wrong = request.method == "POST"
    context = {"plan": plan, "form": form, "refused": refused} | _suggestions(request)
    return render(request, "casework/leader_plan_lines.html", context, status=422 if wrong else 200)


def _suggestions(request: HttpRequest) -> dict[str, list]:
    """Return whom the two fields of names suggest; too many to scroll through are none. Queries: two."""
    persons = Person.objects.editable_by(request.user).living(clock.today()).order_by("pinyin", "pk")
    staff = StaffMember.objects.filter(bureau=request.user.bureau_id).serving(clock.today()).order_by("pinyin", "pk")
    found = {"persons": list(persons[: MOST_SUGGESTED + 1]), "staff": list(staff[: MOST_SUGGESTED + 1])}
    return {name: rows if len(rows) <= MOST_SUGGESTED else [] for name, rows in found.items()}


@needs(Permission.EDIT_CASEWORK)
def plan_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a plan back with a reason."""
    plan = _found(request, public_id)
    check_can_keep(request.user, plan)
    form = WithdrawForm(posted(request))

    def act() -> None:
        workflows.withdraw_plan(plan_id=plan.pk, by=request.user, **form.cleaned_data)

    text = "撤销后不能再改动和打印,仍可以查看;已经登记的走访不变。"
    confirm = Confirmation(f"撤销{plan}", text, "撤销", _url(plan), danger=True, under=str(plan))
    return act_page(request, form, act, confirm, done="计划已撤销。")


@require_POST
@needs(Permission.EDIT_CASEWORK)
def plan_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the plan on paper, or as a workbook."""
    plan = _found(request, public_id)
    check_can_keep(request.user, plan)
    kind = "xlsx" if request.POST.get("kind") == "xlsx" else "pdf"
    try:
        data = file_of(plan=plan, kind=kind, by=request.user)
    except RuleBroken as broken:
        messages.error(request, broken.messages[0])
        return see_other(request, _url(plan))
    return attachment(data, f"{plan}.{kind}", PDF if kind == "pdf" else XLSX)
