"""Policy texts, policy numbers and the calendar of working days."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedBinaryField
from office.models.accounts import User
from office.models.base import PublicModel
from office.models.bureaus import Bureau
from office.querysets import PolicyTextQuerySet


class PolicyText(PublicModel):
    """A document that numbers, sources and standards cite (11.17)."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="局")
    number = models.CharField("文号", max_length=60)
    title = models.CharField("标题", max_length=200)
    issued_by = models.CharField("发文机关", max_length=100, blank=True)
    issued_on = models.DateField("发文日期", null=True, blank=True)
    holds_from = models.DateField("施行日期", null=True, blank=True)
    scan_type = models.CharField("扫描件类型", max_length=20, blank=True)
    history = HistoricalRecords()

    objects = PolicyTextQuerySet.as_manager()

    class Meta:
        verbose_name = "政策文件"
        ordering = ["-issued_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "number"],
                name="policytext_number_once",
                violation_error_message="这个文号已经登记过,请在政策文件里修改它。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}《{self.title}》"

    def get_absolute_url(self) -> str:
        return reverse("office:text-page", args=[self.public_id])


class PolicyTextScan(models.Model):
    """The scanned sheet of a text, apart from it: a text is read with whatever cites it, its scan is not."""

    text = models.OneToOneField(
        PolicyText, models.PROTECT, primary_key=True, related_name="sheet", verbose_name="政策文件"
    )
    data = EncryptedBinaryField("扫描件")

    class Meta:
        verbose_name = "政策文件扫描件"

    def __str__(self) -> str:
        return f"政策文件扫描件 {self.pk}"


class PolicyNumber(PublicModel):
    """A number that holds from a day: proposed by a section head, in force once a leader confirmed it."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="局")
    code = models.CharField("项目", max_length=60)
    value = models.DecimalField("数值", max_digits=12, decimal_places=2)
    holds_from = models.DateField("起用日期")
    source = models.ForeignKey(
        PolicyText, models.PROTECT, null=True, blank=True, related_name="numbers", verbose_name="依据"
    )
    note = models.CharField("依据说明", max_length=200, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    refused_reason = models.CharField("不同意原因", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "政策数值"
        ordering = ["code", "-holds_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="policy_confirmed_pair",
            ),
            models.UniqueConstraint(
                fields=["bureau", "code", "holds_from"],
                condition=Q(confirmed_at__isnull=False),
                name="policy_number_once",
                violation_error_message="这个项目在这一天已经有生效的数值。",
            ),
        ]

    def __str__(self) -> str:
        return f"政策数值 {self.value}"


class HolidayPlan(models.Model):
    """The published plan of one year's holidays and working weekends."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    source = models.CharField("依据", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "放假安排"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}年放假安排"


class CalendarDay(models.Model):
    """A day that differs from its weekday: off on a weekday, or worked on a weekend."""

    class Kind(models.TextChoices):
        OFF = "off", "放假"
        WORK = "work", "上班"

    plan = models.ForeignKey(HolidayPlan, models.CASCADE, related_name="days", verbose_name="放假安排")
    on = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=4, choices=Kind.choices)
    name = models.CharField("名称", max_length=30, blank=True)

    class Meta:
        verbose_name = "调休日"
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"
