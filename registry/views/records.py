"""One form for each kind of small record about a person; a stale version is shown side by side."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from office.display import Difference
from office.errors import ChangedMeanwhile
from office.roles import Permission
from office.views.access import needs, see_other
from registry.forms.records import FORMS, RecordForm
from registry.models import Person
from registry.records import KINDS, Kind
from registry.views.edit import own_person
from registry.workflows import records as workflows

ANCHORS = {"phone": "family", "assessment": "health"}


@needs(Permission.EDIT_PEOPLE)
def record_create(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    person, sort = own_person(request, public_id), _kind(kind)
    form = FORMS[sort.key](request.POST or None, new=True)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.add_record(person=person, kind=sort, values=form.columns, by=request.user)
        except ValidationError as broken:
            _tell(form, broken)
        else:
            messages.success(request, f"已登记{sort.label}。")
            return see_other(request, _back(person, sort))
    return _page(request, person, sort, form, f"登记 {person.name} 的{sort.label}")


@needs(Permission.EDIT_PEOPLE)
def record_edit(request: HttpRequest, public_id: str, kind: str, record_id: str) -> HttpResponse:
    """Change a record or take it away; what somebody else changed meanwhile is chosen field by field."""
    person, sort = own_person(request, public_id), _kind(kind)
    records = sort.model._default_manager.filter(person=person, withdrawn_on=None)
    record: Any = get_object_or_404(records.select_related("person__bureau"), public_id=record_id)
    names = [name for name in FORMS[sort.key].base_fields if name != "withdrawn_reason"]
    now = {name: getattr(record, name) for name in names}
    form = FORMS[sort.key](_chosen(request, now) if request.method == "POST" else None, new=False, initial=now)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, record, sort, form)
        except ChangedMeanwhile as meanwhile:
            differences = _differences(form, now)
            if not differences:
                _tell(form, meanwhile)
        except ValidationError as broken:
            _tell(form, broken)
        else:
            return see_other(request, _back(person, sort))
    return _page(request, person, sort, form, f"修改 {person.name} 的{sort.label}", differences=differences)


def _save(request: HttpRequest, record: Any, kind: Kind, form: RecordForm) -> None:
    record.version = form.cleaned_data["version"]
    if reason := form.cleaned_data["withdrawn_reason"]:
        workflows.withdraw_record(record=record, kind=kind, reason=reason, by=request.user)
        messages.success(request, f"已撤销这条{kind.label}。")
    else:
        workflows.change_record(record=record, kind=kind, values=form.columns, by=request.user)
        messages.success(request, f"已保存{kind.label}。")


def _chosen(request: HttpRequest, now: dict[str, Any]) -> dict[str, Any]:
    """Return what was posted, with the newer value wherever that was chosen."""
    data: dict[str, Any] = request.POST.dict()
    for name, value in now.items():
        if data.get(f"choose-{name}") == "theirs":
            data[name] = "" if value is None else str(value)
    return data


def _differences(form: RecordForm, now: dict[str, Any]) -> list[Difference]:
    """Return every field whose posted value is not the one that stands now, and let the form go on from there."""
    form.data = dict(form.data) | {"version": now["version"]}
    return [
        Difference(name, str(form.fields[name].label), _words(form, name, value), _words(form, name, now[name]))
        for name, value in form.columns.items()
        if value != now[name]
    ]


def _words(form: RecordForm, name: str, value: Any) -> str:
    choices = getattr(form.fields[name], "choices", None)
    return str(dict(choices).get(value, "")) if choices else "" if value is None else str(value)


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _tell(form: RecordForm, broken: ValidationError) -> None:
    """Put a refusal at the fields it is about, or on top."""
    told = broken.message_dict if hasattr(broken, "error_dict") else {None: broken.messages}
    for name, texts in told.items():
        form.add_error(name if name in form.fields else None, texts)


def _back(person: Person, kind: Kind) -> str:
    return f"{person.get_absolute_url()}#{ANCHORS.get(kind.key, 'home')}"


def _page(
    request: HttpRequest, person: Person, kind: Kind, form: RecordForm, heading: str, *, differences: Any = ()
) -> HttpResponse:
    context = {"person": person, "form": form, "heading": heading, "back": _back(person, kind)}
    status = 422 if form.is_bound else 200
    return render(request, "registry/record_edit.html", context | {"differences": differences}, status=status)
