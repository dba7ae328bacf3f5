"""A helper's own pages: the people paired with them today, and nothing else."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from casework import stays
from casework.forms.contact_parts import raised_rows
from casework.forms.contacts import OwnContactForm
from casework.forms.needs import NeedForm, ReportForm
from casework.models import Contact, Emergency, HelperReport, Need, Shift
from casework.querysets.duties import MISSING
from casework.querysets.people import overdue
from casework.querysets.visits import EVERYBODY, Card, cards_context, own_duty_rows, own_people_of
from casework.views.posting import posted
from casework.workflows.contacts import record_contact
from casework.workflows.needs import raise_need
from casework.workflows.reports import send_report
from office import clock
from office.errors import RuleBroken
from office.models import StaffMember
from office.roles import Permission
from office.views.access import needs, see_other
from registry import looks
from registry.models import HospitalContact, Person

HOME = "casework:helper-home"


@require_GET
@needs(Permission.LOG_CONTACTS)
def home(request: HttpRequest) -> HttpResponse:
    """Show one's own people as cards, the most urgent first, or the overdue alone."""
    late = request.GET.get("show") == "overdue"
    shifts = Shift.objects.planned().filter(helper=request.user.staff_member_id).select_related("person")
    context = {
        **cards_context(request.user, only=overdue(clock.today()) if late else EVERYBODY),
        "late": late,
        "reports": HelperReport.objects.filter(sent_by_id=request.user.pk).for_list()[:5],
        "needs": _assigned(request),
        "duties": own_duty_rows(request.user).filter(MISSING).count(),
        "emergencies": Emergency.objects.visible_to(request.user).going_on().for_list(),
        "shifts": [shift for shift in shifts if shift.on <= clock.today()],
        "later": [shift for shift in shifts if shift.on > clock.today()],
        "today": clock.today(),
    }
    return render(request, "casework/helper_home.html", context)


def _assigned(request: HttpRequest) -> QuerySet[Need]:
    """Return the open needs that are this person's to see to; an account of nobody has none."""
    me = request.user.staff_member_id
    return Need.objects.open().filter(assigned_to_id=me).for_list() if me else Need.objects.none()


def _own(request: HttpRequest) -> QuerySet[Person]:
    return own_people_of(request.user)


@require_GET
@needs(Permission.LOG_CONTACTS)
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a visit to one of one's own people needs to know."""
    get_object_or_404(_own(request), public_id=public_id)
    context = cards_context(request.user, public_id=public_id)
    card = context["cards"][0]
    looks.note(person=card.person, by=request.user)
    contacts = Contact.objects.visible_to(request.user).of_person(card.person).valid().newest().for_list()[:10]
    shown = {
        "card": card,
        "contacts": contacts,
        "hospital_contacts": _ring(request, card),
        "hospital_due": _due(request, card),
    }
    return render(request, "casework/helper_person.html", context | shown)


def _due(request: HttpRequest, card: Card) -> list[stays.Due]:
    """Return what somebody in hospital, or lately out of it, asks of their helper."""
    found = stays.stays_of(request.user).filter(person=card.person)
    rows = stays.going_on(found) | stays.to_call(found, clock.today())
    numbers = stays.numbers_of(request.user.bureau)
    return [due for stay in rows if (due := stays.due_of_stay(stay, numbers))]


def _ring(request: HttpRequest, card: Card) -> list[HospitalContact]:
    """Return whom to ring in the hospital where somebody lies."""
    if card.stay is None:
        return []
    return list(HospitalContact.objects.filter(bureau=request.user.bureau, hospital=card.stay.hospital, ended_on=None))


@require_http_methods(["GET", "POST"])
@needs(Permission.LOG_CONTACTS)
def contact(request: HttpRequest) -> HttpResponse:
    """Log a visit or a call of one's own. Rule: R-575."""
    people = _own(request)
    form = OwnContactForm(request.POST or None, request.FILES or None, people=people, user=request.user)
    rows = raised_rows(posted(request))
    if request.method == "GET":
        form.initial["persons"] = _asked(request, people)
        form.initial["made_for"] = request.GET.get("made_for")
        form.start_as(request.GET.get("kind", ""))
    if values := form.whole(rows):
        helpers = list(StaffMember.objects.filter(account__username=request.user.get_username()))
        try:
            record_contact(by=request.user, helpers=helpers, **values)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            needs_text = f",诉求 {len(values['raised'])} 项由经办人分派办理" if values["raised"] else ""
            messages.success(request, f"已登记{needs_text}。")
            return see_other(request, reverse(HOME))
    wrong = form.errors or (rows.is_bound and any(rows.errors))
    context = {"form": form, "rows": rows}
    return render(request, "casework/helper_contact.html", context, status=422 if wrong else 200)


def _asked(request: HttpRequest, people: QuerySet[Person]) -> list[str]:
    """Return whom to tick: the one named in the address, or the only one there is."""
    own = list(people.values_list("public_id", flat=True)[:20])
    asked = [public_id for public_id in request.GET.getlist("person") if public_id in own]
    return asked or (own if len(own) == 1 else [])


@require_http_methods(["GET", "POST"])
@needs(Permission.LOG_CONTACTS)
def need(request: HttpRequest, public_id: str) -> HttpResponse:
    """Raise a need of one of one's own people."""
    person = get_object_or_404(_own(request), public_id=public_id)
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            raise_need(person=person, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, f"已登记 {person.name} 的诉求,经办人会分派办理。")
            return see_other(request, reverse("casework:helper-person", args=[public_id]))
    context = {"form": form, "person": person}
    return render(request, "casework/helper_need.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.LOG_CONTACTS)
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Report a death or a hospital stay for a caseworker to confirm."""
    person = get_object_or_404(_own(request), public_id=public_id)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            send_report(person=person, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已报给经办人核实,结果会显示在这里。")
            return see_other(request, reverse(HOME))
    context = {"form": form, "person": person}
    return render(request, "casework/helper_report.html", context, status=422 if form.errors else 200)
