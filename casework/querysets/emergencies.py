"""Reads of emergencies and of help in manpower."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from casework.choices.emergencies import EmergencyStatus, ShiftStatus
from registry.merged import records_of
from registry.models import Person

if TYPE_CHECKING:
    from office.models import User


class EmergencyQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        """Return those of the user's people and those the user is to see to."""
        found = Q(person__in=records_of(Person.objects.visible_to(user)))
        return self.filter(found | Q(lead=user.staff_member_id) if user.staff_member_id else found)

    def locked(self):
        return self.select_for_update(of=("self",))

    def going_on(self):
        return self.exclude(status=EmergencyStatus.CLOSED)

    def late(self, now: datetime):
        """Return those at which nobody was in time, and those not closed in time."""
        nobody = Q(status=EmergencyStatus.OPEN, due_at__lt=now)
        return self.filter(nobody | Q(status=EmergencyStatus.ANSWERED, close_by__lt=now.date()))

    def shown(self, which: str, now: datetime):
        """Return what a choice of the list shows: going on, late or all."""
        if which == "late":
            return self.late(now)
        return self if which == "all" else self.going_on()

    def for_list(self):
        return self.select_related("person__bureau", "lead", "stay", "entered_by").order_by("due_at", "id")


class ShiftQuerySet(models.QuerySet):
    def of_person(self, person: Person):
        return self.filter(person__in=records_of([person.pk])).select_related("helper")

    def locked(self):
        return self.select_for_update(of=("self",))

    def planned(self):
        return self.filter(status=ShiftStatus.PLANNED)

    def to_settle(self, today: date):
        """Return those whose day has come and of which nobody has said whether they were kept."""
        return self.planned().filter(on__lte=today)
