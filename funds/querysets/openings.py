"""Reads of openings."""

from django.db import models

from funds.choices import OpeningStatus
from funds.querysets.sources import READS_ALL_SOURCES


class OpeningQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the openings of the user's bureau; who keeps single sources sees their own."""
        found = self.filter(bureau=user.bureau_id)
        return found if user.roles & READS_ALL_SOURCES else found.filter(added_by=user)

    def to_confirm_by(self, user):
        return self.visible_to(user).filter(status=OpeningStatus.ASKED).exclude(added_by=user)

    def for_list(self):
        return self.select_related("added_by", "decided_by").defer("content")
