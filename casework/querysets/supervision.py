"""Reads of the year's inspection."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from casework.choices.supervision import Finding
from office.models import Bureau
from office.roles import Permission

if TYPE_CHECKING:
    from office.models import User

CHECKED = ~Q(finding="")
FAULTY = Q(finding=Finding.FAULTY)
UNMENDED = FAULTY & Q(mended_on=None)


class InspectionQuerySet(models.QuerySet):
    def of_year(self, bureau: Bureau, year: int):
        return self.filter(bureau=bureau, year=year)


class InspectedRecordQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_CASEWORK):
            return self.none()
        return self.filter(inspection__bureau__path__startswith=user.bureau.path)

    def locked(self):
        return self.select_for_update(of=("self",))

    def for_list(self):
        """Queries: two, whatever the rows."""
        joined = self.select_related("inspection", "need__person", "review__person", "contact", "helper", "leader")
        return joined.prefetch_related("contact__persons")
