"""Recording a death and stays in hospital."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from office import todo
from office.display import Confirmation, Fact
from office.roles import Permission
from office.views.access import needs, see_other
from registry.forms.life import DeathCorrectionForm, DeathForm
from registry.forms.people import StayForm
from registry.models import HospitalStay, Person
from registry.views.edit import own_person
from registry.workflows import life


@needs(Permission.EDIT_PEOPLE)
def death_record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record a death, having named what it stops; one that is recorded leads to its page."""
    person = own_person(request, public_id)
    if person.died_on and request.method == "GET":
        return see_other(request, death_url(person))
    form = DeathForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            life.record_death(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            todo.forget(request.user)
            return see_other(request, death_url(person))
    confirm = Confirmation(
        title=f"登记 {person.name} 去世",
        consequence=f"登记后,{person.name} 的结对随即结束,还没有支付的帮扶停止办理,今后不再列入走访和节日慰问;"
        "丧事要办的事项会列成清单。",
        button="登记去世",
        cancel_url=person.get_absolute_url(),
        under=person.name,
        facts=who(person),
        danger=True,
    )
    return confirm_page(request, confirm, form)


@needs(Permission.EDIT_PEOPLE)
def death_correct(request: HttpRequest, public_id: str) -> HttpResponse:
    person = own_person(request, public_id)
    form = DeathCorrectionForm(request.POST or None, initial={"died_on": person.died_on})
    if request.method == "POST" and form.is_valid():
        try:
            life.correct_death(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已更正 {person.name} 的去世日期。")
            return see_other(request, person.get_absolute_url())
    confirm = Confirmation(
        title=f"更正 {person.name} 的去世日期",
        consequence="只改去世日期;随去世结束的结对、停止的帮扶不会恢复。登记错了人的,请撤销去世登记。",
        button="更正日期",
        cancel_url=person.get_absolute_url(),
        under=person.name,
        facts=who(person),
    )
    return confirm_page(request, confirm, form)


def death_url(person: Person) -> str:
    """Return the page of the death that stands; its date is all there is of one recorded before there were pages."""
    death = person.deaths.filter(reversed_at=None).first()
    return death.get_absolute_url() if death else reverse("registry:death-correct", args=[person.public_id])


def who(person: Person) -> list[Fact]:
    """Return the facts by which a clerk sees that it is the right person."""
    return [
        Fact("姓名", person.name),
        Fact("人员类别", person.get_kind_display()),
        Fact("所在党支部", person.branch.name if person.branch else ""),
    ]


def confirm_page(request: HttpRequest, confirm: Confirmation, form: Form) -> HttpResponse:
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.is_bound else 200)


@needs(Permission.EDIT_PEOPLE)
def stay_create(request: HttpRequest, public_id: str) -> HttpResponse:
    person = own_person(request, public_id)
    form = StayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            life.record_stay(person=person, by=request.user, **values)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已登记 {person.name} 住院。")
            return see_other(request, f"{person.get_absolute_url()}#health")
    return _stay_page(request, person, form, f"登记 {person.name} 住院")


@needs(Permission.EDIT_PEOPLE)
def stay_edit(request: HttpRequest, public_id: str, stay_id: str) -> HttpResponse:
    """Change a stay: discharge, ward and bed, costs. A stale version is refused and nothing typed is lost."""
    person = own_person(request, public_id)
    stay = get_object_or_404(HospitalStay.objects.select_related("person__bureau"), person=person, public_id=stay_id)
    fields = [name for name in StayForm.base_fields if name != "version"]
    initial = {name: getattr(stay, name) for name in [*fields, "version"]}
    form = StayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        stay.version = form.cleaned_data.pop("version")
        try:
            life.edit_stay(stay=stay, values=form.cleaned_data, by=request.user)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, "已保存住院记录。")
            return see_other(request, f"{person.get_absolute_url()}#health")
    return _stay_page(request, person, form, f"修改 {person.name} 的住院记录")


def _stay_page(request: HttpRequest, person: Person, form: StayForm, heading: str) -> HttpResponse:
    """Show the form with the hospitals of the county to pick from, and whom to ring there."""
    contacts = list(person.bureau.hospital_contacts.filter(ended_on=None))
    context = {
        "person": person,
        "form": form,
        "heading": heading,
        "back": f"{person.get_absolute_url()}#health",
        "hospitals": dict.fromkeys(contact.hospital for contact in contacts),
        "contacts": [Fact(f"{c.hospital} {c.department}".strip(), f"{c.name} {c.phone}", c.note) for c in contacts],
    }
    return render(request, "registry/stay_edit.html", context, status=422 if form.is_bound else 200)
