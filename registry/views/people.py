"""One person's page: who, how they live, what they need, who helps; the history of every field; the ID number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from office import clock
from office.display import Action, Confirmation
from office.purposes import PurposeForm
from office.querystrings import changed
from office.roles import Permission
from office.views.access import needs, see_other
from registry import hooks, looks, person_page, timeline
from registry.errors import PurposeMissing
from registry.forms.timeline import TimelineForm
from registry.history import LIMIT, changes_of
from registry.models import Person
from registry.workflows import people as workflows


def visible_person(request: HttpRequest, public_id: str) -> Person:
    """Return the person within the user's scope, and note the look; anybody else's is 404. Rule: R-340."""
    people = Person.objects.visible_to(request.user).select_related(
        "branch", "bureau", "deceased", "details", *hooks.PERSON_RELATED
    )
    person = get_object_or_404(people, public_id=public_id)
    looks.note(person=person, by=request.user)
    return person


@require_safe
@needs(Permission.SEE_PEOPLE)
def person_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show everything about one person that this user may see. Queries: at most twelve."""
    person = visible_person(request, public_id)
    panels = [panel for hook in hooks.PERSON_PANELS for panel in hook(request.user, person)]
    context = {
        "person": person,
        "page": person_page.compose(request.user, person, panels),
        "care_panels": [panel for panel in panels if panel.anchor == "care"],
        "money_panels": [panel for panel in panels if panel.anchor == "money"],
        "show_bureau": person.bureau_id != request.user.bureau_id,
        "actions": _actions(request, person),
        "timeline_kinds": timeline.kinds(request.user),
        "may_extract": request.user.may(Permission.EXTRACT_PERSON) and person.bureau_id == request.user.bureau_id,
        "may_see_looks": request.user.may(Permission.SEE_AUDIT),
    }
    return render(request, "registry/person_detail.html", context)


def _actions(request: HttpRequest, person: Person) -> list[Action]:
    user = request.user
    offered = [Action(label, url) for hook in hooks.PERSON_ACTIONS for label, url in hook(user, person)]
    if offered:
        offered[0] = Action(offered[0].label, offered[0].url, primary=True)
    if user.may(Permission.EDIT_PEOPLE) and user.bureau_id == person.bureau_id:
        if person.died_on is None:
            offered.append(Action("登记入户调查", reverse("registry:survey-record", args=[person.public_id])))
        offered.append(Action("修改资料", reverse("registry:person-edit", args=[person.public_id])))
    return offered


@require_safe
@needs(Permission.SEE_PEOPLE)
def person_timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one timeline over everything, newest first, by kind and year; a fragment of it stands on the page."""
    person = visible_person(request, public_id)
    kinds, years = timeline.offered(request.user, person)
    form = TimelineForm(request.GET, kinds=kinds, years=years)
    page = timeline.read(request.user, person, form.asked)
    context = {
        "person": person,
        "form": form,
        "page": page,
        "newest": "before" not in request.GET,
        "older": changed(request, before=page.further) if page.further else "",
        "top": changed(request, before=None),
    }
    return render(request, "registry/person_timeline.html", context)


@require_safe
@needs(Permission.SEE_HISTORY)
def person_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who changed which field when, old and new; fields the user may not see are left out."""
    person = visible_person(request, public_id)
    changes = changes_of(person, request.user)
    return render(request, "registry/person_history.html", {"person": person, "changes": changes, "limit": LIMIT})


@needs(Permission.REVEAL_ID)
def id_reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the whole ID number and record who looked; who looked at many is asked what for."""
    person = visible_person(request, public_id)
    workflows.check_may_reveal(request.user, person)
    if request.method != "POST":
        return _ask_purpose(request, person, PurposeForm())
    form = PurposeForm(request.POST if "purpose" in request.POST else None)
    if form.is_bound and not form.is_valid():
        return _ask_purpose(request, person, form)
    purpose = form.cleaned_data["purpose"] if form.is_bound else ""
    try:
        number = workflows.reveal_id(person=person, by=request.user, purpose=purpose)
    except PurposeMissing as missing:
        if getattr(request, "htmx", False):
            return see_other(request, request.path)
        return _ask_purpose(request, person, PurposeForm(), str(missing))
    if getattr(request, "htmx", False):
        return render(request, "registry/_id_number.html", {"number": number})
    return render(request, "registry/id_number.html", {"person": person, "number": number, "at": clock.now()})


def _ask_purpose(request: HttpRequest, person: Person, form: PurposeForm, why: str = "") -> HttpResponse:
    sentence = f"{why or '查看多人的完整证件号,请写明用途。'}用途和这次查看都记入审计记录。"
    confirm = Confirmation(f"查看 {person.name} 的身份证号", sentence, "查看", person.get_absolute_url())
    status = 422 if form.errors or why else 200
    return render(request, "components/confirm_page.html", {"confirm": confirm, "form": form}, status=status)
