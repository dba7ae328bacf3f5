"""Reads of support plans and service arrangements."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models

from office.roles import Permission
from registry.merged import records_of
from registry.models import Person

if TYPE_CHECKING:
    from office.models import User


class _OfPeople(models.QuerySet):
    def visible_to(self, user: "User"):
        if not user.may(Permission.SEE_CASEWORK):
            return self.none()
        return self.filter(person__in=records_of(Person.objects.visible_to(user)))

    def of_person(self, person: Person):
        return self.filter(person__in=records_of([person.pk]))

    def running(self):
        return self.filter(ended_on=None)

    def locked(self):
        return self.select_for_update(of=("self",))


class PlanQuerySet(_OfPeople):
    def to_review(self, today: date):
        return self.running().filter(review_on__lte=today)


class ServiceQuerySet(_OfPeople):
    def expiring(self, today: date, days: int):
        """Return those that end within the days, and those past their end of which nobody said what became."""
        return self.running().filter(ends_on__lte=today + timedelta(days=days))

    def shown(self, which: str, today: date, days: int):
        """Return what a choice of the list shows: running, expiring, ended or all."""
        if which == "expiring":
            return self.expiring(today, days)
        if which == "ended":
            return self.exclude(ended_on=None)
        return self if which == "all" else self.running()

    def for_list(self):
        return self.select_related("person__bureau", "entered_by")
