"""Pages of pairings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.documents.pairing_list import pairing_list_pdf
from casework.errors.pairing import BatchNotIssued
from casework.forms.contacts import BranchFilter
from casework.forms.pairing import ChangeForm, EndForm, IssueForm, PairingFilter, ProposeForm, ReasonForm
from casework.matching import candidates
from casework.models import Pairing
from casework.permissions.pairing import check_can_end
from casework.querysets import people
from casework.querysets.pairing import PairingQuerySet
from casework.views.paging import page_of
from casework.workflows import pairing as workflows
from office import clock
from office.display import Action, Confirmation, Fact
from office.errors import RuleBroken
from office.identifiers.names import name_key
from office.models import StaffMember, User
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment

LIST = "casework:pairing-list"


@require_GET
@needs(Permission.SEE_CASEWORK)
def listing(request: HttpRequest) -> HttpResponse:
    """List pairings, newest first."""
    form = PairingFilter(request.GET)
    rows = _filtered(Pairing.objects.visible_to(request.user), form)
    context = {
        "form": form,
        "page": page_of(request, rows.for_list()),
        "today": clock.today(),
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
        "actions": _list_actions(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "casework/pairing_list.html", context)


def _filtered(rows: PairingQuerySet, form: PairingFilter) -> PairingQuerySet:
    values = form.cleaned_data if form.is_valid() else {}
    if values.get("q"):
        rows = rows.naming(name_key(values["q"]), values["q"].strip())
    for name in ("status", "kind"):
        if values.get(name):
            rows = rows.filter(**{name: values[name]})
    if values.get("document"):
        rows = rows.filter(document_number__icontains=values["document"].strip())
    return rows


def _list_actions(user: User) -> list[Action]:
    actions = [
        Action("结对一览", reverse("casework:pairing-board")),
        Action("工作交接", reverse("casework:handover-list")),
        Action("领导走访计划", reverse("casework:leader-plan-list")),
    ]
    if user.may(Permission.EDIT_CASEWORK):
        actions.append(Action("登记结对", reverse("casework:pairing-propose"), primary=True))
        actions.append(Action("从表格导入", reverse("casework:pairing-import")))
    if user.may(Permission.ISSUE_PAIRINGS):
        actions.append(Action("下达结对", reverse("casework:pairing-issue"), primary=True))
    return actions


@require_GET
@needs(Permission.SEE_CASEWORK)
def gaps(request: HttpRequest) -> HttpResponse:
    """List the living who have no contact person today."""
    today = clock.today()
    rows = people.with_schedule(people.cared_for(request.user), today).filter(people.without_helper(today))
    form = BranchFilter(request.GET, user=request.user)
    if form.is_valid() and form.cleaned_data["branch"]:
        rows = rows.filter(branch=form.cleaned_data["branch"])
    rows = rows.select_related("branch").order_by("pinyin", "id")
    page = page_of(request, rows)
    may_edit = request.user.may(Permission.EDIT_CASEWORK)
    listed = list(page.object_list)
    found = candidates(listed, bureau=request.user.bureau, today=today) if may_edit and listed else {}
    context = {
        "form": form,
        "page": page,
        "rows": [(person, found.get(person.pk, ())) for person in listed],
        "may_edit": may_edit,
    }
    return render(request, "casework/pairing_gaps.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def propose(request: HttpRequest) -> HttpResponse:
    """Enter a pairing for the section head to issue."""
    form = ProposeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            pairing = workflows.propose_pairing(by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(_field_of(exc), exc)
        else:
            messages.success(request, f"已登记 {pairing.person.name} 与 {pairing.helper.name} 的结对,等负责人下达。")
            return see_other(request, reverse(LIST) + "?status=proposed")
    if request.method == "GET":
        form.start_with(request.GET.get("person", ""), request.GET.get("helper", ""))
    return _form_page(request, form, "登记结对", "登记后由负责人下达,下达后开始联系。", "保存")


def _field_of(exc: RuleBroken) -> str | None:
    """Return the field under which a refusal is shown."""
    return {"quota-reason-missing": "quota_reason"}.get(exc.code)


def _form_page(request: HttpRequest, form, title: str, lead: str, button: str, pairing=None) -> HttpResponse:
    """Show a pairing form with the possible helpers as suggestions."""
    today = clock.today()
    helpers = StaffMember.objects.filter(bureau=request.user.bureau_id).possible_helpers(today)
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "pairing": pairing,
        "helpers": people.with_people_count(helpers, today)[:300],
    }
    return render(request, "casework/pairing_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose another helper in place of the present one."""
    pairing = _pairing_or_404(request, public_id)
    form = ChangeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.propose_change(pairing_id=pairing.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(_field_of(exc), exc)
        else:
            messages.success(request, "已登记更换,负责人下达后新联系人接替,原结对同时结束。")
            return see_other(request, reverse(LIST) + "?status=proposed")
    lead = f"{pairing.person.name} 现在的联系人是 {pairing.helper.name}。"
    return _form_page(request, form, "更换联系人", lead, "保存", pairing)


def _pairing_or_404(request: HttpRequest, public_id: str) -> Pairing:
    """Return a pairing to act on; out of scope is 404, a lower bureau's is refused."""
    rows = Pairing.objects.visible_to(request.user).select_related("person", "helper")
    pairing = get_object_or_404(rows, public_id=public_id)
    check_can_end(request.user, pairing)
    return pairing


@require_http_methods(["GET", "POST"])
@needs(Permission.ISSUE_PAIRINGS)
def issue(request: HttpRequest) -> HttpResponse:
    """Issue proposed pairings with one body and document; each refused row says why."""
    rows = Pairing.objects.visible_to(request.user).proposed().filter(person__bureau=request.user.bureau_id).for_list()
    form = IssueForm(request.POST or None, queryset=rows)
    form.fields["issuing_body"].initial = request.user.bureau.party_body_name if request.user.bureau else ""
    verdicts: dict[int, str] = {}
    if request.method == "POST" and form.is_valid():
        chosen = [pairing.pk for pairing in form.cleaned_data.pop("pairings")]
        try:
            issued = workflows.issue_pairings(pairing_ids=chosen, by=request.user, **form.cleaned_data)
        except BatchNotIssued as exc:
            form.add_error(None, exc)
            verdicts = exc.verdicts
        else:
            messages.success(request, f"已下达 {len(issued)} 项结对。")
            return see_other(request, reverse(LIST) + "?status=issued")
    return _issue_page(request, form, rows, verdicts)


def _issue_page(request: HttpRequest, form: IssueForm, rows: PairingQuerySet, verdicts: dict[int, str]) -> HttpResponse:
    ticked = set(request.POST.getlist("pairings")) if request.method == "POST" else None
    listed = [(row, ticked is None or row.public_id in ticked, verdicts.get(row.pk, "")) for row in rows]
    context = {"form": form, "rows": listed}
    return render(request, "casework/pairing_issue.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """End an issued pairing."""
    pairing = _pairing_or_404(request, public_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.end_pairing(pairing_id=pairing.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, f"{pairing.helper.name} 与 {pairing.person.name} 的结对已结束。")
            return see_other(request, reverse(LIST))
    consequence = (
        f"{pairing.helper.name} 将不再是 {pairing.person.name} 的{pairing.get_kind_display()},走访记录都保留。"
    )
    if pairing.kind == "contact":
        consequence += "要换人请用“更换联系人”,以免中间无人联系。"
    return _confirm_page(
        request, form, Confirmation("结束结对", consequence, "结束结对", reverse(LIST), _facts(pairing))
    )


def _facts(pairing: Pairing) -> list[Fact]:
    return [
        Fact("结对对象", pairing.person.name),
        Fact("联系人", pairing.helper.name),
        Fact("类型", pairing.get_kind_display()),
        Fact("起始日期", pairing.starts_on),
    ]


def _confirm_page(request: HttpRequest, form, confirm: Confirmation) -> HttpResponse:
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back a proposal that was not issued."""
    pairing = _pairing_or_404(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.withdraw_pairing(pairing_id=pairing.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已撤回,负责人不会再看到这一项。")
            return see_other(request, reverse(LIST))
    consequence = f"撤回 {pairing.helper.name} 与 {pairing.person.name} 的结对登记,需要时可以重新登记。"
    return _confirm_page(request, form, Confirmation("撤回结对", consequence, "撤回", reverse(LIST), _facts(pairing)))


@require_POST
@needs(Permission.SEE_CASEWORK)
def print_list(request: HttpRequest) -> HttpResponse:
    """Answer the list as filtered as a PDF."""
    rows = _filtered(Pairing.objects.visible_to(request.user), PairingFilter(request.POST)).for_list()
    return attachment(pairing_list_pdf(rows=rows, by=request.user), "结对名单.pdf", PDF)
