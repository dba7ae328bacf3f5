"""Reads of sources and standards."""

from datetime import date

from django.db import models
from django.db.models import Count, F, Q

from funds.choices import ItemStatus
from office.roles import Permission, Role

READS_ALL_SOURCES = {Role.CASEWORKER, Role.SECTION_HEAD, Role.BUREAU_LEADER, Role.AUDITOR}


def source_scope(user, prefix: str = "") -> Q:
    """Return the condition by which a user sees sources and what hangs on them.

    Office roles read their bureau's subtree; finance sees the sources it keeps; others none.
    """
    if user.is_operator:
        return Q()
    if user.bureau_id is None or not user.may(Permission.SEE_MONEY):
        return Q(pk__in=[])
    if user.roles & READS_ALL_SOURCES:
        return user.bureau_scope(prefix)
    return Q(**{f"{prefix}keeper": user})


class FundSourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(source_scope(user))

    def kept_by(self, user):
        return self.filter(keeper=user)

    def open(self, on: date):
        """Return sources in use on the day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on), opened_on__lte=on)

    def with_counts(self):
        """Annotate `waiting`: how many items of the source are approved and not yet paid."""
        return self.annotate(
            waiting=Count("applications__items", filter=Q(applications__items__status=ItemStatus.PAYABLE))
        )

    def for_list(self):
        return self.select_related("keeper", "bureau", "document").with_counts()


class GreetingsStandardQuerySet(models.QuerySet):
    def waiting(self):
        """Return those proposed that nobody has confirmed yet."""
        return self.filter(confirmed_at=None, proposed_by__isnull=False)

    def in_force(self, bureau, on: date):
        """Return the confirmed and the shipped standards that could hold on the day, the strongest first.

        The bureau's own stands before the installation's, the newer before the older.
        """
        return (
            self.filter(Q(bureau=bureau) | Q(bureau=None), holds_from__lte=on)
            .filter(Q(confirmed_at__isnull=False) | Q(proposed_by=None))
            .order_by(F("bureau").desc(nulls_last=True), "-holds_from", "-id")
        )
