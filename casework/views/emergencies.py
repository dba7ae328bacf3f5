"""Pages of calls, people in hospital, emergencies and help in manpower."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework import stays
from casework.choices.emergencies import EmergencyStatus
from casework.forms.emergencies import (
    AnswerForm,
    CallForm,
    CloseForm,
    EmergencyFilter,
    SettleForm,
    ShiftForm,
    StayFilter,
)
from casework.models import Emergency, Shift
from casework.permissions.emergencies import check_can_answer, check_can_close, check_can_plan, check_can_settle
from casework.querysets import people
from casework.views.paging import page_of
from casework.workflows import emergencies as workflows
from office import clock
from office.errors import Refused, RuleBroken
from office.models import StaffMember, User
from office.roles import Permission
from office.views.access import needs, see_other
from registry.models import HospitalContact, Person


@require_GET
@needs(Permission.SEE_ILLNESS)
def stay_list(request: HttpRequest) -> HttpResponse:
    """List who is in hospital, with ward, bed, family and helper, and what is due for each."""
    form, today = StayFilter(request.GET), clock.today()
    numbers = stays.numbers_of(request.user.bureau)
    which = form.cleaned_data["show"] if form.is_valid() else ""
    rows = stays.shown(stays.stays_of(request.user), which, today, numbers).select_related("person")
    page = page_of(request, rows.order_by("admitted_on", "pk"))
    helpers = people.helper_names([stay.person_id for stay in page], today)
    for stay in page:
        stay.helper_name = helpers.get(stay.person_id, "")
        stay.due = stays.due_of_stay(stay, numbers)
    contacts = HospitalContact.objects.filter(bureau=request.user.bureau, ended_on=None)
    context = {"form": form, "page": page, "today": today, "contacts": contacts, "may_edit": _edits(request.user)}
    return render(request, "casework/stay_list.html", context | {"own": request.user.bureau_id})


def _edits(user: User) -> bool:
    return user.may(Permission.EDIT_CASEWORK)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def call_record(request: HttpRequest) -> HttpResponse:
    """Write down a family's call."""
    form = CallForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _recorded(request, form)
        except RuleBroken as exc:
            form.add_error(None, exc)
    if request.method == "GET":
        form.start_with(request.GET.get("person", ""))
    contacts = HospitalContact.objects.filter(bureau=request.user.bureau, ended_on=None)
    context = {"form": form, "contacts": contacts, "helpers": _staff(request.user)}
    return render(request, "casework/call_record.html", context, status=422 if form.errors else 200)


def _staff(user: User):
    serving = StaffMember.objects.filter(bureau=user.bureau_id).serving(clock.today())
    return people.with_people_count(serving, clock.today())[:300]


def _recorded(request: HttpRequest, form: CallForm) -> HttpResponse:
    person = form.cleaned_data["person"]
    stay, emergency = workflows.record_call(person=person, call=form.call(), by=request.user)
    if stay is not None:
        messages.success(request, f"已登记 {person.name} 住院,联系人和结对领导会看到病区、床号和家属电话。")
    if emergency is None:
        return see_other(request, reverse("casework:stay-list"))
    messages.info(request, f"特情已交 {emergency.lead.name},应在 {_moment(emergency.due_at)} 前到场。")
    return see_other(request, _url(emergency))


def _moment(at) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


def _url(emergency: Emergency) -> str:
    return reverse("casework:emergency-detail", args=[emergency.public_id])


@require_GET
@needs(Permission.SEE_ILLNESS)
def emergency_list(request: HttpRequest) -> HttpResponse:
    """List emergencies, by default those going on, the nearest due first."""
    form = EmergencyFilter(request.GET)
    which = form.cleaned_data["show"] if form.is_valid() else ""
    rows = Emergency.objects.visible_to(request.user).shown(which, clock.now())
    context = {"form": form, "page": page_of(request, rows.for_list()), "now": clock.now(), "today": clock.today()}
    return render(request, "casework/emergency_list.html", context | {"may_edit": _edits(request.user)})


ACTS: dict[str, tuple[type[Form], Callable[..., Emergency]]] = {
    "answer": (AnswerForm, workflows.answer_emergency),
    "close": (CloseForm, workflows.close_emergency),
}


@require_GET
@needs(Permission.SEE_ILLNESS, Permission.LOG_CONTACTS)
def emergency_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _emergency_or_404(request, public_id))


def _emergency_or_404(request: HttpRequest, public_id: str) -> Emergency:
    return get_object_or_404(Emergency.objects.visible_to(request.user).for_list(), public_id=public_id)


def _page(request: HttpRequest, emergency: Emergency, act: str = "", form: Form | None = None) -> HttpResponse:
    if form is None:
        act = _open_act(request.user, emergency)
        form = ACTS[act][0]() if act else None
    contacts = HospitalContact.objects.filter(bureau=emergency.person.bureau_id, ended_on=None)
    context = {
        "emergency": emergency,
        "act": act,
        "form": form,
        "late": emergency.is_late(clock.now()),
        "shifts": Shift.objects.of_person(emergency.person).filter(on__gte=emergency.told_at.date()),
        "office": request.user.may(Permission.SEE_CASEWORK),
        "contacts": contacts,
    }
    return render(request, "casework/emergency_detail.html", context, status=422 if form and form.errors else 200)


def _open_act(user: User, emergency: Emergency) -> str:
    """Return what the user may do with the emergency now, "" for nothing. Queries: one for a helper."""
    try:
        if emergency.status == EmergencyStatus.OPEN:
            check_can_answer(user, emergency)
            return "answer"
        check_can_close(user, emergency)
    except Refused:
        return ""
    return "close" if emergency.status == EmergencyStatus.ANSWERED else ""


@require_POST
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS)
def emergency_act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Say that somebody is there, or how it ended."""
    emergency = _emergency_or_404(request, public_id)
    (check_can_answer if act == "answer" else check_can_close)(request.user, emergency)
    made, workflow = ACTS[act]
    form = made(request.POST)
    if form.is_valid():
        try:
            workflow(emergency_id=emergency.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已登记。")
            return see_other(request, _url(emergency))
    return _page(request, emergency, act, form)


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_ILLNESS)
def shift_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who is with a person when; a caseworker plans more hours."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("bureau"), public_id=public_id)
    if request.method == "POST":
        check_can_plan(request.user, person)
    form = ShiftForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            shift = workflows.plan_shift(person=person, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, f"已排 {shift.on} {shift.who}。")
            return see_other(request, reverse("casework:shift-list", args=[public_id]))
    return _shift_page(request, person, form)


def _shift_page(request: HttpRequest, person: Person, form: ShiftForm) -> HttpResponse:
    keeps = _edits(request.user) and person.bureau_id == request.user.bureau_id
    numbers, found = stays.numbers_of(person.bureau), stays.stays_of(request.user).filter(person=person)
    rows = list(stays.going_on(found) | stays.to_call(found, clock.today()))
    for stay in rows:
        stay.due = stays.due_of_stay(stay, numbers)
    context = {
        "rows": rows,
        "emergencies": Emergency.objects.going_on().filter(person=person).for_list(),
        "waiting": Shift.objects.of_person(person).planned().count(),
        "person": person,
        "page": page_of(request, Shift.objects.of_person(person).order_by("-on", "-starts_at")),
        "form": form if keeps and person.died_on is None else None,
        "keeps": keeps,
        "today": clock.today(),
        "helpers": _staff(request.user) if keeps else [],
    }
    return render(request, "casework/shift_list.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS)
def shift_settle(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether somebody was there; a helper says it of their own hours."""
    shifts = Shift.objects.filter(person__in=Person.objects.visible_to(request.user)).select_related("person")
    own = Shift.objects.filter(helper=request.user.staff_member_id).select_related("person")
    shift = get_object_or_404(shifts if _edits(request.user) else own, public_id=public_id)
    check_can_settle(request.user, shift)
    form = SettleForm(request.POST)
    try:
        if not form.is_valid():
            raise RuleBroken("请选明已到还是未到。")
        workflows.settle_shift(shift_id=shift.pk, by=request.user, **form.cleaned_data)
    except RuleBroken as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, "已登记。")
    office = reverse("casework:shift-list", args=[shift.person.public_id])
    return see_other(request, office if _edits(request.user) else reverse("casework:helper-home"))
