"""Registering and editing a person with the family; what happens when somebody else was quicker."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from office.errors import ChangedMeanwhile, RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from registry import conflicts, form_values, looks, rules
from registry.choices import PersonKind, Relation
from registry.errors import ImpossibleValues
from registry.form_values import Shown
from registry.forms.family import FamilyFormSet
from registry.forms.more import in_words, is_open
from registry.forms.people import GROUPS, ChangeForm, PersonForm, StartForm
from registry.models import Person
from registry.workflows import people as workflows

TEMPLATE = "registry/person_edit.html"


def own_person(request: HttpRequest, public_id: str) -> Person:
    """Return a person of the user's own bureau, and note the look; out of scope is 404, a lower bureau's is refused."""
    people = Person.objects.visible_to(request.user).select_related("branch", "bureau")
    person = get_object_or_404(people, public_id=public_id)
    workflows.check_may_edit(request.user, person.bureau)
    looks.note(person=person, by=request.user)
    return person


@needs(Permission.EDIT_PEOPLE)
def person_create(request: HttpRequest) -> HttpResponse:
    """Register a person who is in no roster; ?deceased= names the retiree whose survivor it is."""
    deceased = own_person(request, request.GET["deceased"]) if request.GET.get("deceased") else None
    data = request.POST or None
    form = PersonForm(data, bureau=request.user.bureau, initial=_of_survivor(deceased) if deceased else None)
    if not data:
        form.fields["name"].widget.attrs["autofocus"] = True
    start, family = StartForm(data), FamilyFormSet(data, prefix=form_values.PREFIX)
    if data and all([form.is_valid(), start.is_valid(), family.is_valid()]):
        edit = form_values.edit_of(form, start, family, members={})
        if deceased and edit.values["kind"] == PersonKind.SURVIVOR:
            edit.values["deceased"] = deceased
        try:
            person = workflows.create_person(bureau=request.user.bureau, edit=edit, by=request.user)
        except RuleBroken as broken:
            _tell(form, start, broken)
        else:
            messages.success(request, f"已登记 {person.name}。")
            _warn(request, person)
            return see_other(request, person.get_absolute_url())
    context = {"form": form, "change": start, "family": family} | _layout(form) | _heading_of_new(deceased)
    return render(request, TEMPLATE, context, status=422 if data else 200)


def _of_survivor(deceased: Person) -> dict[str, Any]:
    """Return what is known of a survivor before anybody types: the home, and the spouse if there is one."""
    known = {"kind": PersonKind.SURVIVOR, "address": deceased.address, "residence_area": deceased.residence_area}
    spouse = deceased.family.filter(relation=Relation.SPOUSE, ended_on=None).first()
    return known | {"name": spouse.name, "phone": spouse.phone} if spouse else known


def _heading_of_new(deceased: Person | None) -> dict[str, str]:
    if deceased is None:
        lead = "登记一位不在花名册里的离退休人员或遗属。不知道的留空,页面上会写“未登记”。"
        return {"heading": "新增人员", "lead": lead, "back": reverse("registry:person-list")}
    lead = f"登记后与已故的 {deceased.name} 互相可查,不计入离退休人数。"
    return {"heading": f"登记 {deceased.name} 的遗属", "lead": lead, "back": deceased.get_absolute_url()}


@needs(Permission.EDIT_PEOPLE)
def person_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Edit a person and the family; a version somebody else changed is shown side by side, nothing is lost."""
    person = own_person(request, public_id)
    if request.method == "POST":
        return _save(request, person)
    return _page(request, person, form_values.shown(person))


def _save(request: HttpRequest, person: Person) -> HttpResponse:
    """Save the posted form, unless somebody else changed what this editor has not been shown."""
    shown = form_values.shown(person)
    snapshot = conflicts.unseal(request.POST.get("snapshot", ""), person.public_id)
    if snapshot is None:
        broken = RuleBroken("这一页打开太久或不完整,没有保存。请核对下面的内容后再保存一次。")
        return _page(request, person, shown, request.POST, broken=broken)
    posted = form_values.posted(request.POST)
    found = conflicts.differences(snapshot.shown, shown.values, posted, shown.labels, shown.words)
    added = shown.added_since(snapshot.shown)
    if (found or added) and (snapshot.version != person.version or conflicts.undecided(found, request.POST)):
        told = conflicts.Snapshot(person.version, snapshot.shown)
        return _page(request, person, shown, request.POST, told=told, differences=found, added=added)
    data = form_values.applied(request.POST, conflicts.overrides(found, request.POST, shown.values))
    return _write(request, person, shown, data, told=snapshot)


def _write(
    request: HttpRequest, person: Person, shown: Shown, data: QueryDict, *, told: conflicts.Snapshot
) -> HttpResponse:
    """Save what the forms say; a refusal shows the page again with everything that was typed."""
    forms = _forms(person, shown, data)
    if not all([form.is_valid() for form in forms]):
        return _page(request, person, shown, data, told=told)
    edit = form_values.edit_of(*forms, members=shown.members)
    try:
        labels = workflows.edit_person(person=person, edit=edit, by=request.user)
    except ChangedMeanwhile:  # between reading and writing: now the other's values can be shown
        return _save(request, own_person(request, person.public_id))
    except ValidationError as broken:
        return _page(request, own_person(request, person.public_id), shown, data, told=told, broken=broken)
    messages.success(request, f"已保存:{'、'.join(labels)}。" if labels else "没有改动,什么也没有保存。")
    _warn(request, person)
    return see_other(request, person.get_absolute_url())


def _forms(person: Person, shown: Shown, data: QueryDict | None) -> tuple[PersonForm, ChangeForm, Any]:
    bureau, branch_id = person.bureau, shown.initial["branch"]
    told = {"masked_id": shown.masked_id, "id_birth_date": shown.id_birth_date}
    return (
        PersonForm(data, bureau=bureau, branch_id=branch_id, initial=shown.initial, **told),
        ChangeForm(data),
        FamilyFormSet(data, prefix=form_values.PREFIX, initial=shown.family_initial),
    )


def _page(
    request: HttpRequest,
    person: Person,
    shown: Shown,
    data: QueryDict | None = None,
    *,
    told: conflicts.Snapshot | None = None,
    broken: ValidationError | None = None,
    **conflict: Any,
) -> HttpResponse:
    """Show the form, as opened or as posted; a conflict keeps what was seen first, to weigh the choices against."""
    form, change, family = _forms(person, shown, data)
    if broken is not None:
        _tell(form, change, broken)
    context = {
        "form": form,
        "change": change,
        "family": family,
        "person": person,
        "name": shown.name,
        "heading": f"修改 {shown.name} 的资料",
        "lead": "改完以后,在最下面说明是情况变了,还是原来登记错了。",
        "back": person.get_absolute_url(),
        "editor": person.history.select_related("history_user").first() if conflict else None,
        "snapshot": conflicts.seal(person.public_id, told or conflicts.Snapshot(person.version, shown.values)),
    }
    return render(request, TEMPLATE, context | _layout(form) | conflict, status=422 if data is not None else 200)


def _layout(form: PersonForm) -> dict[str, Any]:
    """Return the form's groups, each with its folds."""
    groups = [
        {
            "title": group.title,
            "names": group.names,
            "folds": [
                {"title": f.title, "names": f.names, "is_open": is_open(f, form), "opens": in_words(f.opens)}
                for f in group.folds
            ],
        }
        for group in GROUPS
    ]
    return {"groups": groups}


def _warn(request: HttpRequest, person: Person) -> None:
    """Say what was saved although it disagrees with the ID number."""
    for text in rules.warnings_of_person(vars(person)).values():
        messages.warning(request, text)


def _tell(form: PersonForm, change: ChangeForm | StartForm, broken: ValidationError) -> None:
    """Put a rule's refusal at the fields it is about, or on top."""
    form.is_valid()
    change.is_valid()
    if not isinstance(broken, ImpossibleValues):
        form.add_error(None, broken.messages)
        return
    for field, text in broken.faults.items():
        if field in change.fields:
            change.add_error(field, text)
        else:
            form.add_error(field if field in form.fields else None, text)
