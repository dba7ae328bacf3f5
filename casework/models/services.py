"""One person's support plan (一人一策) and the service arrangements it is made of."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from casework.choices.services import SPECS, ServiceKind
from casework.querysets.services import PlanQuerySet, ServiceQuerySet
from office.crypto import EncryptedTextField
from office.models import PublicModel


class SupportPlan(PublicModel):
    """What is to become better for one person and until when it is looked at again; signed by the person on paper."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="plans", verbose_name="对象")
    goals = EncryptedTextField("目标和措施")
    in_charge = models.ForeignKey("office.StaffMember", models.PROTECT, related_name="plans", verbose_name="负责人")
    starts_on = models.DateField("起始日期")
    review_on = models.DateField("下次回看日期")
    reviewed_on = models.DateField("上次回看", null=True, blank=True)
    review = EncryptedTextField("回看情况", blank=True, default="")
    signed_on = models.DateField("本人签字日期", null=True, blank=True)
    paper = models.ForeignKey(
        "registry.PersonPaper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字的方案"
    )
    ended_on = models.DateField("结束日期", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    history = HistoricalRecords()
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "个人帮扶方案"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="one_plan_in_force"),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="plan_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"方案 {self.starts_on}"


class ServiceArrangement(PublicModel):
    """A service somebody gets; `details` holds the fields of its kind as `casework.services` checked them."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="services", verbose_name="对象")
    kind = models.CharField("类别", max_length=12, choices=ServiceKind)
    provider = models.CharField("由谁提供", max_length=100)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("到期日期", null=True, blank=True)
    details = models.JSONField("内容", default=dict)
    note = EncryptedTextField("说明", blank=True, default="")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    history = HistoricalRecords()
    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "服务安排"
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["ended_on", "ends_on"], name="service_expiry_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="service_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="service_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"

    @property
    def provider_label(self) -> str:
        return SPECS[ServiceKind(self.kind)].provider

    def is_expired(self, today: date) -> bool:
        return self.ended_on is None and self.ends_on is not None and self.ends_on < today
