"""Pages of suggestions: the list, a person's rules line by line, a rule's own page, and declining."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from office import clock, policy
from office.errors import RuleBroken
from office.purposes import PurposeForm
from office.querystrings import changed
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import attachment
from registry import suggestion_page, todo
from registry.categories.choices import Rule, State
from registry.categories.evaluation import rules_for
from registry.categories.explanation import STANDARD, wanted, with_unit
from registry.categories.rules import RULES, RuleVersion
from registry.categories.suggestions import Suggestion, suggestions
from registry.choices import PersonKind
from registry.exports_suggestions import export_suggestions
from registry.forms.suggestions import AsOfForm, DeclineForm, SuggestionFilterForm
from registry.models import DeclinedSuggestion, Person
from registry.views.edit import own_person
from registry.views.people import visible_person
from registry.workflows import suggestions as workflows

PER_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What the address asks for: everything the filters of people leave, and of it the list itself."""

    form: SuggestionFilterForm
    on: date
    versions: list[RuleVersion]
    found: list[Suggestion]
    listed: list[Suggestion]


def asked(request: HttpRequest) -> Asked:
    """Return the suggestions the address asks for, as far as the user may see them."""
    user, on = request.user, AsOfForm(request.GET).day
    versions = rules_for(user, on)
    form = SuggestionFilterForm(request.GET, user=user, versions=versions)
    people = form.narrow(Person.objects.visible_to(user)).order_by("pinyin", "pk")
    found = suggestions(people, on=on, versions=versions)
    return Asked(form, on, versions, found, [one for one in found if form.picks(one)])


@require_safe
@needs(Permission.EDIT_PEOPLE)
def suggestion_count(request: HttpRequest) -> HttpResponse:
    """Answer the number that stands before the line of my work, which fetches it."""
    return HttpResponse(todo.suggestions_counted(request.user, clock.today()))


@require_safe
@needs(Permission.SEE_PEOPLE)
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """Show what the rules suggest, with the counts of every rule and state. Queries: at most twelve."""
    of = asked(request)
    if of.form.has_error("q"):  # perhaps an ID number: it leaves the address at once
        messages.warning(request, of.form.errors["q"][0])
        return redirect(changed(request, q=None, page=None))
    page = Paginator(of.listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": of.form,
        "page": page,
        "rows": [suggestion_page.row(one) for one in page],
        "on": of.on,
        "states": State.choices,
        "rules": suggestion_page.counted(of.found, of.versions),
        "no_standard": any(not one.verdict.person.number(STANDARD) for one in of.found),
        "decides_nothing": suggestion_page.DECIDES_NOTHING,
        "may_export": request.user.may(Permission.EXPORT_PEOPLE),
    }
    return render(request, "registry/suggestion_list.html", context)


@needs(Permission.EXPORT_PEOPLE)
def suggestion_export(request: HttpRequest) -> HttpResponse:
    """Ask what for; answer exactly the list the address asks for as a workbook."""
    form = PurposeForm(request.POST if request.method == "POST" else None)
    of = asked(request)
    if form.is_valid():
        data = export_suggestions(of.listed, on=of.on, user=request.user, purpose=form.cleaned_data["purpose"])
        return attachment(data, f"帮扶建议-{of.on}.xlsx")
    back = changed(request, page=None).replace("export/", "", 1)
    context = {"form": form, "count": len(of.listed), "on": of.on, "back": back}
    return render(request, "registry/suggestion_export.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs(Permission.SEE_PEOPLE)
def person_suggestions(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what every rule says of one person, and why; with ?part only what the person's own page fetches."""
    person = visible_person(request, public_id)
    form = AsOfForm(request.GET or None, initial={"as_of": clock.today()})
    on = form.day
    own = Person.objects.filter(pk=person.pk)
    found = suggestions(own, on=on, versions=rules_for(request.user, on))
    context = {
        "person": person,
        "form": form,
        "on": on,
        "cards": suggestion_page.cards(request.user, person, found, on, clock.today()),
        "decides_nothing": suggestion_page.DECIDES_NOTHING,
        "may_edit": request.user.may(Permission.EDIT_PEOPLE) and request.user.bureau_id == person.bureau_id,
    }
    template = "_suggestion_panel" if "part" in request.GET else "suggestion_person"
    return render(request, f"registry/{template}.html", context)


@require_safe
@needs(Permission.SEE_PEOPLE)
def suggestion_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """Show a rule: its wording, since when, its source, and the numbers it hangs on."""
    on = clock.today()
    versions = sorted((one for one in RULES if one.rule == rule and one.holds_from <= on), key=_since, reverse=True)
    if not versions:
        raise Http404
    current, bureau = versions[0], request.user.bureau_id or 0
    numbers = policy.in_force(current.numbers, bureaus=[bureau], on=on)[bureau]
    context = {
        "rule": current,
        "groups": [[(check.label, wanted(check, numbers)) for check in group] for group in current.groups],
        "kinds": [PersonKind(kind).label for kind in current.kinds],
        "numbers": [(policy.SHIPPED[code].label, with_unit(code, one), one) for code, one in numbers.items()],
        "earlier": versions[1:],
        "ever": policy.EVER,
        "may_list": current in rules_for(request.user, on),
        "decides_nothing": suggestion_page.DECIDES_NOTHING,
    }
    return render(request, "registry/suggestion_rule.html", context)


def _since(version: RuleVersion) -> date:
    return version.holds_from


def _own_suggestion(request: HttpRequest, public_id: str, rule: str) -> tuple[Person, Suggestion]:
    """Return a person of the own bureau and what the rule says of them today; 404 for a rule not meant for them."""
    person, on = own_person(request, public_id), clock.today()
    versions = [version for version in rules_for(request.user, on) if version.rule == rule]
    found = suggestions(Person.objects.filter(pk=person.pk), on=on, versions=versions)
    if not found:
        raise Http404
    return person, found[0]


def _back(person: Person, rule: str) -> str:
    return reverse("registry:person-suggestions", args=[person.public_id]) + f"#{rule}"


@needs(Permission.EDIT_PEOPLE)
def suggestion_decline(request: HttpRequest, public_id: str, rule: str) -> HttpResponse:
    """Decline a suggestion with a reason."""
    person, suggestion = _own_suggestion(request, public_id, rule)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.decline(person=person, suggestion=suggestion, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已标为不采纳;依据的情况变了,会重新提示。")
            return see_other(request, _back(person, rule))
    context = {"person": person, "form": form, "back": _back(person, rule), "suggestion": suggestion}
    context["summary"] = suggestion_page.row(suggestion).summary
    return render(request, "registry/suggestion_decline.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.EDIT_PEOPLE)
@require_POST
def suggestion_restore(request: HttpRequest, public_id: str, rule: str) -> HttpResponse:
    """Take a decline back."""
    person = own_person(request, public_id)
    rows = DeclinedSuggestion.objects.filter(ended_on=None).select_related("person__bureau")
    row = get_object_or_404(rows, person=person, rule=Rule(rule) if rule in Rule.values else "")
    workflows.restore(row=row, by=request.user)
    messages.success(request, "已恢复这条建议。")
    return see_other(request, _back(person, rule))
