"""What was found when somebody was visited at home to look at how they live (入户调查)."""

from django.db import models
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedTextField
from office.models import Bureau, PublicModel, StaffMember, User
from registry.choices import MetWith
from registry.models.people import Person
from registry.querysets import HomeSurveyQuerySet


class HomeSurvey(PublicModel):
    """One visit: who went, whom they met, what they saw and what they wrote down. Rules: R-290, R-291.

    `answers` is field → text of every fact as it was found that day, `before` field → text of those that were
    otherwise until then, `family` the names of relatives whose row changed. The facts themselves are dated facts.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    person = models.ForeignKey(Person, models.PROTECT, related_name="surveys", verbose_name="人员")
    surveyed_on = models.DateField("调查日期")
    surveyor = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name="调查人")
    companions = models.CharField("同行人", max_length=100, blank=True)
    met_with = models.CharField("见到的人", max_length=10, choices=MetWith)
    findings = EncryptedTextField("看到的情况", blank=True)
    wishes = EncryptedTextField("困难和诉求", blank=True)
    signed_on_paper = models.BooleanField("本人或家属已在纸质表上签字", default=False)
    answers = models.JSONField("调查到的各项", default=dict)
    before = models.JSONField("原来的各项", default=dict)
    family = models.JSONField("有变化的家人", default=list)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")
    history = HistoricalRecords()

    objects = HomeSurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "入户调查"
        ordering = ["-surveyed_on", "-id"]
        indexes = [models.Index(fields=["bureau", "-surveyed_on"], name="survey_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "surveyed_on"],
                name="survey_once_a_day",
                violation_error_message="这个人当天的入户调查已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.surveyed_on} 入户调查"

    @property
    def change_count(self) -> int:
        """How many facts and relatives were found otherwise than known."""
        return len(self.before) + len(self.family)
