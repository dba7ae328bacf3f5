"""Reads of the office's own tables."""

from datetime import date

from django.db import models
from django.db.models import Q


class BureauQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the user's bureau and those below it; the administrator and the operator see all."""
        if user.sees_installation:
            return self
        if user.bureau_id is None:
            return self.none()
        return self.filter(path__startswith=user.bureau.path)


class StaffQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.sees_installation:
            return self
        if user.bureau_id is None:
            return self.none()
        return self.filter(user.bureau_scope())

    def serving(self, on: date):
        """Return those in service on the day."""
        return self.filter(Q(serving_from=None) | Q(serving_from__lte=on), Q(serving_to=None) | Q(serving_to__gt=on))

    def possible_helpers(self, on: date):
        """Return serving Party members (B19)."""
        return self.serving(on).filter(is_party_member=True)


class PolicyTextQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the texts of the user's bureau and those below it, and the installation's."""
        if user.sees_installation:
            return self
        if user.bureau_id is None:
            return self.none()
        return self.filter(Q(bureau=None) | Q(bureau__path__startswith=user.bureau.path))

    def citable_by(self, bureau):
        """Return the texts that a bureau may cite: its own and the installation's. Rule: R-362."""
        return self.filter(Q(bureau=bureau) | Q(bureau=None))


class RouteQuerySet(models.QuerySet):
    def in_force(self, bureau, on: date):
        """Return a bureau's confirmed routes that have begun by the day, the newest last. Rule: R-360."""
        begun = self.filter(bureau=bureau, confirmed_at__isnull=False, holds_from__lte=on)
        return begun.order_by("holds_from", "confirmed_at").prefetch_related("steps")

    def waiting(self):
        """Return what was proposed and nobody has decided."""
        return self.filter(confirmed_at=None, refused_reason="")
