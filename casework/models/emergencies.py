"""What must be answered within hours, and who is there when (C16: help in money or manpower)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from casework.choices.emergencies import (
    EMERGENCY_TRANSITIONS,
    SHIFT_TRANSITIONS,
    EmergencyKind,
    EmergencyStatus,
    Help,
    ShiftStatus,
    ShiftTask,
)
from casework.errors.emergencies import EmergencyWrongStatus, ShiftWrongStatus
from casework.querysets.emergencies import EmergencyQuerySet, ShiftQuerySet
from office.crypto import EncryptedTextField
from office.models import PublicModel


class Emergency(PublicModel):
    """One emergency: told at a moment, somebody there by a moment, closed with what was done."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="emergencies", verbose_name="对象")
    stay = models.ForeignKey(
        "registry.HospitalStay", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="住院"
    )
    kind = models.CharField("类别", max_length=10, choices=EmergencyKind)
    told_by = models.CharField("来电人", max_length=60)
    told_at = models.DateTimeField("来电时间")
    note = EncryptedTextField("情况", blank=True, default="")
    lead = models.ForeignKey(
        "office.StaffMember", models.PROTECT, related_name="emergencies", verbose_name="负责处置的人"
    )
    due_at = models.DateTimeField("应到场时间")
    close_by = models.DateField("应办结日期")
    status = models.CharField("状态", max_length=10, choices=EmergencyStatus, default=EmergencyStatus.OPEN)
    answered_at = models.DateTimeField("到场时间", null=True, blank=True)
    answer = EncryptedTextField("到场情况", blank=True, default="")
    helps = models.JSONField("帮助方式", default=list)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closing = EncryptedTextField("办结说明", blank=True, default="")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    history = HistoricalRecords()
    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = "特情"
        ordering = ["-told_at", "-id"]
        indexes = [models.Index(fields=["status", "due_at"], name="emergency_due_idx")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=EmergencyStatus.ANSWERED) | Q(answered_at__isnull=False),
                name="emergency_answered_at",
            ),
            models.CheckConstraint(
                condition=~Q(status=EmergencyStatus.CLOSED) | Q(closed_on__isnull=False), name="emergency_closed_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.told_at:%Y-%m-%d}"

    @property
    def help_labels(self) -> list[str]:
        return [Help(code).label for code in self.helps]

    def is_late(self, now: datetime) -> bool:
        return self.status == EmergencyStatus.OPEN and self.due_at < now

    def move_to(self, status: EmergencyStatus) -> None:
        """Set the next status without saving. Raises: EmergencyWrongStatus."""
        if status not in EMERGENCY_TRANSITIONS.get(EmergencyStatus(self.status), set()):
            raise EmergencyWrongStatus(EmergencyStatus(self.status).label, status.label)
        self.status = status


class Shift(PublicModel):
    """Help in manpower: one person's hours with somebody on a day; times within the day, `ends_at` not included."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="shifts", verbose_name="对象")
    on = models.DateField("日期")
    starts_at = models.TimeField("开始")
    ends_at = models.TimeField("结束")
    task = models.CharField("做什么", max_length=10, choices=ShiftTask)
    helper = models.ForeignKey(
        "office.StaffMember", models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name="本局人员"
    )
    other = models.CharField("其他人", max_length=60, blank=True)
    status = models.CharField("状态", max_length=8, choices=ShiftStatus, default=ShiftStatus.PLANNED)
    remark = models.CharField("备注", max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    history = HistoricalRecords()
    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = "陪护值班"
        ordering = ["on", "starts_at", "id"]
        indexes = [models.Index(fields=["status", "on"], name="shift_day_idx")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_order"),
            models.CheckConstraint(
                condition=Q(helper__isnull=False, other="") | (Q(helper__isnull=True) & ~Q(other="")),
                name="shift_names_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.who}"

    @property
    def who(self) -> str:
        return self.helper.name if self.helper else self.other

    def move_to(self, status: ShiftStatus) -> None:
        """Set the next status without saving. Raises: ShiftWrongStatus."""
        if status not in SHIFT_TRANSITIONS.get(ShiftStatus(self.status), set()):
            raise ShiftWrongStatus(ShiftStatus(self.status).label)
        self.status = status
