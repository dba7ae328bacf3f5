"""What waits around stays in hospital, emergencies and hours of help."""

from collections.abc import Iterator

from django.urls import reverse

from casework import stays
from casework.models import Emergency, Shift
from casework.querysets.people import cared_for, overdue
from casework.todo.care import NEXT_DUE
from office import clock
from office.models import User
from office.roles import Permission
from office.todo import DUE, KNOWN, Line, line

NAME, TOLD = "person__name", "told_at"


def emergencies(user: User) -> Iterator[Line]:
    """Yield the emergencies going on for who keeps or reads them, and a helper's: of own people, or in their charge.

    Rule: R-574.
    """
    visible = Emergency.objects.visible_to(user)
    if user.may(Permission.SEE_ILLNESS) and user.may(Permission.SEE_CASEWORK):
        kind = DUE if user.may(Permission.EDIT_CASEWORK) else KNOWN
        url = reverse("casework:emergency-list")
        yield line(kind, "没有办结的特情", visible.going_on(), url, "warn", names=NAME, since=TOLD)
        late, url, again = visible.late(clock.now()), url + "?show=late", kind == DUE
        yield line(DUE, "超过时限的特情", late, url, "bad", names=NAME, since=TOLD, again=again, urgent=True)
    elif user.staff_member_id and user.may(Permission.LOG_CONTACTS):
        url = reverse("casework:helper-home") + "#emergencies"
        yield line(DUE, "没有办结的特情", visible.going_on(), url, "bad", names=NAME, since=TOLD, urgent=True)


def people_to_see(user: User) -> Iterator[Line]:
    """Yield whom to see in hospital, whom to ring after it, and who else is overdue: each once. Queries: three.

    Rule: R-571.
    """
    if not user.may(Permission.EDIT_CASEWORK):
        return
    url, today, found = reverse("casework:stay-list"), clock.today(), stays.stays_of(user)
    numbers = stays.numbers_of(user.bureau)
    waiting = stays.to_visit(found, today, numbers)
    yield line(DUE, "住院待看望", waiting, url + "?show=visit", names=NAME, since="admitted_on")
    to_call = stays.to_call(found, today)
    yield line(DUE, "出院后待联系", to_call, url + "?show=call", names=NAME, since="discharged_on")
    others = cared_for(user).filter(overdue(today)).exclude(stays.on_their_lists(found, today, numbers))
    url = reverse("casework:contact-schedule") + "?show=apart"
    yield line(DUE, "逾期未联系的人", others, url, "bad", names="name", since=NEXT_DUE)


def shifts(user: User) -> Iterator[Line]:
    if user.may(Permission.LOG_CONTACTS) and user.staff_member_id:
        own = Shift.objects.to_settle(clock.today()).filter(helper=user.staff_member_id)
        yield line(DUE, "我的陪护值班", own, reverse("casework:helper-home") + "#shifts", names=NAME, since="on")


SOURCES = [emergencies, people_to_see, shifts]
