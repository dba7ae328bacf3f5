"""Home surveys: recorded on screen or from the signed sheet, read again, listed, and printed as blank sheets."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from office import clock
from office.errors import ChangedMeanwhile, RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment
from registry import form_values, looks, survey_sheets, surveys
from registry.errors import ImpossibleValues
from registry.forms.family import FamilyFormSet
from registry.forms.surveys import SheetsForm, SurveyFilterForm, VisitForm
from registry.models import HomeSurvey, Person
from registry.views.edit import own_person
from registry.workflows.surveys import Visit, record_survey

PER_PAGE = 50


@dataclass
class Forms:
    """The three parts of the form: the visit, the facts, the family."""

    visit: VisitForm
    facts: surveys.FactsForm
    family: Any

    def are_valid(self) -> bool:
        return all([self.visit.is_valid(), self.facts.is_valid(), self.family.is_valid()])


@needs(Permission.EDIT_PEOPLE)
def survey_record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record a survey on a form that begins with what is known."""
    person = own_person(request, public_id)
    shown = form_values.shown(person)
    data = request.POST if request.method == "POST" else None
    forms = _forms(request, person, shown, data)
    if data is None or not forms.are_valid():
        return _page(request, person, forms, status=200 if data is None else 422)
    values = dict(forms.visit.cleaned_data)
    person.version = values.pop("version")
    rows = form_values.family_rows(forms.family, shown.members)
    try:
        survey = record_survey(
            person=person, visit=Visit(**values), found=forms.facts.cleaned_data, family=rows, by=request.user
        )
    except ChangedMeanwhile:
        return _told_of_change(request, own_person(request, public_id), forms)
    except ValidationError as broken:
        _tell(forms, broken)
        return _page(request, own_person(request, public_id), forms, status=422)
    messages.success(request, f"已登记 {survey.person.name} 的入户调查。")
    return see_other(request, _after(request) or reverse("registry:survey-detail", args=[survey.public_id]))


def _forms(request: HttpRequest, person: Person, shown: form_values.Shown, data: Any) -> Forms:
    begin = {"version": person.version, "surveyor": request.user.staff_member_id}
    return Forms(
        VisitForm(data, bureau=person.bureau, initial=begin),
        surveys.FactsForm(data, initial=surveys.known(person)),
        FamilyFormSet(data, prefix=form_values.PREFIX, initial=shown.family_initial),
    )


def _page(request: HttpRequest, person: Person, forms: Forms, *, status: int, **more: Any) -> HttpResponse:
    context = {"person": person, "forms": forms, "groups": _groups(), "back": _after(request)}
    return render(request, "registry/survey_record.html", context | more, status=status)


def _groups() -> list[tuple[str, str]]:
    return [(title, " ".join(names)) for title, names in surveys.GROUPS]


def _told_of_change(request: HttpRequest, person: Person, forms: Forms) -> HttpResponse:
    """Show what was typed again beside what stands now where the two differ; saving once more is a decision."""
    now, typed = surveys.texts(surveys.known(person)), surveys.texts(forms.facts.cleaned_data)
    differing = [
        (surveys.label(name), surveys.word(name, now[name]), surveys.word(name, typed[name]))
        for name in surveys.FIELDS
        if now[name] != typed[name]
    ]
    data = request.POST.copy()
    data["version"] = str(person.version)
    again = _forms(request, person, form_values.shown(person), data)
    again.are_valid()
    return _page(request, person, again, status=422, changed=True, differing=differing)


def _tell(forms: Forms, broken: ValidationError) -> None:
    """Put a rule's refusal at the fields it is about, or on top."""
    faults = broken.faults if isinstance(broken, ImpossibleValues) else {}
    for field, text in faults.items():
        if field == "holds_from":
            forms.visit.add_error("surveyed_on", text)
        else:
            forms.facts.add_error(field if field in forms.facts.fields else None, text)
    if not faults:
        forms.visit.add_error(None, broken.messages)


def _after(request: HttpRequest) -> str:
    """Return the page of this site that sent the clerk here, "" without one."""
    back = request.GET.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else ""


@require_safe
@needs(Permission.SEE_PEOPLE)
def survey_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one survey; what it says of illness and in free text only to those who may read it."""
    survey = get_object_or_404(HomeSurvey.objects.visible_to(request.user).for_page(), public_id=public_id)
    looks.note(person=survey.person, by=request.user)
    context = {
        "survey": survey,
        "answers": surveys.answers(survey, request.user),
        "sees_text": request.user.may(Permission.SEE_ILLNESS),
    }
    return render(request, "registry/survey_detail.html", context)


@require_safe
@needs(Permission.SEE_PEOPLE)
def survey_list(request: HttpRequest) -> HttpResponse:
    """List the surveys, newest first, and offer the sheets for the next round."""
    bureau = request.user.bureau
    form = SurveyFilterForm(request.GET, bureau=bureau)
    found = HomeSurvey.objects.visible_to(request.user).for_list()
    if form.is_valid():
        year, branch = form.cleaned_data["year"], form.cleaned_data["branch"]
        found = found.of_year(year) if year else found
        found = found.filter(person__branch__public_id=branch) if branch else found
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "sheets": SheetsForm(bureau=bureau) if request.user.may(Permission.EDIT_PEOPLE) else None,
    }
    return render(request, "registry/survey_list.html", context)


@require_POST
@needs(Permission.EDIT_PEOPLE)
def survey_print(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the sheet of one person."""
    own_person(request, public_id)
    people = survey_sheets.for_sheets(Person.objects.editable_by(request.user).filter(public_id=public_id))
    data = survey_sheets.sheets_pdf(people, scope=people[0].name, by=request.user)
    return attachment(data, "入户调查表.pdf", PDF)


@require_POST
@needs(Permission.EDIT_PEOPLE)
def survey_sheets_print(request: HttpRequest) -> HttpResponse:
    """Answer the sheets of everybody living in one branch, or in the bureau."""
    form = SheetsForm(request.POST, bureau=request.user.bureau)
    if not form.is_valid():
        messages.error(request, "没有这个党支部,请重新选择。")
        return see_other(request, reverse("registry:survey-list"))
    branch = form.cleaned_data["branch"]
    people = Person.objects.editable_by(request.user).living(clock.today())
    people = people.filter(branch=branch) if branch else people
    scope = branch.name if branch else "全部党支部"
    try:
        data = survey_sheets.sheets_pdf(survey_sheets.for_sheets(people), scope=scope, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return see_other(request, reverse("registry:survey-list"))
    return attachment(data, f"入户调查表-{scope}.pdf", PDF)
