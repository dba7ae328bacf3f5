"""Reads of issued lists; writing to them other than by adding is refused."""

from django.db import models

from funds.querysets.ledger import AppendOnly


class PublicityIssueQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly("an issued list is never changed")

    def delete(self):
        raise AppendOnly("an issued list is never removed")

    def bulk_update(self, *args, **kwargs):
        raise AppendOnly("an issued list is never changed")

    def for_list(self):
        """Return issued lists without the files and rows, which weigh more than all the rest."""
        return self.select_related("issued_by").defer("pdf", "xlsx", "rows")

    def for_page(self):
        return self.select_related("issued_by", "bureau").defer("pdf", "xlsx")
