"""The search box: posted, because an ID number never stands in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from office.models import User
from office.roles import Permission
from office.views.access import needs, see_other
from registry import hooks
from registry.forms.lists import found_by
from registry.models import Person
from registry.person_page import state_of

SHOWN = 50
LONGEST = 60


@require_POST
@needs(Permission.SEE_PEOPLE, Permission.LOG_CONTACTS, Permission.GIVE_OPINION)
def search(request: HttpRequest) -> HttpResponse:
    """Find people in the user's scope: one opens their page, several are listed. Rule: R-61."""
    text = request.POST.get("q", "").strip()[:LONGEST]
    people = Person.objects.visible_to(request.user).filter(found_by(text, request.user))
    found = list(people.select_related("branch").order_by("pinyin", "id")[: SHOWN + 1])
    if len(found) == 1 and (url := page_of(request.user, found[0])):
        return see_other(request, url)
    rows = [(person, page_of(request.user, person), *state_of(person)) for person in found[:SHOWN]]
    context = {"text": text, "rows": rows, "many": len(found) > SHOWN, "by_number": by_number(request.user)}
    return render(request, "registry/search_results.html", context)


def page_of(user: User, person: Person) -> str:
    """Return where this user reads about the person; "" where no page of theirs does."""
    if user.may(Permission.SEE_PEOPLE):
        return person.get_absolute_url()
    return next((url for link in hooks.PERSON_LINKS if (url := link(user, person))), "")


def by_number(user: User) -> str:
    """Return the numbers by which this user finds people, in words."""
    if user.may(Permission.SEE_PEOPLE):
        return "电话、整个证件号或证件号末四位"
    return "电话" if user.may(Permission.LOG_CONTACTS) else ""
