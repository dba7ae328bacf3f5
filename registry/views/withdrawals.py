"""Withdrawing a person or one row about a person, and what was withdrawn."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from office.display import Confirmation, Fact
from office.roles import Permission
from office.views.access import needs, see_other
from registry import rows
from registry.forms.life import ReasonForm
from registry.models import Person
from registry.views.edit import own_person
from registry.views.life import confirm_page, who
from registry.workflows import withdrawals as workflows

ON_A_PAGE = 50


@require_safe
@needs(Permission.EDIT_PEOPLE)
def withdrawn_list(request: HttpRequest) -> HttpResponse:
    """List the people who were withdrawn, the latest first."""
    people = Person.objects.filter(bureau=request.user.bureau_id, withdrawn_on__isnull=False)
    page = Paginator(people.order_by("-withdrawn_on", "-id"), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/withdrawn_list.html", {"page": page})


@needs(Permission.EDIT_PEOPLE)
def person_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw a person entered wrongly; where something hangs on the record, list it instead."""
    person = own_person(request, public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if uses := workflows.uses_of(person):
        context = {"person": person, "uses": uses, "act": "撤销"}
        return render(request, "registry/still_used.html", context, status=422 if form.is_bound else 200)
    if form.is_valid():
        try:
            workflows.withdraw_person(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已撤销 {person.name} 的记录,可以在“撤销的人员”里恢复。")
            return see_other(request, reverse("registry:withdrawn-list"))
    confirm = Confirmation(
        title=f"撤销 {person.name} 的记录",
        consequence="登记错了、本来不该有的人才撤销。撤销后不再列出,也不计入任何统计;记录保留,可以恢复。",
        button="撤销这份记录",
        cancel_url=person.get_absolute_url(),
        facts=who(person),
        danger=True,
    )
    return confirm_page(request, confirm, form)


@needs(Permission.EDIT_PEOPLE)
def person_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    withdrawn = Person.objects.filter(bureau=request.user.bureau_id, withdrawn_on__isnull=False)
    person = get_object_or_404(withdrawn.select_related("bureau", "branch"), public_id=public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            workflows.restore_person(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已恢复 {person.name} 的记录。")
            return see_other(request, person.get_absolute_url())
    confirm = Confirmation(
        title=f"恢复 {person.name} 的记录",
        consequence="恢复后重新列入名单和统计。",
        button="恢复这份记录",
        cancel_url=reverse("registry:withdrawn-list"),
        facts=[*who(person), Fact("撤销原因", person.withdrawn_reason)],
    )
    return confirm_page(request, confirm, form)


@require_safe
@needs(Permission.EDIT_PEOPLE)
def row_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """List what stands about one person and can be withdrawn, and what was. Queries: one a table."""
    person = own_person(request, public_id)
    lines = list(rows.lines_of(person))
    context = {
        "person": person,
        "standing": [line for line in lines if line.gone_on is None],
        "gone": [line for line in lines if line.gone_on],
    }
    return render(request, "registry/row_list.html", context)


@needs(Permission.EDIT_PEOPLE)
def row_withdraw(request: HttpRequest, public_id: str, row_id: str) -> HttpResponse:
    return _change_row(request, public_id, row_id, restore=False)


@needs(Permission.EDIT_PEOPLE)
def row_restore(request: HttpRequest, public_id: str, row_id: str) -> HttpResponse:
    return _change_row(request, public_id, row_id, restore=True)


def _change_row(request: HttpRequest, public_id: str, row_id: str, *, restore: bool) -> HttpResponse:
    person = own_person(request, public_id)
    row = rows.row_of(person, row_id)
    if row is None:
        raise Http404
    row.person = person
    act, word = (workflows.restore_row, "恢复") if restore else (workflows.withdraw_row, "撤销")
    back = reverse("registry:row-list", args=[public_id])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act(row=row, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已{word}:{row}。")
            return see_other(request, back)
    told = "恢复后重新计入统计。" if restore else "登记错了的才撤销:撤销后哪一天的统计都不再计入,可以恢复。"
    facts = [Fact("姓名", person.name), Fact(str(row._meta.verbose_name), str(row))]
    confirm = Confirmation(f"{word}这一条登记", told, word, back, facts, danger=not restore)
    return confirm_page(request, confirm, form)
