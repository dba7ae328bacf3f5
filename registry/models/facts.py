"""Dated facts about persons and their relatives.

A fact holds from a day; the newest fact not after a date is what a report of that date takes. The owner's own row
repeats the newest of those that lists filter and sort by (`registry.facts` keeps them). Facts are never changed: a
correction supersedes the row it corrects and stands beside it, so the table is its own history.
"""

from django.db import models
from django.db.models import Q

from office import clock
from office.models import User
from registry import choices as c
from registry.models.family import FamilyMember
from registry.models.people import Person


class PersonFact(models.Model):
    """One fact of a person that holds from a day until the next of the same field; '' means known to be unknown."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="facts")
    field = models.CharField("项目", max_length=30, choices=c.FactField.choices)
    value = models.CharField("内容", max_length=200, blank=True)
    holds_from = models.DateField("起始日期")
    source = models.CharField("来源", max_length=10, choices=c.FactSource.choices, default=c.FactSource.CHANGE)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    superseded_at = models.DateTimeField("更正时间", null=True, blank=True)

    class Meta:
        verbose_name = "情况"
        ordering = ["person", "field", "-holds_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field", "holds_from"],
                condition=Q(superseded_at__isnull=True),
                name="fact_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.holds_from}"


class FamilyFact(models.Model):
    """One fact of a family member that holds from a day."""

    member = models.ForeignKey(FamilyMember, models.PROTECT, related_name="facts")
    field = models.CharField("项目", max_length=30, choices=c.FamilyFactField.choices)
    value = models.CharField("内容", max_length=50, blank=True)
    holds_from = models.DateField("起始日期")
    source = models.CharField("来源", max_length=10, choices=c.FactSource.choices, default=c.FactSource.CHANGE)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    superseded_at = models.DateTimeField("更正时间", null=True, blank=True)

    class Meta:
        verbose_name = "家庭成员情况"
        ordering = ["member", "field", "-holds_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "field", "holds_from"],
                condition=Q(superseded_at__isnull=True),
                name="family_fact_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.holds_from}"
