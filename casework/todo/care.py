"""What waits around pairings, contacts, needs and helpers' reports."""

from collections.abc import Iterator

from django.urls import reverse

from casework.models import Handover, HelperReport, Need, Pairing, Referral
from casework.querysets.people import cared_for, overdue, without_helper
from casework.querysets.visits import cards_context, own_people_of
from office import clock
from office.models import User
from office.roles import Permission
from office.todo import DUE, FIX, KNOWN, SIGN, Line, Panel, line

NEXT_DUE = "contact_state__next_due_on"


def pairings_to_issue(user: User) -> Iterator[Line]:
    if user.may(Permission.ISSUE_PAIRINGS):
        found = Pairing.objects.visible_to(user).proposed().filter(person__bureau=user.bureau_id)
        url = reverse("casework:pairing-issue")
        yield line(SIGN, "待下达的结对", found, url, names="person__name", since="proposed_at")


def handovers_to_confirm(user: User) -> Iterator[Line]:
    """Yield what waits for one's own word, and for the caseworker what waits for anybody's."""
    if user.may(Permission.EDIT_CASEWORK):
        found = Handover.objects.visible_to(user).waiting()
        url = reverse("casework:handover-list") + "?show=waiting"
        yield line(KNOWN, "待双方确认的交接", found, url, since="entered_at")


def own_handovers(user: User) -> Panel | None:
    """Return the handovers that wait for one's own word, with their links."""
    if not user.may(Permission.LOG_CONTACTS) or user.staff_member_id is None:
        return None
    found = list(Handover.objects.waiting_for(user.staff_member_id).select_related("giver", "receiver")[:10])
    return Panel("casework/_own_handovers.html", {"handovers": found}, first=True) if found else None


def overdue_people(user: User) -> Iterator[Line]:
    """Yield who is overdue for who only reads; a caseworker's line stands with the stays, which it leaves out."""
    if user.may(Permission.SEE_CASEWORK) and not user.may(Permission.EDIT_CASEWORK):
        found = cared_for(user).filter(overdue(clock.today()))
        url = reverse("casework:contact-schedule")
        yield line(KNOWN, "逾期未联系的人", found, url, "bad", names="name", since=NEXT_DUE)


def people_without_helper(user: User) -> Iterator[Line]:
    if user.may(Permission.SEE_CASEWORK):
        found = cared_for(user).filter(without_helper(clock.today()))
        yield line(KNOWN, "没有联系人的人", found, reverse("casework:pairing-gaps"), "warn", names="name")


def own_people_overdue(user: User) -> Iterator[Line]:
    if user.may(Permission.LOG_CONTACTS) and user.staff_member_id:
        found = own_people_of(user).filter(overdue(clock.today()))
        url = reverse("casework:helper-home") + "?show=overdue"
        yield line(DUE, "我联系的人已逾期", found, url, "bad", names="name", since=NEXT_DUE)


def own_needs(user: User) -> Iterator[Line]:
    if user.may(Permission.LOG_CONTACTS) and user.staff_member_id:
        found = Need.objects.open().filter(assigned_to=user.staff_member_id)
        url = reverse("casework:helper-home") + "#needs"
        yield line(DUE, "分派给我的诉求", found, url, names="person__name", since="raised_on")


def reports_to_confirm(user: User) -> Iterator[Line]:
    if user.may(Permission.EDIT_CASEWORK):
        found = HelperReport.objects.visible_to(user).sent()
        url = reverse("casework:report-list") + "?show=waiting"
        yield line(FIX, "待核实的联系人报告", found, url, names="person__name", since="sent_at")


def needs_waiting(user: User) -> Iterator[Line]:
    if user.may(Permission.EDIT_CASEWORK):
        found = Need.objects.visible_to(user).shown("waiting", clock.today(), user)
        url = reverse("casework:need-list") + "?show=waiting"
        yield line(DUE, "待办的诉求", found, url, names="person__name", since="raised_on")


def needs_overdue(user: User) -> Iterator[Line]:
    """Yield what has gone past its day: to see to for a caseworker, to decide for the leader it was put before."""
    here = reverse("casework:need-list")
    if user.may(Permission.EDIT_CASEWORK):
        found = Need.objects.visible_to(user).overdue(clock.today())
        url = here + "?show=overdue"
        yield line(DUE, "超期的诉求", found, url, "bad", names="person__name", since="raised_on", again=True)
    if user.may(Permission.SIGN):
        found = Need.objects.visible_to(user).escalated_to(user)
        url = here + "?show=mine"
        yield line(SIGN, "超期上报、等您批示的诉求", found, url, "bad", names="person__name", since="escalated_on")


def referrals_unanswered(user: User) -> Iterator[Line]:
    if user.may(Permission.EDIT_CASEWORK):
        found = Referral.objects.visible_to(user).filter(bureau=user.bureau_id).overdue(clock.today())
        url = reverse("casework:referral-list") + "?show=overdue"
        yield line(DUE, "到期没有回复的转办", found, url, "warn", since="sent_on")


SOURCES = [
    pairings_to_issue,
    handovers_to_confirm,
    overdue_people,
    people_without_helper,
    own_people_overdue,
    own_needs,
    reports_to_confirm,
    needs_waiting,
    needs_overdue,
    referrals_unanswered,
]


def own_cards(user: User) -> Panel | None:
    """Return a helper's own people for the top of the home page."""
    if not user.may(Permission.LOG_CONTACTS) or user.staff_member_id is None:
        return None
    return Panel("casework/_helper_panel.html", cards_context(user), first=True)
