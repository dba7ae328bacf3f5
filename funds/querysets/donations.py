"""Reads of donations."""

from decimal import Decimal

from django.db import models
from django.db.models import Sum

from funds.querysets.sources import source_scope


class DonationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(source_scope(user, "entry__source__"))

    def standing(self):
        """Return those whose receipt was not reversed."""
        return self.filter(entry__reversed_by=None)

    def total(self) -> Decimal:
        """Return the sum of those that stand, in yuan. Queries: one."""
        return self.standing().aggregate(total=Sum("entry__amount"))["total"] or Decimal(0)

    def for_page(self):
        return self.select_related("bureau", "entry__source__keeper", "entry__by", "entry__reversed_by")
