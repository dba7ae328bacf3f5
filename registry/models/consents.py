"""What people were told of the handling of their data, and what they agreed to."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from office.models import Bureau, PublicModel, StaffMember, User
from registry import choices as c
from registry.models.papers import PersonPaper
from registry.models.people import Person


class PrivacyText(PublicModel):
    """One version of the office's notice. Never changed: who agreed, agreed to these words."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    edition = models.CharField("版本", max_length=30)
    body = models.TextField("内容", max_length=4000)
    holds_from = models.DateField("起用日期")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    written_at = models.DateTimeField("起草时间")

    class Meta:
        verbose_name = "告知书"
        ordering = ["-holds_from", "-id"]
        constraints = [models.UniqueConstraint(fields=["bureau", "edition"], name="privacy_edition_once")]

    def __str__(self) -> str:
        return self.edition


class Consent(PublicModel):
    """One thing a person (or who acts for them) was told or agreed to; sensitive data wants a row of its own."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    scope = models.CharField("事项", max_length=12, choices=c.ConsentScope.choices)
    edition = models.CharField("告知书版本", max_length=30)
    given_on = models.DateField("日期")
    way = models.CharField("方式", max_length=6, choices=c.ConsentWay.choices)
    given_by = models.CharField("由谁作出", max_length=100)
    witness = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="见证人"
    )
    paper = models.ForeignKey(PersonPaper, models.PROTECT, null=True, related_name="consents", verbose_name="扫描件")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回说明", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "告知和同意"
        ordering = ["scope", "-given_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope", "edition"], condition=Q(withdrawn_on=None), name="consent_once"
            ),
            models.CheckConstraint(
                condition=Q(way=c.ConsentWay.PAPER, paper__isnull=False)
                | Q(way=c.ConsentWay.ORAL, witness__isnull=False),
                name="consent_proved",
                violation_error_message="签字的要有扫描件,口头的要有见证人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.given_on}"
