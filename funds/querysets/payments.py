"""Reads of payments."""

from django.db import models

from funds.querysets.sources import source_scope


class PaymentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(source_scope(user, "source__"))

    def for_list(self):
        return self.select_related("source", "by", "item__application", "item__person")
