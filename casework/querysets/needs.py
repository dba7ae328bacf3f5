"""Reads of needs and helpers' reports."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, Q, When

from casework.choices.needs import IN_HAND, OPEN_NEEDS, NeedStatus, ReportStatus
from office.roles import Permission, Role
from registry.merged import records_of
from registry.models import Person

if TYPE_CHECKING:
    from office.models import User

DAYS_AHEAD = 3  # a need that falls due within them already waits
IN_TIME = Q(done_on__lte=F("due_on"))


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=records_of(Person.objects.visible_to(user)))

    def reachable_by(self, user):
        """Return those on the user's people and those the user is to handle."""
        own = self.visible_to(user)
        return own | self.filter(assigned_to_id=user.staff_member_id) if user.staff_member_id else own

    def locked(self):
        return self.select_for_update(of=("self",))

    def shown(self, which: str, today: date, user: "User"):
        """Return what a choice of the list shows; an unknown one shows what is open."""
        lists = {
            "waiting": lambda: self.waiting(today, today + timedelta(days=DAYS_AHEAD)),
            "overdue": lambda: self.overdue(today),
            "escalated": self.escalated,
            "mine": lambda: self.escalated_to(user),
            "confirm": lambda: self.filter(status=NeedStatus.DONE),
            "reopened": lambda: self.filter(reopened__gt=0),
            "all": self.all,
        }
        return lists.get(which, self.open)()

    def open(self):
        return self.filter(status__in=OPEN_NEEDS)

    def overdue(self, today: date):
        return self.filter(status__in=IN_HAND, due_on__lt=today)

    def fell_due(self, since: date, until: date):
        """Return those whose last day lies from a day up to, not including, another; what ended unsettled left out."""
        return self.exclude(status=NeedStatus.CLOSED).filter(due_on__gte=since, due_on__lt=until)

    def escalated(self):
        return self.filter(status__in=IN_HAND, escalated_on__isnull=False)

    def escalated_to(self, user: "User"):
        """Return those before this user: put to them by name, or before the section head of the bureau."""
        own = Q(escalated_to=user.staff_member_id) if user.staff_member_id else Q(pk__in=[])
        if Role.SECTION_HEAD in user.roles:
            own |= Q(escalated_to=None, person__bureau=user.bureau_id)
        return self.escalated().filter(own)

    def waiting(self, today: date, until: date):
        """Return what somebody has to act on: to be assigned, to be confirmed, or due by the day."""
        return self.filter(
            Q(status__in=[NeedStatus.REGISTERED, NeedStatus.DONE]) | Q(status=NeedStatus.ASSIGNED, due_on__lte=until)
        )

    def for_list(self):
        return self.select_related("person", "assigned_to", "raised_by", "escalated_to").order_by(
            "due_on", "-raised_on", "-id"
        )


class HelperReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the reports on the user's people; a helper sees the ones they sent, also after the pairing ended."""
        if user.may(Permission.SEE_CASEWORK):
            return self.filter(person__in=Person.objects.visible_to(user))
        if user.may(Permission.LOG_CONTACTS):
            return self.filter(sent_by=user)
        return self.none()

    def locked(self):
        return self.select_for_update(of=("self",))

    def sent(self):
        return self.filter(status=ReportStatus.SENT)

    def waiting_first(self):
        waiting = Case(When(status=ReportStatus.SENT, then=0), default=1)
        return self.order_by(waiting, "-sent_at", "-id")

    def for_list(self):
        return self.select_related("person", "helper", "sent_by", "decided_by")
