"""Reads of the ledger; writing to it other than by adding is refused."""

from decimal import Decimal

from django.db import models
from django.db.models import Case, F, Sum, When, Window

from funds.choices import EntryKind, ReversalStatus
from funds.querysets.sources import source_scope
from office.money import YuanField


class AppendOnly(TypeError):
    """Somebody's code tried to change or remove a ledger entry."""


class LedgerEntryQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly("ledger entries are never changed")

    def delete(self):
        raise AppendOnly("ledger entries are never removed")

    def bulk_update(self, *args, **kwargs):
        raise AppendOnly("ledger entries are never changed")

    def visible_to(self, user):
        return self.filter(source_scope(user, "source__"))

    def with_signed(self):
        """Annotate `signed`: the amount with its direction, in yuan."""
        return self.annotate(signed=models.ExpressionWrapper(F("amount") * F("direction"), output_field=YuanField()))

    def with_spent(self):
        """Annotate `spent`: what left the source for good, so a reversal counts against it, in yuan."""
        return self.annotate(spent=models.ExpressionWrapper(-F("amount") * F("direction"), output_field=YuanField()))

    def spent_total(self) -> Decimal:
        """Return what left for good, in yuan: payments less what was reversed. Queries: one."""
        return self.order_by().with_spent().aggregate(total=Sum("spent"))["total"] or Decimal(0)

    def with_balance_after(self):
        """Annotate `balance_after`.

        What the source held once the entry was booked, in yuan. Booking order is by number.
        """
        return self.with_signed().annotate(
            balance_after=Window(
                Sum("signed", output_field=YuanField()), partition_by=[F("source_id")], order_by=F("id").asc()
            )
        )

    def of_payments(self):
        """Return payments and what undoes them: what a publicity list counts."""
        return self.filter(kind__in=[EntryKind.PAYMENT, EntryKind.REVERSAL, EntryKind.REFUND], payment__isnull=False)

    def for_page(self):
        return self.select_related("by", "advance", "reverses", "payment__item__application", "payment__item__person")


class ReversalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(source_scope(user, "entry__source__"))

    def asked(self):
        return self.filter(status=ReversalStatus.ASKED)

    def to_confirm_by(self, user):
        """Return the requests of the user's bureau that somebody else has made."""
        return self.visible_to(user).asked().filter(entry__source__bureau=user.bureau_id).exclude(asked_by=user)

    def waiting_first(self):
        waits = Case(When(status=ReversalStatus.ASKED, then=0), default=1)
        return self.order_by(waits, "-asked_at", "-pk")

    def for_list(self):
        return self.select_related(
            "entry__source__keeper", "entry__payment__item__application", "asked_by", "decided_by"
        )
