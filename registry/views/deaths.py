"""A recorded death: what it stopped, what is to be done and by whom, the obituary; taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from office import clock, todo
from office.display import Action, Confirmation
from office.models import User
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment
from registry import hooks
from registry.documents_obituary import obituary_pdf
from registry.forms.life import ReasonForm, TaskForm
from registry.models import Death, DeathTask, Person
from registry.views.edit import own_person
from registry.views.life import confirm_page, who
from registry.views.people import visible_person
from registry.workflows import deaths as workflows

ON_A_PAGE = 50
TASK_FIELDS = ("outcome", "done_on", "assignee", "due_on", "note", "version")


@require_safe
@needs(Permission.SEE_PEOPLE)
def death_list(request: HttpRequest) -> HttpResponse:
    """List the deaths with something left to do, the most urgent first."""
    deaths = Death.objects.standing_for(request.user).with_open_tasks()
    page = Paginator(deaths, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/death_list.html", {"page": page, "today": clock.today()})


@require_safe
@needs(Permission.SEE_PEOPLE)
def death_page(request: HttpRequest, public_id: str, death_id: str) -> HttpResponse:
    """Show what a death stopped and left to be done; one that was taken back shows what was taken up again."""
    person = visible_person(request, public_id)
    death = get_object_or_404(person.deaths.select_related("recorded_by", "reversed_by"), public_id=death_id)
    standing, findings = death.reversed_at is None, list(death.findings.all())
    own = request.user.bureau_id == person.bureau_id
    context = {
        "person": person,
        "death": death,
        "today": clock.today(),
        "stopped": [finding for finding in findings if not finding.of_reversal],
        "resumed": [finding for finding in findings if finding.of_reversal],
        "wrong": [f for hook in hooks.AFTER_DEATH for f in hook(request.user, person)] if standing else [],
        "tasks": death.tasks.select_related("assignee", "settled_by") if standing else [],
        "survivors": person.survivors.standing() if standing else [],
        "actions": _actions(request.user, person) if standing and own else [],
        "may_edit": standing and own and request.user.may(Permission.EDIT_PEOPLE),
    }
    return render(request, "registry/death_page.html", context)


def _actions(user: User, person: Person) -> list[Action]:
    address, found = [person.public_id], []
    if user.may(Permission.EDIT_PEOPLE):
        found.append(Action("打印讣告", reverse("registry:obituary", args=address), method="post", primary=True))
        found.append(Action("更正去世日期", reverse("registry:death-correct", args=address)))
    if user.may(Permission.REVERSE_DEATH):
        found.append(Action("登记错了人,撤销", reverse("registry:death-reverse", args=address)))
    return found


@needs(Permission.EDIT_PEOPLE)
def death_task(request: HttpRequest, public_id: str, task_id: str) -> HttpResponse:
    """Arrange or tick off one line of the checklist."""
    person = own_person(request, public_id)
    tasks = DeathTask.objects.filter(death__reversed_at=None).select_related("death__person__bureau")
    task = get_object_or_404(tasks, death__person=person, public_id=task_id)
    initial = {name: getattr(task, name) for name in TASK_FIELDS}
    form = TaskForm(request.POST or None, bureau=person.bureau, initial=initial)
    if request.method == "POST" and form.is_valid():
        task.version = form.cleaned_data.pop("version")
        try:
            workflows.settle_task(task=task, values=form.cleaned_data, by=request.user)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            todo.forget(request.user)
            messages.success(request, f"已保存:{task}。")
            return see_other(request, task.death.get_absolute_url())
    context = {"form": form, "heading": f"{person.name}:{task}", "back": task.death.get_absolute_url()}
    return render(request, "office/form_page.html", context, status=422 if form.is_bound else 200)


@needs(Permission.REVERSE_DEATH)
def death_reverse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back a death entered for the wrong person, and show what is taken up again."""
    person = visible_person(request, public_id)
    workflows.check_may(request.user, Permission.REVERSE_DEATH, person.bureau)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            death = workflows.reverse_death(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            return see_other(request, death.get_absolute_url())
    confirm = Confirmation(
        title=f"撤销 {person.name} 的去世登记",
        consequence="登记错了人才撤销;只是日期不对,请更正日期。撤销后,随去世结束的结对和认定自动恢复,"
        "已停发的帮扶不自动恢复,会逐项列出。",
        button="撤销去世登记",
        cancel_url=person.get_absolute_url(),
        facts=who(person),
        danger=True,
    )
    return confirm_page(request, confirm, form)


@require_POST
@needs(Permission.EDIT_PEOPLE)
def obituary(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer with the obituary and the outline of the life as PDF."""
    person = own_person(request, public_id)
    get_object_or_404(Death, person=person, reversed_at=None)
    return attachment(obituary_pdf(person=person, by=request.user), "讣告.pdf", PDF)
