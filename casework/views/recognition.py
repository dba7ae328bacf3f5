"""Pages of recognitions: list, entry, decision page, and the acts on the whole application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.documents.recognition import approval_form
from casework.forms.recognition import (
    EditRecognitionForm,
    EndForm,
    OpenRecognitionForm,
    OpinionForm,
    PersonSearchForm,
    ReasonForm,
    RecognitionFilterForm,
)
from casework.models import Recognition
from casework.permissions.recognition import check_can_prepare, sees_categories, sees_reason
from casework.querysets.recognition import named_like
from casework.views import recognition_parts as parts
from casework.views.paging import page_of
from casework.views.posting import act_page, posted
from casework.workflows import recognition as workflows
from office import clock
from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment
from registry.looks import note, record_file
from registry.models import Person
from registry.permissions import check_own_people

OPEN_PAGES = (Permission.SEE_RECOGNITION, Permission.GIVE_OPINION, Permission.CONFIRM_PAPER)


@require_GET
@needs(*OPEN_PAGES)
def recognition_list(request: HttpRequest) -> HttpResponse:
    form = RecognitionFilterForm(request.GET, user=request.user)
    found = Recognition.objects.visible_to(request.user).for_list()
    if form.is_valid():
        found = found.matching(form.cleaned_data, request.user)
    page = page_of(request, found.order_by("-year", "-pk"))
    context = {
        "form": form,
        "page": page,
        "shown": "q status category year" if sees_categories(request.user) else "q status year",
        "may_open": request.user.may(Permission.EDIT_RECOGNITION),
        "sees_categories": sees_categories(request.user),
        "sees_notices": request.user.may(Permission.SEE_RECOGNITION),
    }
    return render(request, "casework/recognition_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def recognition_open(request: HttpRequest) -> HttpResponse:
    public_id = request.GET.get("person")
    if not public_id:
        return _choose_person(request)
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    check_can_prepare(request.user, person.bureau_id)
    suggested = parts.suggested(request.user, person, request.GET.get("rule", ""))
    form = OpenRecognitionForm(posted(request), request.FILES or None, initial=suggested)
    if form.is_valid():
        try:
            recognition = workflows.open_recognition(person=person, by=request.user, **form.values())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已保存为草稿,核对后请提交。")
            return see_other(request, _url(recognition))
    context = {"form": form, "person": person, "back": reverse("casework:recognition-list"), "suggested": suggested}
    return render(request, "casework/recognition_form.html", context, status=422 if form.errors else 200)


def _choose_person(request: HttpRequest) -> HttpResponse:
    form = PersonSearchForm(request.GET or None)
    found = []
    if form.is_valid():
        people = Person.objects.editable_by(request.user).living(clock.today())
        found = people.filter(named_like(form.cleaned_data["q"])).select_related("branch")[:20]
    return render(request, "casework/recognition_choose.html", {"form": form, "found": found})


@require_GET
@needs(*OPEN_PAGES)
def recognition_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    recognition = get_object_or_404(Recognition.objects.visible_to(request.user).for_page(), public_id=public_id)
    return render_detail(request, recognition, OpinionForm())


def render_detail(request: HttpRequest, recognition: Recognition, form: OpinionForm, status: int = 200) -> HttpResponse:
    """Answer with the decision page, the form as it stands."""
    note(person=recognition.person, by=request.user)
    user, step = request.user, parts.due_step(recognition)
    context = {
        "recognition": recognition,
        "form": form,
        "facts": parts.facts(recognition, user),
        "path": parts.path(recognition, user),
        "returned_note": parts.returned_note(recognition, user),
        "earlier": parts.earlier_path(recognition, user),
        "actions": parts.actions(recognition, user),
        "waiting": parts.waiting_line(step),
        "step": step,
        "decisions": parts.decisions(recognition, step, user) if step else [],
        "paper_actions": parts.paper_actions(recognition, step, user) if step else [],
        "remarks": parts.remarks(recognition),
        "others": parts.others(recognition, user),
        "sees_categories": sees_categories(user),
        "rows": parts.notice_rows(recognition, user),
        "papers": parts.papers(recognition, user),
        "may_withdraw_papers": parts.may_withdraw_papers(recognition, user),
    }
    return render(request, "casework/recognition_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def recognition_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    recognition = _found(request, public_id)
    check_can_prepare(request.user, recognition.bureau_id)
    form = EditRecognitionForm(posted(request), instance=recognition, initial={"version": recognition.version})
    if form.is_valid():
        try:
            workflows.edit_recognition(recognition_id=recognition.pk, by=request.user, **form.values())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已保存。")
            return see_other(request, _url(recognition))
    context = {"form": form, "person": recognition.person, "back": _url(recognition), "recognition": recognition}
    context |= {"path": parts.path(recognition, request.user)}
    context |= {"returned_note": parts.returned_note(recognition, request.user)}
    return render(request, "casework/recognition_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.EDIT_RECOGNITION)
def recognition_submit(request: HttpRequest, public_id: str) -> HttpResponse:
    recognition = _found(request, public_id)
    try:
        workflows.submit_recognition(recognition_id=recognition.pk, by=request.user)
        messages.success(request, "已提交,等待支部提出意见和审批。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, _url(recognition))


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def recognition_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    recognition = _found(request, public_id)
    check_can_prepare(request.user, recognition.bureau_id)
    form = ReasonForm(posted(request))

    def act() -> None:
        workflows.withdraw_recognition(recognition_id=recognition.pk, by=request.user, **form.cleaned_data)

    sentence = f"撤回 {recognition.person.name} 的认定申请。撤回后不能恢复,再申请要重新录入。"
    return act_page(request, form, act, _confirmation(recognition, "撤回申请", sentence), done="已撤回。")


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_RECOGNITION)
def recognition_end(request: HttpRequest, public_id: str) -> HttpResponse:
    recognition = _found(request, public_id)
    check_can_prepare(request.user, recognition.bureau_id)
    form = EndForm(posted(request), initial={"ended_on": clock.today()})

    def act() -> None:
        workflows.end_recognition(recognition_id=recognition.pk, by=request.user, **form.cleaned_data)

    sentence = f"终止 {recognition.person.name} 的认定。已发放的帮扶不受影响,以后不再作为这一类别的对象。"
    return act_page(request, form, act, _confirmation(recognition, "终止认定", sentence), done="认定已终止。")


@require_POST
@needs(Permission.EDIT_RECOGNITION, Permission.SIGN)
def recognition_print(request: HttpRequest, public_id: str) -> HttpResponse:
    visible = Recognition.objects.visible_to(request.user).for_page()
    recognition = get_object_or_404(visible, public_id=public_id, round__gt=0)
    check_own_people(request.user, recognition.bureau_id)
    if not sees_reason(request.user, recognition):
        check_can_prepare(request.user, recognition.bureau_id)
    pdf = approval_form(recognition, parts.current_steps(recognition), parts.remarks(recognition))
    held = [recognition.person_id]
    record_file("casework.recognition.printed", people=held, on=recognition, by=request.user, summary="审批表")
    return attachment(pdf, f"认定审批表-{recognition.year}-{recognition.person.name}.pdf", PDF)


def _found(request: HttpRequest, public_id: str) -> Recognition:
    visible = Recognition.objects.visible_to(request.user).select_related("person")
    return get_object_or_404(visible, public_id=public_id)


def _url(recognition: Recognition) -> str:
    return reverse("casework:recognition-detail", args=[recognition.public_id])


def _confirmation(recognition: Recognition, title: str, sentence: str) -> Confirmation:
    facts = [
        Fact("姓名", recognition.person.name),
        Fact("类别", recognition.wording, f"{recognition.year} 年"),
        Fact("状态", recognition.get_status_display()),
    ]
    return Confirmation(title, sentence, title, _url(recognition), facts, danger=True)
