"""Recognition of a person as a recipient in a category for a year, and its signed steps."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from casework.choices.recognition import (
    CLOSED,
    PUBLIC_WORDING,
    TONES,
    TRANSITIONS,
    Category,
    Cause,
    EndReason,
    Origin,
    RecognitionPaperKind,
    RecognitionStatus,
)
from casework.errors.recognition import RecognitionWrongStatus
from casework.querysets.recognition import RecognitionQuerySet, StepQuerySet
from office import clock
from office.crypto import EncryptedTextField
from office.models import KeptFileBase, PublicModel, RouteBase, RouteStepBase, SignedStepBase


class Recognition(PublicModel):
    """A person recognised, or to be recognised, in a category for a year. Rule: R-90."""

    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="+", verbose_name="局")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="recognitions", verbose_name="对象")
    branch = models.ForeignKey(
        "office.Branch", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="征求意见的支部"
    )
    category = models.CharField("类别", max_length=25, choices=Category)
    year = models.PositiveSmallIntegerField("年度")
    reason = EncryptedTextField("困难情况和原因")
    cause = models.CharField("主要致困原因", max_length=12, choices=Cause, blank=True)
    second_cause = models.CharField("其他致困原因", max_length=12, choices=Cause, blank=True)
    origin = models.CharField("申请来源", max_length=10, choices=Origin)
    asked_by = models.CharField("提出人", max_length=60, blank=True)
    asked_on = models.DateField("提出日期", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=RecognitionStatus, default=RecognitionStatus.DRAFT)
    round = models.PositiveSmallIntegerField("提交次数", default=0)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    recognised_on = models.DateField("认定日期", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="终结办理人"
    )
    closed_at = models.DateTimeField("终结时间", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=10, choices=EndReason, blank=True)
    closing_note = EncryptedTextField("退回、不同意、撤回或终止的说明", blank=True)

    history = HistoricalRecords()
    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = "帮扶对象认定"
        ordering = ["-year", "-id"]
        indexes = [
            models.Index(fields=["bureau", "-year", "-id"], name="recognition_list_idx"),
            models.Index(fields=["status", "bureau"], name="recognition_status_idx"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category", "year"],
                condition=~Q(status__in=sorted(CLOSED)),
                name="recognition_one_open",
                violation_error_message="同一年同一类别只认定一次。",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by=None, submitted_at=None)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="recognition_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None) & ~Q(status__in=sorted(CLOSED))
                | Q(closed_by__isnull=False, closed_at__isnull=False, status__in=sorted(CLOSED)),
                name="recognition_closed_pair",
            ),
            models.CheckConstraint(
                condition=Q(recognised_on__isnull=False) | ~Q(status=RecognitionStatus.RECOGNISED),
                name="recognition_recognised_on",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=False) & ~Q(end_reason="") | ~Q(status=RecognitionStatus.ENDED),
                name="recognition_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年认定"

    @property
    def wording(self) -> str:
        """What may be posted of the category, and be read by who may not see an illness. Rule: R-106."""
        return PUBLIC_WORDING[Category(self.category)]

    @property
    def submitted_on(self) -> date | None:
        """The day of the last submission, in Shanghai."""
        return self.submitted_at.astimezone(clock.SHANGHAI).date() if self.submitted_at else None

    @property
    def tone(self) -> str:
        """The tone of the status badge."""
        return TONES[RecognitionStatus(self.status)]

    def move_to(self, status: RecognitionStatus) -> None:
        """Set the next status without saving. Raises: RecognitionWrongStatus."""
        if status not in TRANSITIONS.get(RecognitionStatus(self.status), set()):
            raise RecognitionWrongStatus(RecognitionStatus(self.status).label, RecognitionStatus(status).label)
        self.status = status


class RecognitionRoute(RouteBase):
    """A bureau's own route of recognition; without one the shipped one holds (an opinion and one signature)."""

    history = HistoricalRecords()

    class Meta(RouteBase.Meta):
        verbose_name = "认定流程"

    def __str__(self) -> str:
        return "帮扶对象认定流程"


class RecognitionRouteStep(RouteStepBase):
    route = models.ForeignKey(RecognitionRoute, models.PROTECT, related_name="steps", verbose_name="认定流程")
    history = HistoricalRecords()

    class Meta(RouteStepBase.Meta):
        verbose_name = "认定流程环节"
        constraints = [models.UniqueConstraint(fields=["route", "order"], name="recognition_route_order_once")]


class RecognitionStep(SignedStepBase):
    """One step of one recognition's route, written down at submission."""

    recognition = models.ForeignKey(Recognition, models.PROTECT, related_name="steps", verbose_name="认定")
    history = HistoricalRecords(excluded_fields=["scan"])
    objects = StepQuerySet.as_manager()

    class Meta(SignedStepBase.Meta):
        verbose_name = "认定办理环节"
        constraints = [
            *SignedStepBase.Meta.constraints,
            models.UniqueConstraint(fields=["recognition", "round", "order"], name="recognition_step_once"),
        ]


class RecognitionPaper(KeptFileBase):
    """The written request, or a proof that came with it."""

    recognition = models.ForeignKey(Recognition, models.PROTECT, related_name="papers", verbose_name="认定")
    kind = models.CharField("材料类别", max_length=10, choices=RecognitionPaperKind)
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta(KeptFileBase.Meta):
        verbose_name = "认定申请材料"
