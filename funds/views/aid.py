"""Pages of applications: the list, one person's application, the decision page, and the acts on the whole."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.forms.recognition import PersonSearchForm
from casework.querysets.recognition import named_like
from funds.choices import AidForm
from funds.documents import approval_form
from funds.forms.aid import AidFilter, ReasonForm, SignForm, SingleForm
from funds.models import AidApplication, AidItem
from funds.permissions import check_can_edit_aid, check_can_enter_aid
from funds.views import aid_parts as parts
from funds.views.common import money_tabs, page_of, person_fact, tone
from funds.workflows import aid as workflows
from funds.workflows.steps import Turn, read_turn
from office import clock
from office.display import Confirmation, Fact, PathStep
from office.errors import ChangedMeanwhile, RuleBroken
from office.models import User
from office.money import format_yuan
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment
from registry.looks import note, record_file
from registry.models import Person
from registry.permissions import check_own_people

LIST = "funds:aid-list"
OPEN_PAGES = (Permission.SEE_MONEY, Permission.GIVE_OPINION)


@require_GET
@needs(*OPEN_PAGES)
def aid_list(request: HttpRequest) -> HttpResponse:
    form = AidFilter(request.GET, user=request.user)
    found = AidApplication.objects.visible_to(request.user)
    if form.is_valid():
        found = matching(found, form.cleaned_data, request.user)
    page = page_of(request, found.for_list().order_by("-year", "-number"))
    for application in page:
        application.tone = tone(application.status)
    waiting = form.cleaned_data.get("waiting") if form.is_valid() else ""
    context = {
        "form": form,
        "page": page,
        "may_enter": request.user.may(Permission.EDIT_AID),
        "tabs": money_tabs("aid-list") if request.user.may(Permission.SEE_MONEY) else [],
        "may_sign": waiting == "me" and request.user.may(Permission.SIGN),
    }
    return render(request, "funds/aid_list.html", context)


def matching(found: Any, wanted: dict[str, Any], user: User) -> QuerySet:
    """Return the applications that the filters choose."""
    simple = {"status": "status", "source": "source", "kind": "aid_kind", "year": "year"}
    found = found.filter(**{column: wanted[name] for name, column in simple.items() if wanted.get(name)})
    if text := wanted.get("q"):
        named = AidItem.objects.filter(named_like(text, "person__"), application=OuterRef("pk"))
        found = found.filter(Q(title__contains=text) | Q(Exists(named)))
    waiting = wanted.get("waiting")
    if waiting == "me":
        return found.waiting_for(user)
    if waiting == "meeting":
        return found.filter(bureau=user.bureau_id).with_meeting_to_enter()
    return found.filter(bureau=user.bureau_id).with_paper_to_confirm(user) if waiting == "paper" else found


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def aid_new(request: HttpRequest) -> HttpResponse:
    """Enter one person's application; without a person, choose one first."""
    public_id = request.GET.get("person")
    if not public_id:
        return _choose_person(request)
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    check_can_enter_aid(request.user, person.bureau_id)
    form = SingleForm(request.POST or None, user=request.user, initial={"title": "困难补助"})
    if form.is_valid():
        try:
            application = workflows.open_application(
                form=AidForm.SINGLE, terms=form.terms(), rows=[form.row(person)], by=request.user
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已保存为草稿,核对后请提交。")
            return see_other(request, page_url(application))
    return _single_page(request, form, person, reverse(LIST))


def _choose_person(request: HttpRequest) -> HttpResponse:
    form = PersonSearchForm(request.GET or None)
    found: Any = []
    if form.is_valid():
        people = Person.objects.editable_by(request.user).living(clock.today())
        found = people.filter(named_like(form.cleaned_data["q"])).select_related("branch")[:20]
    return render(request, "funds/aid_choose.html", {"form": form, "found": found})


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def aid_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change one person's application before it is submitted; a plan has a page of its own."""
    application = found_application(request, public_id)
    check_can_edit_aid(request.user, application)
    if application.is_plan:
        return redirect("funds:plan-edit", public_id)
    item = workflows.standing_items(application)[0]
    form = SingleForm(request.POST or None, user=request.user, initial=_initial(application, item))
    if form.is_valid():
        try:
            workflows.change_application(
                application=application,
                version=form.cleaned_data["version"],
                terms=form.terms(),
                rows=[form.row(item.person)],
                by=request.user,
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已保存。")
            return see_other(request, page_url(application))
    path = parts.path(read_turn(application), request.user)
    return _single_page(request, form, item.person, page_url(application), path)


def _initial(application: AidApplication, item: AidItem) -> dict[str, Any]:
    own = item.payee_relation == "本人"
    return terms_initial(application) | {
        "amount": item.amount_asked,
        "goods": item.goods,
        "payee_name": "" if own else item.payee_name,
        "payee_relation": "" if own else item.payee_relation,
    }


def terms_initial(application: AidApplication) -> dict[str, Any]:
    names = ("title", "aid_kind", "occasion", "occasion_year", "reason", "version")
    return {name: getattr(application, name) for name in names} | {"source": application.source.public_id}


def _single_page(
    request: HttpRequest, form: SingleForm, person: Person, back: str, path: Sequence[PathStep] = ()
) -> HttpResponse:
    given = list(AidItem.objects.given([person.pk], clock.today().year))
    context = {"form": form, "person": person, "given": given, "back": back, "year": clock.today().year, "path": path}
    return render(request, "funds/aid_form.html", context, status=422 if form.errors else 200)


@require_GET
@needs(*OPEN_PAGES)
def aid_page(request: HttpRequest, public_id: str) -> HttpResponse:
    application = found_application(request, public_id)
    return render_page(request, read_turn(application))


def render_page(request: HttpRequest, turn: Turn, form: SignForm | None = None) -> HttpResponse:
    """Answer with the decision page, the form as it stands."""
    application, user = turn.application, request.user
    decisions = parts.decisions(turn, user)
    if form is None and decisions:
        form = SignForm(application=application, items=turn.items if parts.may_lower(turn) else [])
    money = user.may(Permission.SEE_MONEY)
    given = parts.given(application, turn) if money else []
    items = parts.shown_items(turn, user)
    if items and not application.is_plan:
        note(person=items[0].person, by=user)
    rows = _rows(items, turn, given, form)
    context = {
        "application": application,
        "tone": tone(application.status),
        "facts": parts.facts(application, turn, user),
        "path": parts.path(turn, user),
        "waiting": parts.waiting_line(turn),
        "rows": rows,
        "given": given,
        "sees_money": money,
        "form": form,
        "decisions": decisions,
        "actions": parts.actions(turn, user),
        "paper_actions": parts.paper_actions(turn, user),
        "remarks": parts.remarks(application, turn),
        "links_people": user.may(Permission.SEE_PEOPLE),
        "may_stop": user.may(Permission.EDIT_AID) and user.bureau_id == application.bureau_id,
    }
    return render(request, "funds/aid_page.html", context, status=422 if form is not None and form.errors else 200)


def _rows(items: list[AidItem], turn: Turn, given: list[AidItem], form: SignForm | None) -> list[dict[str, Any]]:
    """Return the list's lines, each with what the person got this year and the field of its sum."""
    sums = parts.given_sums(given)
    fields = {item.pk: bound for item, bound in form.rows()} if form is not None else {}
    return [
        {
            "item": item,
            "state": (where := turn.application if turn.application.can_change else item).get_status_display(),
            "tone": tone(where.status),
            "entitlement": parts.entitlement(item),
            "given": sums.get(item.person_id),
            "field": fields.get(item.pk),
            "can_stop": item.status in ("pending", "payable") and not turn.application.can_change,
        }
        for item in items
    ]


@require_POST
@needs(Permission.EDIT_AID)
def aid_submit(request: HttpRequest, public_id: str) -> HttpResponse:
    application = found_application(request, public_id)
    check_can_edit_aid(request.user, application)
    try:
        if request.POST.get("version", "") != str(application.version):
            raise ChangedMeanwhile
        workflows.submit_application(application=application, by=request.user)
        messages.success(request, "已提交。收款人、资金来源和金额已锁定,等待审批。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, page_url(application))


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def aid_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    application = found_application(request, public_id)
    check_can_edit_aid(request.user, application)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            workflows.withdraw_application(application=application, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已撤回。")
            return see_other(request, page_url(application))
    sentence = f"撤回“{application.title}”。已预留的资金会释放;撤回后不能恢复,再申请要重新录入。"
    facts = [Fact("编号", application.document_number), Fact("状态", application.get_status_display())]
    return confirm_page(
        request, form, Confirmation("撤回申请", sentence, "撤回", page_url(application), facts, danger=True)
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_AID)
def item_stop(request: HttpRequest, public_id: str) -> HttpResponse:
    related = AidItem.objects.visible_to(request.user).select_related("application__source", "person")
    item = get_object_or_404(related, public_id=public_id)
    check_can_edit_aid(request.user, item.application)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            workflows.stop_item(item=item, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已停止向 {item.payee_name} 发放。")
            return see_other(request, page_url(item.application))
    sentence = (
        f"停止向 {item.payee_name} 发放 {format_yuan(item.amount)} 元,为他预留的资金会释放。名单上其他人不受影响。"
    )
    facts = [person_fact("姓名", item.person, request.user), Fact("申请", str(item.application))]
    confirm = Confirmation("停止发放", sentence, "停止发放", page_url(item.application), facts, danger=True)
    return confirm_page(request, form, confirm)


@require_POST
@needs(Permission.EDIT_AID, Permission.SIGN)
def aid_print(request: HttpRequest, public_id: str) -> HttpResponse:
    """Print the approval form, to be signed by hand or kept on file; printing is recorded."""
    application = found_application(request, public_id)
    check_own_people(request.user, application.bureau_id)
    turn = read_turn(application)
    pdf = approval_form(turn, parts.remarks(application, turn))
    summary = f"打印审批表 {application.document_number}"
    held = [item.person_id for item in turn.items]
    record_file("funds.aid.printed", people=held, on=application, by=request.user, summary=summary)
    return attachment(pdf, f"帮扶审批表-{application.document_number}.pdf", PDF)


def found_application(request: HttpRequest, public_id: str) -> AidApplication:
    visible = AidApplication.objects.visible_to(request.user).for_page()
    return get_object_or_404(visible, public_id=public_id)


def page_url(application: AidApplication) -> str:
    return reverse("funds:aid-page", args=[application.public_id])


def confirm_page(request: HttpRequest, form: Any, confirm: Confirmation) -> HttpResponse:
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.errors else 200)
