"""Reads of referrals."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from casework.choices.referrals import UNANSWERED, ReferralStatus
from office.roles import Permission

if TYPE_CHECKING:
    from office.models import User


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        """Return those of the user's bureau and of the bureaus below it."""
        if user.bureau is None or not user.may(Permission.SEE_CASEWORK):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path)

    def shown(self, which: str, today: date):
        """Return what a tab of the list shows: waiting, overdue, answered or all."""
        if which == "overdue":
            return self.overdue(today)
        if which == "answered":
            return self.filter(status=ReferralStatus.ANSWERED)
        return self if which == "all" else self.unanswered()

    def unanswered(self):
        return self.filter(status__in=UNANSWERED)

    def overdue(self, today: date):
        return self.unanswered().filter(due_on__lt=today)

    def for_list(self):
        return self.select_related("person", "need", "entered_by").order_by("due_on", "-sent_on", "-id")

    def locked(self):
        return self.select_for_update(of=("self",))
