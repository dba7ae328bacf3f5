"""What waits around pairings, contacts, needs and helpers' reports."""

from collections.abc import Iterator

from django.urls import reverse

from casework.models import HelperReport, Need, Pairing
from casework.querysets.people import cared_for, overdue
from casework.querysets.visits import cards_context, own_people_of
from office import clock
from office.models import User
from office.roles import Permission
from office.todo import DUE, FIX, SIGN, Panel, TodoItem


def pairings_to_issue(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.ISSUE_PAIRINGS):
        count = Pairing.objects.visible_to(user).proposed().filter(person__bureau=user.bureau_id).count()
        yield TodoItem(SIGN, "待下达的结对", count, reverse("casework:pairing-issue"))


def overdue_people(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_CASEWORK):
        count = cared_for(user).filter(overdue(clock.today())).count()
        yield TodoItem(DUE, "逾期未联系的人", count, reverse("casework:contact-schedule"), "bad")


def own_people_overdue(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.LOG_CONTACTS) and user.staff_member_id:
        count = own_people_of(user).filter(overdue(clock.today())).count()
        yield TodoItem(DUE, "我联系的人已逾期", count, reverse("casework:helper-home"), "bad")


def reports_to_confirm(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_CASEWORK):
        count = HelperReport.objects.visible_to(user).sent().count()
        yield TodoItem(FIX, "待核实的联系人报告", count, reverse("casework:report-list") + "?show=waiting")


def needs_waiting(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_CASEWORK):
        count = Need.objects.visible_to(user).shown("waiting", clock.today()).count()
        yield TodoItem(DUE, "待办的诉求", count, reverse("casework:need-list") + "?show=waiting")


SOURCES = [pairings_to_issue, overdue_people, own_people_overdue, reports_to_confirm, needs_waiting]


def own_cards(user: User) -> Panel | None:
    """Return a helper's own people for the top of the home page."""
    if not user.may(Permission.LOG_CONTACTS) or user.staff_member_id is None:
        return None
    return Panel("casework/_helper_panel.html", cards_context(user), first=True)
