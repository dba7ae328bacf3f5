"""Reads of cash advances and their rows."""

from datetime import date

from django.db import models
from django.db.models import Count, Q

from funds.choices import AdvanceStatus
from funds.querysets.sources import source_scope
from office.roles import Permission

OUT = Q(status=AdvanceStatus.OUT)


class CashAdvanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the advances of the sources in scope, and those the user took.  Rule: R-676."""
        scope = source_scope(user, "source__")
        if user.staff_member_id and user.may(Permission.LOG_CONTACTS):
            scope |= Q(taker=user.staff_member_id)
        return self.filter(scope)

    def open(self):
        """Return those whose cash is not accounted for."""
        return self.exclude(status=AdvanceStatus.SETTLED)

    def to_account_for_by(self, user):
        """Return those the user took and has not handed the account in for."""
        return self.filter(OUT, taker=user.staff_member_id) if user.staff_member_id else self.none()

    def overdue_with_others(self, user, today: date):
        """Return those of the user's bureau that somebody else took and should have accounted for by now."""
        late = self.filter(OUT, due_on__lt=today, source__bureau=user.bureau_id)
        return late.exclude(taker=user.staff_member_id)

    def to_settle_by(self, user):
        """Return those whose account waits for the user as keeper."""
        handed_in = self.filter(status=AdvanceStatus.HANDED_IN, source__keeper=user)
        return handed_in.exclude(taker=user.staff_member_id)

    def with_counts(self):
        """Annotate `people` on the list and how many of them are `told` about."""
        return self.annotate(people=Count("rows"), told=Count("rows", filter=~Q(rows__delivery="")))

    def for_page(self):
        related = ("source__keeper", "source__bureau", "application", "taker")
        return self.select_related(*related, "issued_by", "handed_in_by", "settled_by")


class AdvanceRowQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("item__person__branch", "told_by").order_by("pk")
