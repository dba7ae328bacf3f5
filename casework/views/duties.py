"""The yearly lists: all of them, one list's progress, its rows, ticking, adding, closing, the list on paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework import duty_hooks
from casework.choices.duties import DutyKind
from casework.documents.duties import duty_list as duty_list_file
from casework.forms.duties import AddForm, AssignForm, CloseForm, DutyForm, RowFilterForm, TickForm, VisitsForm
from casework.models import Duty, DutyRow
from casework.permissions.duties import check_can_keep
from casework.querysets.duties import DutyRowQuerySet
from casework.views.paging import page_of
from casework.views.posting import act_page, posted
from casework.workflows import duties as workflows
from casework.workflows.rounds import record_round
from office.display import Action, Confirmation, Fact, Tile
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, XLSX, attachment


def found_duty(request: HttpRequest, public_id: str) -> Duty:
    """Return a list within the user's scope; out of it is 404."""
    visible = Duty.objects.visible_to(request.user).select_related("bureau", "opened_by", "closed_by")
    return get_object_or_404(visible, public_id=public_id)


def page_url(duty: Duty) -> str:
    return reverse("casework:duty-page", args=[duty.public_id])


def _may_keep(request: HttpRequest, duty: Duty) -> bool:
    user = request.user
    return duty.is_open and user.may(Permission.EDIT_CASEWORK) and user.bureau_id == duty.bureau_id


@require_safe
@needs(Permission.SEE_CASEWORK)
def duty_list(request: HttpRequest) -> HttpResponse:
    """List the bureau's lists, the latest year first, each with how far it is."""
    page = page_of(request, Duty.objects.visible_to(request.user).filter(bureau=request.user.bureau_id))
    counts = DutyRow.objects.progress_of([duty.pk for duty in page])
    rows = [(duty, counts.get(duty.pk, {})) for duty in page]
    context = {"page": page, "rows": rows, "may_open": request.user.may(Permission.EDIT_CASEWORK)}
    return render(request, "casework/duty_list.html", context)


@needs(Permission.EDIT_CASEWORK)
def duty_open(request: HttpRequest) -> HttpResponse:
    form = DutyForm(posted(request), bureau=request.user.bureau)
    if request.GET.get("kind") in DutyKind.values:
        form.initial["kind"] = request.GET["kind"]
    if form.is_valid():
        try:
            duty = workflows.open_duty(by=request.user, **form.opening())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"{duty}已经开展,名单已列好。")
            return see_other(request, page_url(duty))
    context = {"form": form, "back": reverse("casework:duty-list")}
    return render(request, "casework/duty_open.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.SEE_CASEWORK)
def duty_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show how far the list is by branch and by helper; every number opens the list of exactly that length."""
    duty = found_duty(request, public_id)
    by_branch, by_helper = duty.rows.counted_by("branch"), duty.rows.counted_by("helper")
    context = {
        "duty": duty,
        "by_branch": by_branch,
        "by_helper": by_helper,
        "tiles": _tiles(duty, by_branch),
        "money": _money(request, duty),
        "actions": _actions(request, duty),
    }
    return render(request, "casework/duty_page.html", context)


def _money(request: HttpRequest, duty: Duty) -> list[Fact]:
    return [fact for told in duty_hooks.ROUND_MONEY for fact in told(request.user, duty)]


def _tiles(duty: Duty, lines: Any) -> list[Tile]:
    rows = reverse("casework:duty-rows", args=[duty.public_id])
    total = {code: sum(line[f"n_{code}"] for line in lines) for code in ("all", "missing", "away", "done", "excused")}
    total["absent"] = sum(line["n_absent"] for line in lines)
    words = [("missing", "未走访" if duty.is_round else "未完成"), ("away", "未完成且在外地")]
    words += [("done", "已走访" if duty.is_round else "已完成"), ("absent", "未到"), ("excused", "因故不参加")]
    tones = {"missing": "warn" if total["missing"] else "", "away": "warn" if total["away"] else ""}
    return [
        Tile(label, total[code], "人", total["all"], url=f"{rows}?show={code}", tone=tones.get(code, ""))
        for code, label in words
    ]


def _actions(request: HttpRequest, duty: Duty) -> list[Action]:
    rows, key = reverse("casework:duty-rows", args=[duty.public_id]), [duty.public_id]
    file = reverse("casework:duty-file", args=key)
    if not _may_keep(request, duty):
        keeper = request.user.may(Permission.EDIT_CASEWORK) and request.user.bureau_id == duty.bureau_id
        return [Action("打印签收名单", file, method="post", fields={"kind": "pdf"})] if keeper else []
    return [
        Action("登记走访" if duty.is_round else "登记完成情况", f"{rows}?show=missing", primary=True),
        Action("打印签收名单", file, method="post", fields={"kind": "pdf"}),
        Action("导出名单", file, method="post", fields={"kind": "xlsx"}),
        Action("补充名单", reverse("casework:duty-add", args=key)),
        Action("结束", reverse("casework:duty-close", args=key)),
    ]


@require_safe
@needs(Permission.SEE_CASEWORK)
def duty_rows(request: HttpRequest, public_id: str) -> HttpResponse:
    return render_rows(request, found_duty(request, public_id))


def render_rows(
    request: HttpRequest, duty: Duty, *, tick: Any = None, assign: Any = None, visit: Any = None
) -> HttpResponse:
    """Answer with the rows of a list, a form that was refused as it stands with its picks."""
    form = RowFilterForm(request.GET, duty=duty)
    rows = _filtered(duty, form, request.GET.get("show", "all"))
    refused = [one for one in (visit, tick, assign) if one is not None]
    context = {
        "duty": duty,
        "form": form,
        "page": page_of(request, rows),
        "may_keep": _may_keep(request, duty),
        "tick": tick or TickForm(),
        "visit": visit or VisitsForm(bureau=duty.bureau, initial={"sheet_reference": f"{duty}签收名单"[:60]}),
        "money": _money(request, duty),
        "assign": assign or AssignForm(bureau=duty.bureau),
        "refused": refused[0] if refused else None,
        "picked": {key for one in refused for key, _ in one.picked()},
        "here": request.GET.urlencode(),
    }
    return render(request, "casework/duty_rows.html", context, status=422 if refused else 200)


def _filtered(duty: Duty, form: RowFilterForm, show: str) -> DutyRowQuerySet:
    rows = duty.rows.shown(show).for_list().away_first()
    if form.is_valid():
        values = form.cleaned_data
        rows = rows.of_group("branch", values["branch"]).of_group("helper", values["helper"]).named(values["q"])
    return rows


@require_POST
@needs(Permission.EDIT_CASEWORK)
def duty_tick(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say of the picked people how each stands."""
    duty = found_duty(request, public_id)
    check_can_keep(request.user, duty)
    form = TickForm(request.POST)
    if form.is_valid():
        picked = form.picked()
        try:
            late = workflows.tick(duty_id=duty.pk, picked=picked, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return _told(request, duty, len(picked) - len(late), late)
    return render_rows(request, duty, tick=form)


@require_POST
@needs(Permission.EDIT_CASEWORK)
def duty_assign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name who sees to the picked people."""
    duty = found_duty(request, public_id)
    check_can_keep(request.user, duty)
    form = AssignForm(request.POST, bureau=duty.bureau)
    if form.is_valid():
        picked = form.picked()
        try:
            late = workflows.assign(duty_id=duty.pk, picked=picked, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return _told(request, duty, len(picked) - len(late), late)
    return render_rows(request, duty, assign=form)


@require_POST
@needs(Permission.EDIT_CASEWORK)
def duty_visits(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record one visit for each of the picked people, all of them or none."""
    duty = found_duty(request, public_id)
    check_can_keep(request.user, duty)
    form = VisitsForm(request.POST, bureau=duty.bureau)
    if form.is_valid():
        try:
            made = record_round(duty_id=duty.pk, picked=form.picked(), by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已登记走访 {len(made)} 人。登错的,点日期打开走访记录作废,名单随之改回。")
            return see_other(request, _rows_url(request, duty))
    return render_rows(request, duty, visit=form)


def _rows_url(request: HttpRequest, duty: Duty) -> str:
    query = request.GET.urlencode()
    return reverse("casework:duty-rows", args=[duty.public_id]) + (f"?{query}" if query else "")


def _told(request: HttpRequest, duty: Duty, count: int, late: list[str]) -> HttpResponse:
    if count:
        messages.success(request, f"已登记 {count} 人。勾错的,选中后“撤销勾选”。")
    if late:
        messages.error(request, f"{'、'.join(late[:10])} 的情况刚刚有人改过,没有登记。请核对后再选。")
    if not count and not late:
        messages.info(request, "没有选人。请先勾选。")
    return see_other(request, _rows_url(request, duty))


@needs(Permission.EDIT_CASEWORK)
def duty_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put more people on the list: those named, or whoever it has come to be for."""
    duty = found_duty(request, public_id)
    check_can_keep(request.user, duty)
    form = AddForm(posted(request), user=request.user)
    added: list[int] = []

    def act() -> None:
        people = form.cleaned_data["people"]
        added.append(workflows.add_people(duty_id=duty.pk, people=people, by=request.user))

    text = "写上姓名的只加这几位;不写姓名的,按开展时的范围补上后来的人。已在名单里的不变。"
    confirm = Confirmation(f"补充{duty}的名单", text, "补充名单", page_url(duty), under=str(duty))
    return act_page(request, form, act, confirm, done="名单已补充,没有变化的说明已经是最新的。")


@needs(Permission.EDIT_CASEWORK)
def duty_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name who is missing, then close."""
    duty = found_duty(request, public_id)
    check_can_keep(request.user, duty)
    form = CloseForm(posted(request))
    missing = duty.rows.shown("missing").count()

    def act() -> None:
        workflows.close_duty(duty_id=duty.pk, note=form.cleaned_data["note"], by=request.user)

    rows = reverse("casework:duty-rows", args=[duty.public_id])
    facts = [Fact("还没有完成", f"{missing} 人", url=f"{rows}?show=missing")] if missing else []
    text = "结束以后不能再登记和改动。" + (f"还有 {missing} 人没有完成。" if missing else "全部已经完成。")
    confirm = Confirmation(f"结束{duty}", text, "结束", page_url(duty), facts, danger=bool(missing), under=str(duty))
    return act_page(request, form, act, confirm, done=f"{duty}已结束。")


@require_POST
@needs(Permission.EDIT_CASEWORK)
def duty_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the list as shown: on paper with a column to sign, or as a workbook."""
    duty = found_duty(request, public_id)
    check_can_keep(request.user, duty)
    form = RowFilterForm(request.GET, duty=duty)
    rows = list(_filtered(duty, form, request.GET.get("show", "all")))
    kind = "xlsx" if request.POST.get("kind") == "xlsx" else "pdf"
    data = duty_list_file(duty=duty, rows=rows, kind=kind, by=request.user)
    return attachment(data, f"{duty}名单.{kind}", PDF if kind == "pdf" else XLSX)
