"""What a person asks for, until the person says it is settled; and what helpers report for a caseworker to confirm."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from casework.choices.needs import (
    IN_HAND,
    NEED_ACTS,
    OPEN_NEEDS,
    REPORT_TRANSITIONS,
    Act,
    ConfirmedHow,
    NeedEnd,
    NeedKind,
    NeedStatus,
    ReportKind,
    ReportStatus,
)
from casework.errors.needs import NeedWrongStatus, ReportWrongStatus
from casework.querysets.needs import HelperReportQuerySet, NeedQuerySet
from office.crypto import EncryptedTextField
from office.models import PublicModel


class Need(PublicModel):
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="needs", verbose_name="诉求人")
    kind = models.CharField("类别", max_length=10, choices=NeedKind)
    text = EncryptedTextField("诉求内容")
    status = models.CharField("状态", max_length=10, choices=NeedStatus, default=NeedStatus.REGISTERED)
    raised_on = models.DateField("提出日期")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    raised_at = models.DateTimeField("登记时间")
    contact = models.ForeignKey(
        "casework.Contact", models.PROTECT, null=True, blank=True, related_name="needs", verbose_name="来自哪次走访"
    )
    assigned_to = models.ForeignKey(
        "office.StaffMember", models.PROTECT, null=True, blank=True, related_name="needs", verbose_name="承办人"
    )
    due_on = models.DateField("办理期限", null=True, blank=True)
    outcome = EncryptedTextField("办理结果", blank=True, default="")
    done_on = models.DateField("办理日期", null=True, blank=True)
    confirmed_on = models.DateField("本人确认日期", null=True, blank=True)
    confirmed_how = models.CharField("确认方式", max_length=6, choices=ConfirmedHow, blank=True)
    reopened = models.PositiveSmallIntegerField("重新办理次数", default=0)
    escalated_on = models.DateField("超期上报日期", null=True, blank=True)
    escalated_to = models.ForeignKey(
        "office.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上报给"
    )
    closed_on = models.DateField("终止日期", null=True, blank=True)
    closed_as = models.CharField("终止类别", max_length=10, choices=NeedEnd, blank=True)
    closed_reason = models.CharField("终止原因", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "诉求"
        ordering = ["-raised_on", "-id"]
        indexes = [
            models.Index(fields=["status", "due_on"], name="need_status_due_idx"),
            models.Index(fields=["person", "status"], name="need_person_idx"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=NeedStatus.REGISTERED)
                | Q(status=NeedStatus.CLOSED)
                | Q(assigned_to__isnull=False, due_on__isnull=False),
                name="need_assigned_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=NeedStatus.CLOSED)
                | (Q(closed_on__isnull=False) & ~Q(closed_reason="") & ~Q(closed_as="")),
                name="need_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=NeedStatus.CONFIRMED) | Q(confirmed_on__isnull=False, done_on__isnull=False),
                name="need_confirmed_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"诉求 {self.raised_on}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_NEEDS

    @property
    def in_hand(self) -> bool:
        return self.status in IN_HAND

    def is_overdue(self, today: date) -> bool:
        return self.in_hand and self.due_on is not None and self.due_on < today

    def perform(self, act: Act) -> None:
        """Set the status that follows an act, without saving. Raises: NeedWrongStatus."""
        status = NeedStatus(self.status)
        if status not in NEED_ACTS[act].moves:
            raise NeedWrongStatus(status.label, act.label)
        self.status = NEED_ACTS[act].moves[status]


class NeedStep(models.Model):
    """One line of a need's course: what was done on which day, for and by whom. Written once."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="steps", verbose_name="诉求")
    act = models.CharField("办理", max_length=10, choices=Act)
    on = models.DateField("日期")
    text = EncryptedTextField("内容", blank=True, default="")
    staff = models.ForeignKey(
        "office.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及人"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "诉求办理经过"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_act_display()}"


class HelperReport(PublicModel):
    """A death or a hospital stay as a helper tells it; it changes the registry only when a caseworker confirms it."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="helper_reports", verbose_name="对象")
    helper = models.ForeignKey(
        "office.StaffMember", models.PROTECT, related_name="helper_reports", verbose_name="报告人"
    )
    kind = models.CharField("报告事项", max_length=6, choices=ReportKind)
    happened_on = models.DateField("发生日期")
    hospital = models.CharField("医院", max_length=80, blank=True)
    ward = models.CharField("病区", max_length=40, blank=True)
    bed = models.CharField("床号", max_length=20, blank=True)
    told_by = models.CharField("来电人", max_length=60, blank=True)
    family_contact = models.CharField("陪护家属", max_length=60, blank=True)
    family_phone = models.CharField("陪护家属电话", max_length=60, blank=True)
    note = EncryptedTextField("情况说明", blank=True, default="")
    status = models.CharField("状态", max_length=10, choices=ReportStatus, default=ReportStatus.SENT)
    # Unique, so blank must be NULL.
    request_key = models.CharField("提交标识", max_length=40, unique=True, null=True, blank=True, default=None)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人")
    sent_at = models.DateTimeField("提交时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人"
    )
    decided_at = models.DateTimeField("核实时间", null=True, blank=True)
    decline_reason = models.CharField("未采纳原因", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = HelperReportQuerySet.as_manager()

    class Meta:
        verbose_name = "联系人报告"
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["status", "-sent_at"], name="helper_report_status_idx")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ReportKind.STAY) | ~Q(hospital=""), name="helper_report_stay_names_hospital"
            ),
            models.CheckConstraint(
                condition=Q(status=ReportStatus.SENT, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(status=ReportStatus.SENT) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="helper_report_decided_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.DECLINED) | ~Q(decline_reason=""),
                name="helper_report_declined_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}报告"

    def move_to(self, status: ReportStatus) -> None:
        """Set the next status without saving. Raises: ReportWrongStatus."""
        if status not in REPORT_TRANSITIONS.get(ReportStatus(self.status), set()):
            raise ReportWrongStatus(ReportStatus(self.status).label, ReportStatus(status).label)
        self.status = status
