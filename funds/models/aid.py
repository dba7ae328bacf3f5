"""Applications for aid: one person's, or one plan with an attached list; and the steps that were signed."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from funds.choices import (
    AID_TRANSITIONS,
    ITEM_TRANSITIONS,
    AidForm,
    AidKind,
    AidStatus,
    ItemStatus,
    WayOfHelp,
)
from funds.models.sources import FundSource, GreetingsStandard
from funds.querysets.aid import AidApplicationQuerySet, AidItemQuerySet, AidStepQuerySet
from office.crypto import EncryptedTextField
from office.errors import WrongStatus
from office.models import Bureau, PublicModel, SignedStepBase, User
from office.money import YuanField
from office.occasions import Occasion
from registry.models import Person


class AidApplication(PublicModel):
    """What is asked for and where it stands. Payee, source and amounts are frozen from submission on.

    `round` counts submissions: each starts the route again, and the steps signed before stay as they were.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="aid_applications", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("序号")
    form = models.CharField("形式", max_length=10, choices=AidForm.choices)
    title = models.CharField("事由", max_length=100)
    aid_kind = models.CharField("帮扶种类", max_length=20, choices=AidKind.choices)
    occasion = models.CharField("时节", max_length=20, choices=Occasion.choices, blank=True)
    occasion_year = models.PositiveSmallIntegerField("慰问年度", null=True, blank=True)
    source = models.ForeignKey(FundSource, models.PROTECT, related_name="applications", verbose_name="资金来源")
    reason = EncryptedTextField("申请理由", blank=True)
    status = models.CharField("状态", max_length=10, choices=AidStatus.choices, default=AidStatus.DRAFT)
    round = models.PositiveSmallIntegerField("轮次", default=0)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    approved_at = models.DateTimeField("审批完成时间", null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人")
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    end_reason = models.CharField("办结说明", max_length=200, blank=True)
    history = HistoricalRecords()

    objects = AidApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "帮扶申请"
        ordering = ["-year", "-number"]
        indexes = [
            models.Index(fields=["bureau", "status", "-year", "-number"], name="aid_bureau_status"),
            models.Index(fields=["source", "status"], name="aid_source_status"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year", "number"], name="aid_number_once"),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_at__isnull=True, round=0)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False, round__gte=1),
                name="aid_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="aid_ended_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[AidStatus.APPROVED, AidStatus.CLOSED]) | Q(approved_at__isnull=False),
                name="aid_approved_at",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[AidStatus.REFUSED, AidStatus.WITHDRAWN]) | ~Q(end_reason=""),
                name="aid_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(occasion="", occasion_year=None) | (~Q(occasion="") & Q(occasion_year__isnull=False)),
                name="aid_occasion_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.title}"

    @property
    def document_number(self) -> str:
        return f"{self.year}-{self.number:04d}"

    @property
    def occasion_text(self) -> str:
        """Return what the greetings are for, such as 2027年春节; "" without an occasion."""
        return f"{self.occasion_year}年{self.get_occasion_display()}" if self.occasion else ""

    @property
    def is_plan(self) -> bool:
        return self.form == AidForm.PLAN

    @property
    def can_change(self) -> bool:
        """Return whether payee, source and amounts are still open."""
        return self.status in (AidStatus.DRAFT, AidStatus.RETURNED)

    def move_to(self, status: AidStatus) -> None:
        """Set the next status without saving. Raises: WrongStatus."""
        if status not in AID_TRANSITIONS.get(AidStatus(self.status), set()):
            raise WrongStatus(
                f"这份申请现在是“{AidStatus(self.status).label}”,不能改为“{AidStatus(status).label}”。请刷新页面查看最新情况。"
            )
        self.status = status


class AidItem(PublicModel):
    """What one person gets under an application; a single application has one.

    `amount_approved` is what the approvers have left of `amount_asked`: lowered step by step, never raised.
    """

    application = models.ForeignKey(AidApplication, models.PROTECT, related_name="items", verbose_name="帮扶申请")
    person = models.ForeignKey(Person, models.PROTECT, related_name="aid_items", verbose_name="帮扶对象")
    recognition = models.ForeignKey(
        "casework.Recognition", models.PROTECT, null=True, blank=True, related_name="aid_items", verbose_name="认定"
    )
    standard = models.ForeignKey(
        GreetingsStandard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="慰问标准"
    )
    payee_name = models.CharField("收款人", max_length=100)
    payee_relation = models.CharField("与本人关系", max_length=30, default="本人")
    amount_asked = YuanField("申请金额")
    amount_approved = YuanField("核定金额", null=True, blank=True)
    goods = models.CharField("慰问品", max_length=100, blank=True)
    way_of_help = models.CharField("帮扶方式", max_length=10, choices=WayOfHelp.choices, default=WayOfHelp.ONE_OFF)
    status = models.CharField("状态", max_length=10, choices=ItemStatus.choices, default=ItemStatus.PENDING)
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停发人")
    stopped_at = models.DateTimeField("停发时间", null=True, blank=True)
    stop_reason = models.CharField("停发原因", max_length=200, blank=True)
    history = HistoricalRecords()

    objects = AidItemQuerySet.as_manager()

    class Meta:
        verbose_name = "帮扶名单行"
        ordering = ["application", "id"]
        indexes = [models.Index(fields=["person", "status"], name="aiditem_person_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=~Q(status=ItemStatus.STOPPED),
                name="aiditem_person_once",
                violation_error_message="这个人已经在名单里。",
            ),
            models.CheckConstraint(condition=Q(amount_asked__gt=0), name="aiditem_amount_positive"),
            models.CheckConstraint(
                condition=Q(amount_approved__isnull=True)
                | Q(amount_approved__gt=0, amount_approved__lte=F("amount_asked")),
                name="aiditem_never_raised",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ItemStatus.PENDING, ItemStatus.STOPPED]) | Q(amount_approved__isnull=False),
                name="aiditem_payable_has_amount",
            ),
            models.CheckConstraint(
                condition=~Q(status=ItemStatus.STOPPED) & Q(stopped_by__isnull=True, stopped_at__isnull=True)
                | Q(status=ItemStatus.STOPPED, stopped_by__isnull=False, stopped_at__isnull=False) & ~Q(stop_reason=""),
                name="aiditem_stopped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee_name} {self.amount}"

    @property
    def amount(self) -> Decimal:
        """Return the sum as it stands, in yuan: approved if anybody has, else asked."""
        return self.amount_asked if self.amount_approved is None else self.amount_approved

    def move_to(self, status: ItemStatus) -> None:
        """Set the next status without saving. Raises: WrongStatus."""
        if status not in ITEM_TRANSITIONS.get(ItemStatus(self.status), set()):
            raise WrongStatus(
                f"{self.payee_name} 这一笔现在是“{ItemStatus(self.status).label}”,"
                f"不能改为“{ItemStatus(status).label}”。请刷新页面查看最新情况。"
            )
        self.status = status


class AidStep(SignedStepBase):
    """One step of an application's route in one round.

    `item_amounts` maps items (public id) to the sums signed, in yuan.
    """

    application = models.ForeignKey(AidApplication, models.PROTECT, related_name="steps", verbose_name="帮扶申请")
    item_amounts = models.JSONField("逐人核定金额", default=dict, blank=True)
    history = HistoricalRecords(excluded_fields=["scan"])

    objects = AidStepQuerySet.as_manager()

    class Meta(SignedStepBase.Meta):
        verbose_name = "审批环节"
        constraints = [
            *SignedStepBase.Meta.constraints,
            models.UniqueConstraint(fields=["application", "round", "order"], name="aidstep_order_once"),
        ]
