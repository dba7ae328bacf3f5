"""Reads of handovers."""

from django.db import models
from django.db.models import Q

from casework.choices.pairing import PairingStatus


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return those of the bureaus the user reads."""
        if user.bureau_id is None:
            return self.none()
        return self.filter(user.bureau_scope())

    def of_helper(self, helper_id: int):
        """Return those a staff member has a side in."""
        return self.filter(Q(giver=helper_id) | Q(receiver=helper_id))

    def waiting(self):
        """Return those in force that one side has not confirmed yet; what was withdrawn or is not issued is not."""
        open_sides = Q(giver_confirmed_at=None) | Q(receiver_confirmed_at=None)
        issued = Q(pairings__status__in=[PairingStatus.ISSUED, PairingStatus.ENDED])
        to_issue = self.model._default_manager.filter(pairings__status=PairingStatus.PROPOSED)
        return self.filter(open_sides, issued).exclude(pk__in=to_issue.values("pk")).distinct()

    def waiting_for(self, helper_id: int):
        """Return those that wait for this staff member's word."""
        mine = Q(giver=helper_id, giver_confirmed_at=None) | Q(receiver=helper_id, receiver_confirmed_at=None)
        return self.waiting().filter(mine)

    def for_list(self):
        return self.select_related("giver", "receiver").prefetch_related("pairings__person").order_by("-entered_at")
