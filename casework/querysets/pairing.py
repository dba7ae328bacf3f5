"""Reads of pairings."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Q

from casework.choices.pairing import PairingKind, PairingStatus
from casework.querysets.schedule import counts, warned
from registry.models import Person


class PairingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=Person.objects.visible_to(user))

    def locked(self):
        return self.select_for_update(of=("self",))

    def active_on(self, day: date):
        """Return those in force on the day: issued, starts_on <= day < ends_on."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), status=PairingStatus.ISSUED, starts_on__lte=day)

    def in_force_on(self, day: Any):
        """Return those that were in force on a day, ended since or not; the day may be an expression."""
        begun = self.filter(status__in=[PairingStatus.ISSUED, PairingStatus.ENDED], starts_on__lte=day)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def issued(self):
        return self.filter(status=PairingStatus.ISSUED)

    def proposed(self):
        return self.filter(status=PairingStatus.PROPOSED)

    def open(self):
        return self.filter(status__in=[PairingStatus.PROPOSED, PairingStatus.ISSUED])

    def contacts(self):
        return self.filter(kind=PairingKind.CONTACT)

    def naming(self, key: str, text: str):
        """Return those whose person or helper has the text in the name."""
        return self.filter(Q(person__name_key__contains=key) | Q(helper__name__contains=text))

    def for_list(self):
        return self.select_related("person", "helper", "replaces__helper").order_by("-starts_on", "-id")

    def progress(self, today: date):
        """Return one row a helper: people, and how many stand how in the schedule. Queries: one."""
        state = "person__contact_state__"
        return (
            self.contacts()
            .active_on(today)
            .values("helper__public_id", "helper__name", "helper__section")
            .annotate(
                **counts(today, state),
                warned=Count("pk", filter=warned(today, state)),
            )
            .order_by("-overdue", "helper__pinyin", "helper_id")
        )
