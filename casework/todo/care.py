"""What waits around pairings, contacts, needs and helpers' reports."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from casework.models import HelperReport, Need, Pairing
from casework.querysets.people import cared_for, overdue, own_people
from office import clock
from office.models import User
from office.roles import Permission
from office.todo import DUE, FIX, SIGN, TodoItem
from registry.models import Person

DAYS_AHEAD = 3


def pairings_to_issue(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.ISSUE_PAIRINGS):
        count = Pairing.objects.visible_to(user).proposed().filter(person__bureau=user.bureau_id).count()
        yield TodoItem(SIGN, "待下达的结对", count, reverse("casework:pairing-issue"))


def overdue_people(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_CASEWORK):
        count = cared_for(user).filter(overdue(clock.today())).count()
        yield TodoItem(DUE, "逾期未联系的人", count, reverse("casework:contact-overdue"), "bad")


def own_people_overdue(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.LOG_CONTACTS) and user.staff_member_id:
        today = clock.today()
        mine = Person.objects.standing().living(today).filter(own_people(user))
        yield TodoItem(
            DUE, "我联系的人已逾期", mine.filter(overdue(today)).count(), reverse("casework:helper-home"), "bad"
        )


def reports_to_confirm(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_CASEWORK):
        count = HelperReport.objects.visible_to(user).sent().count()
        yield TodoItem(FIX, "待核实的联系人报告", count, reverse("casework:report-list"))


def needs_waiting(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_CASEWORK):
        today = clock.today()
        count = Need.objects.visible_to(user).waiting(today, today + timedelta(days=DAYS_AHEAD)).count()
        yield TodoItem(DUE, "待办的诉求", count, reverse("casework:need-list") + "?show=waiting")


SOURCES = [pairings_to_issue, overdue_people, own_people_overdue, reports_to_confirm, needs_waiting]
