"""Reads of the time bank: every balance is the sum of its entries, stored nowhere."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from casework.choices.timebank import STANDING, ServiceStatus
from office.roles import Permission

if TYPE_CHECKING:
    from office.models import User

SHOWN = {"waiting": ServiceStatus.RECORDED, "booked": ServiceStatus.CONFIRMED, "reversed": ServiceStatus.REVERSED}


class AppendOnly(TypeError):
    """Somebody's code tried to change or remove what the bank has booked."""


class OfBureauQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_CASEWORK):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path)

    def locked(self):
        return self.select_for_update(of=("self",))


class VolunteerQuerySet(OfBureauQuerySet):
    def running(self):
        return self.filter(ended_on=None)

    def with_time(self):
        """Annotate `balance`, what the own account holds, and `earned`, what was booked for services, in minutes."""
        own = _entries(self).filter(volunteer=OuterRef("pk"), beneficiary=None)
        served = own.filter(Q(booking__kind="service") | Q(booking__reverses__kind="service"))
        return self.annotate(balance=_sum_of(own), earned=_sum_of(served))


class BeneficiaryQuerySet(models.QuerySet):
    def with_time(self):
        """Annotate `balance` in minutes."""
        own = _entries(self).filter(beneficiary=OuterRef("pk"))
        return self.annotate(balance=_sum_of(own))


def _entries(queryset: models.QuerySet) -> models.QuerySet:
    """Return the bank's entries (this module is below the models)."""
    return queryset.model._meta.get_field("entries").related_model.objects.all()


def _sum_of(entries: models.QuerySet) -> Coalesce:
    return Coalesce(Subquery(entries.order_by().values(one=models.Value(1)).annotate(s=Sum("minutes")).values("s")), 0)


class VolunteerServiceQuerySet(OfBureauQuerySet):
    def shown(self, code: str):
        """Return what a choice of the list shows; an unknown one shows all."""
        return self.filter(status=SHOWN[code]) if code in SHOWN else self

    def minutes_on(self, volunteer_id: int, day: date) -> int:
        """Return what counts against a volunteer's cap of a day. Queries: one."""
        standing = self.filter(volunteer=volunteer_id, on=day, status__in=STANDING)
        return standing.order_by().aggregate(total=Sum("minutes"))["total"] or 0

    def for_list(self):
        return self.select_related("volunteer", "person", "bureau", "recorded_by", "confirmed_by")


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly("what is booked is never changed")

    def delete(self):
        raise AppendOnly("what is booked is never removed")

    def bulk_update(self, *args, **kwargs):
        raise AppendOnly("what is booked is never changed")


class BookingQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_CASEWORK):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path)


class EntryQuerySet(AppendOnlyQuerySet):
    def own(self, volunteer_id: int, beneficiary_id: int | None = None):
        """Return the entries of one account: the volunteer's, or that of a relative they gave hours to."""
        return self.filter(volunteer=volunteer_id, beneficiary=beneficiary_id)

    def minutes(self) -> int:
        """Return what these entries come to. Queries: one."""
        return self.order_by().aggregate(total=Sum("minutes"))["total"] or 0

    def for_statement(self):
        more = ["booking__service__person", "booking__reverses", "booking__by", "beneficiary"]
        return self.select_related(*more).order_by("booking__on", "booking_id", "pk")
