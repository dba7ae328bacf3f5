"""Reads of needs and helpers' reports."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Q, When

from casework.choices.needs import OPEN_NEEDS, NeedStatus, ReportStatus
from office.roles import Permission
from registry.merged import records_of
from registry.models import Person

DAYS_AHEAD = 3  # a need that falls due within them already waits


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=records_of(Person.objects.visible_to(user)))

    def reachable_by(self, user):
        """Return those on the user's people and those the user is to handle."""
        own = self.visible_to(user)
        return own | self.filter(assigned_to_id=user.staff_member_id) if user.staff_member_id else own

    def locked(self):
        return self.select_for_update(of=("self",))

    def shown(self, which: str, today: date):
        """Return what a tab of the list shows: open, waiting, overdue or all."""
        if which == "waiting":
            return self.waiting(today, today + timedelta(days=DAYS_AHEAD))
        if which == "overdue":
            return self.overdue(today)
        return self if which == "all" else self.open()

    def open(self):
        return self.filter(status__in=OPEN_NEEDS)

    def overdue(self, today: date):
        return self.filter(status=NeedStatus.ASSIGNED, due_on__lt=today)

    def waiting(self, today: date, until: date):
        """Return what somebody has to act on: to be assigned, to be confirmed, or due by the day."""
        return self.filter(
            Q(status__in=[NeedStatus.REGISTERED, NeedStatus.DONE]) | Q(status=NeedStatus.ASSIGNED, due_on__lte=until)
        )

    def for_list(self):
        return self.select_related("person", "assigned_to", "raised_by").order_by("due_on", "-raised_on", "-id")


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
