"""What waits around stays in hospital, emergencies and hours of help."""

from collections.abc import Iterator

from django.urls import reverse

from casework import stays
from casework.models import Emergency, Shift
from office import clock
from office.models import User
from office.roles import Permission
from office.todo import DUE, KNOWN, Line, line

NAME = "person__name"


def emergencies(user: User) -> Iterator[Line]:
    """Yield the emergencies going on for who keeps or reads them, and one's own for who is in charge."""
    visible = Emergency.objects.visible_to(user)
    if user.may(Permission.SEE_ILLNESS) and user.may(Permission.SEE_CASEWORK):
        kind = DUE if user.may(Permission.EDIT_CASEWORK) else KNOWN
        url = reverse("casework:emergency-list")
        yield line(kind, "没有办结的特情", visible.going_on(), url, "warn", names=NAME)
        yield line(DUE, "超过时限的特情", visible.late(clock.now()), url + "?show=late", "bad", names=NAME)
    elif user.staff_member_id and user.may(Permission.LOG_CONTACTS):
        own = visible.going_on().filter(lead=user.staff_member_id)
        yield line(DUE, "由您处置的特情", own, reverse("casework:helper-home"), "bad", names=NAME)


def in_hospital(user: User) -> Iterator[Line]:
    """Yield whom to see in hospital and whom to ring after it. Queries: three."""
    if not user.may(Permission.EDIT_CASEWORK):
        return
    url, today, found = reverse("casework:stay-list"), clock.today(), stays.stays_of(user)
    waiting = stays.to_visit(found, today, stays.numbers_of(user.bureau))
    yield line(DUE, "住院待看望", waiting, url + "?show=visit", names=NAME)
    yield line(DUE, "出院后待联系", stays.to_call(found, today), url + "?show=call", names=NAME)


def shifts(user: User) -> Iterator[Line]:
    if user.may(Permission.LOG_CONTACTS) and user.staff_member_id:
        own = Shift.objects.to_settle(clock.today()).filter(helper=user.staff_member_id)
        yield line(DUE, "我的陪护值班", own, reverse("casework:helper-home"), names=NAME)


SOURCES = [emergencies, in_hospital, shifts]
