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
