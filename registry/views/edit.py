"""Registering and editing a person with the family; what happens when somebody else was quicker."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from office.display import Difference
from office.errors import ChangedMeanwhile, RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from registry import conflicts, form_values
from registry.errors import ImpossibleValues
from registry.form_values import Shown
from registry.forms.people import ChangeForm, FamilyFormSet, PersonForm
from registry.models import Person
from registry.workflows import people as workflows


def own_person(request: HttpRequest, public_id: str) -> Person:
    """Return a person of the user's own bureau with the branch; anybody else's is 404."""
    people = Person.objects.editable_by(request.user).select_related("branch", "bureau")
    return get_object_or_404(people, public_id=public_id)


@needs(Permission.EDIT_PEOPLE)
def person_create(request: HttpRequest) -> HttpResponse:
    """Register a person who is in no roster."""
    data = request.POST or None
    form = PersonForm(data, bureau=request.user.bureau)
    change, family = ChangeForm(data), FamilyFormSet(data, prefix=form_values.PREFIX)
    if data and all([form.is_valid(), change.is_valid(), family.is_valid()]):
        edit = form_values.edit_of(form, change, family, members={})
        try:
            person = workflows.create_person(bureau=request.user.bureau, edit=edit, by=request.user)
        except RuleBroken as broken:
            _tell(form, broken)
        else:
            messages.success(request, f"已登记 {person.name}。")
            return see_other(request, person.get_absolute_url())
    context = {"form": form, "change": change, "family": family, "heading": "新增人员", "back": "/people/"}
    return render(request, "registry/person_edit.html", context, status=422 if data else 200)


@needs(Permission.EDIT_PEOPLE)
def person_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Edit a person and the family; a version somebody else changed is shown side by side, nothing is lost."""
    person = own_person(request, public_id)
    shown = form_values.shown(person)
    if request.method == "POST":
        return _save(request, person, shown)
    return _page(request, person, shown)


def _save(request: HttpRequest, person: Person, shown: Shown) -> HttpResponse:
    """Save the posted form, unless somebody else changed what this editor has not been shown."""
    snapshot = conflicts.unseal(request.POST.get("snapshot", ""), person.public_id)
    if snapshot is None:
        broken = RuleBroken("这一页打开太久或不完整,没有保存。请核对下面的内容后再保存一次。")
        return _page(request, person, shown, data=request.POST, broken=broken)
    posted = form_values.posted(request.POST)
    found = conflicts.differences(snapshot.shown, shown.values, posted, shown.labels, shown.words)
    if found and (snapshot.version != person.version or conflicts.undecided(found, request.POST)):
        told = conflicts.Snapshot(person.version, snapshot.shown)
        return _page(request, person, shown, data=request.POST, found=found, snapshot=told)
    data = form_values.applied(request.POST, conflicts.overrides(found, request.POST, shown.values))
    forms = _forms(person, shown, data)
    if not all([form.is_valid() for form in forms]):
        return _page(request, person, shown, data=data)
    try:
        labels = workflows.edit_person(
            person=person, edit=form_values.edit_of(*forms, members=shown.members), by=request.user
        )
    except ChangedMeanwhile:  # between reading and writing: now the other's values can be shown
        fresh = own_person(request, person.public_id)
        return _save(request, fresh, form_values.shown(fresh))
    except ValidationError as broken:
        return _page(request, person, shown, data=data, broken=broken)
    messages.success(request, f"已保存:{'、'.join(labels)}。" if labels else "没有改动,什么也没有保存。")
    return see_other(request, person.get_absolute_url())


def _forms(person: Person, shown: Shown, data: QueryDict | None) -> tuple[PersonForm, ChangeForm, Any]:
    return (
        PersonForm(data, bureau=person.bureau, masked_id=person.masked_id, initial=shown.initial),
        ChangeForm(data),
        FamilyFormSet(data, prefix=form_values.PREFIX, initial=shown.family_initial),
    )


def _page(
    request: HttpRequest,
    person: Person,
    shown: Shown,
    *,
    data: QueryDict | None = None,
    found: list[Difference] | None = None,
    snapshot: conflicts.Snapshot | None = None,
    broken: ValidationError | None = None,
) -> HttpResponse:
    """Show the form, as opened or as posted; a conflict keeps what was seen first, to weigh the choices against."""
    form, change, family = _forms(person, shown, data)
    if broken is not None:
        _tell(form, broken)
    context = {
        "form": form,
        "change": change,
        "family": family,
        "person": person,
        "heading": f"修改 {person.name}",
        "back": person.get_absolute_url(),
        "differences": found or [],
        "snapshot": conflicts.seal(person.public_id, snapshot or conflicts.Snapshot(person.version, shown.values)),
    }
    return render(request, "registry/person_edit.html", context, status=422 if data else 200)


def _tell(form: PersonForm, broken: ValidationError) -> None:
    """Put a rule's refusal at the field it is about, or on top."""
    if isinstance(broken, ImpossibleValues):
        form.is_valid()
        for field, text in broken.faults.items():
            form.add_error(field if field in form.fields else None, text)
    else:
        form.is_valid()
        form.add_error(None, broken)
