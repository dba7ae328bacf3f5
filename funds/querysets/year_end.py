"""Reads of year-end forms and of other offices' workbooks."""

from django.db import models

from office.roles import Permission


class YearEndIssueQuerySet(models.QuerySet):
    def for_page(self):
        return self.select_related("issued_by").defer("pdf", "xlsx")

    def for_list(self):
        return self.for_page().defer("pdf", "xlsx", "content")


class ForeignTemplateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the templates of the bureaus whose figures the user reads."""
        if user.bureau_id is None or not user.may(Permission.SEE_REPORTS):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path)

    def in_use(self):
        return self.filter(ended_on=None)

    def for_list(self):
        """Join who uploaded each, count its filled cells, and leave the file where it is."""
        filled = models.Count("cells", filter=~models.Q(cells__content=""))
        return self.select_related("uploaded_by").defer("file").annotate(cell_count=filled)
