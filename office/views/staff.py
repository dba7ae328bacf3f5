"""Pages of staff members, branches, the bureau's own data and the headcount."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from office import clock, hooks
from office.errors import ChangedMeanwhile, RuleBroken
from office.forms.settings import BranchForm, BureauForm, HeadcountForm, StaffForm
from office.hooks import Door
from office.models import Branch, Bureau, Headcount, StaffMember
from office.roles import Permission
from office.views.access import needs, see_other
from office.workflows import settings as workflows

READS, EDITS = Permission.SEE_SETTINGS, Permission.EDIT_STAFF
DOORS = [
    Door("工作人员", "结对、签字的人,不一定有账号", "office:staff-list", READS),
    Door("党支部", "支部、书记和外单位支部", "office:branch-list", READS),
    Door("本局资料", "名称、承办股室、电话和在职人数", "office:bureau-edit", READS),
    Door("政策文件", "文号、标题和扫描件,各处引用的依据", "office:text-list", Permission.SEE_MONEY),
    Door("政策数值", "警戒线、年龄、天数、额度和依据", "office:policy-list", READS),
    Door("放假安排", "公示按工作日计算,每年十一月更新", "office:plan-list", READS),
    Door("账号与角色", "谁能登录,能做什么", "office:account-list", Permission.EDIT_ACCOUNTS),
    Door("审计记录", "谁在什么时候做了什么", "office:audit-list", Permission.SEE_AUDIT),
]


@require_safe
@needs(READS)
def settings_home(request: HttpRequest) -> HttpResponse:
    """Show the doors of the settings that this person may open."""
    doors = [door for door in [*DOORS, *hooks.DOORS] if request.user.may(door.permission)]
    return render(request, "office/settings_home.html", {"doors": doors})


@require_safe
@needs(READS)
def staff_list(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    staff = StaffMember.objects.visible_to(request.user).select_related("branch", "bureau")
    if text:
        staff = staff.filter(Q(name__contains=text) | Q(pinyin__startswith=text) | Q(initials__startswith=text))
    if not request.GET.get("left"):
        staff = staff.serving(clock.today())
    page = Paginator(staff, 50).get_page(request.GET.get("page"))
    context = {"page": page, "q": text, "left": request.GET.get("left"), "may_edit": request.user.may(EDITS)}
    return render(request, "office/staff_list.html", context)


@needs(EDITS)
def staff_edit(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Add a staff member, or change one."""
    staff = _own(request, StaffMember, public_id) if public_id else StaffMember(bureau=request.user.bureau)
    form = StaffForm(request.POST or None, instance=staff, bureau=staff.bureau)
    heading = f"修改 {staff.name}" if public_id else "新增工作人员"
    return _save(request, form, heading, reverse("office:staff-list"))


@require_safe
@needs(READS)
def branch_list(request: HttpRequest) -> HttpResponse:
    branches = Branch.objects.filter(bureau__in=Bureau.objects.visible_to(request.user)).select_related("secretary")
    return render(request, "office/branch_list.html", {"branches": branches, "may_edit": request.user.may(EDITS)})


@needs(EDITS)
def branch_edit(request: HttpRequest, public_id: str = "") -> HttpResponse:
    branch = _own(request, Branch, public_id) if public_id else Branch(bureau=request.user.bureau)
    form = BranchForm(request.POST or None, instance=branch, bureau=branch.bureau)
    heading = f"修改 {branch.name}" if public_id else "新增党支部"
    return _save(request, form, heading, reverse("office:branch-list"))


def _own(request: HttpRequest, model: type[StaffMember] | type[Branch], public_id: str) -> Any:
    """Return a record of the own bureau; a lower bureau's is refused, any other is 404."""
    visible = Bureau.objects.visible_to(request.user)
    record: Any = get_object_or_404(model, public_id=public_id, bureau__in=visible)
    workflows.check_own_bureau(request.user, record.bureau)
    return record


def _save(request: HttpRequest, form, heading: str, back: str) -> HttpResponse:
    """Answer the form of a staff member or a branch: saved, or shown again with what is wrong."""
    if request.method == "POST" and form.is_valid():
        record = form.instance
        if record.pk:
            record.version = form.cleaned_data["version"]
        try:
            workflows.save_record(record=record, fields=form.Meta.fields, by=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已保存:{record}")
            return see_other(request, back)
    context = {"form": form, "heading": heading, "back": back}
    return render(request, "office/form_page.html", context, status=422 if form.is_bound else 200)


@needs(READS)
def bureau_edit(request: HttpRequest) -> HttpResponse:
    """Show and change the own bureau's data; the headcounts stand below."""
    bureau = request.user.bureau or Bureau.objects.order_by("path").first()
    may_edit = request.user.may(EDITS) or request.user.may(Permission.EDIT_TECHNICAL)
    if request.method == "POST":
        workflows.check_can_change_bureau(request.user, bureau)
    form = BureauForm(request.POST or None, instance=bureau)
    if request.method == "POST" and form.is_valid():
        bureau.version = form.cleaned_data["version"]
        try:
            workflows.save_bureau(bureau=bureau, fields=form.Meta.fields, by=request.user)
        except ChangedMeanwhile as changed:
            form.add_error(None, changed)
        else:
            messages.success(request, "已保存本局资料。")
            return see_other(request, reverse("office:bureau-edit"))
    counts = Headcount.objects.filter(bureau=bureau)[:20]
    context = {"form": form, "bureau": bureau, "may_edit": may_edit, "counts": counts, "count_form": HeadcountForm()}
    context["may_count"] = request.user.may(EDITS)
    return render(request, "office/bureau_edit.html", context, status=422 if form.is_bound else 200)


@needs(EDITS)
def headcount_save(request: HttpRequest) -> HttpResponse:
    form = HeadcountForm(request.POST or None)
    if form.is_valid():
        workflows.save_headcount(bureau=request.user.bureau, by=request.user, **form.cleaned_data)
        messages.success(request, "已登记在职人数。")
        return see_other(request, reverse("office:bureau-edit"))
    context = {"form": form, "heading": "登记在职人数", "back": reverse("office:bureau-edit")}
    return render(request, "office/form_page.html", context, status=422 if form.is_bound else 200)
