"""Suggestions of a rule that somebody declined."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedTextField
from office.models import PublicModel, User
from registry.categories.choices import Rule
from registry.models.people import Person


class DeclinedSuggestion(PublicModel):
    """Somebody's word that a rule's suggestion is not followed; holds while the facts it rested on stay the same."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="declined_suggestions", verbose_name="人员")
    rule = models.CharField("规则", max_length=30, choices=Rule)
    reason = EncryptedTextField("不采纳的原因")
    basis = models.JSONField("当时的依据")  # check → what was known
    declined_on = models.DateField("不采纳日期")
    declined_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    ended_on = models.DateField("恢复日期", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "不采纳的建议"
        ordering = ["-declined_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rule"],
                condition=Q(ended_on__isnull=True),
                name="declined_once",
                violation_error_message="这条建议已经有人标为不采纳。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} 不采纳"
