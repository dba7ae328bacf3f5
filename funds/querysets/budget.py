"""Reads of the budget."""

from django.db import models


class BudgetLineQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def of(self, bureau, year: int):
        return self.standing().filter(bureau=bureau, year=year)
