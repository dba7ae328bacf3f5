"""Cash advances: money taken out for named rows of an approved plan, delivered, signed for, accounted for, settled."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from funds.choices import ADVANCE_TRANSITIONS, DELIVERED, AdvanceStatus, Delivery
from funds.models.aid import AidApplication, AidItem
from funds.models.sources import FundSource
from funds.querysets.advances import AdvanceRowQuerySet, CashAdvanceQuerySet
from office.errors import WrongStatus
from office.models import KeptFileBase, PublicModel, StaffMember, User
from office.money import YuanField


class CashAdvance(PublicModel):
    """Cash that one member of staff took to deliver. `amount` is what was taken, `returned` what came back at last.

    `request_key` comes from the form: the same key sent again gets this advance back instead of a second one.
    """

    application = models.ForeignKey(AidApplication, models.PROTECT, related_name="advances", verbose_name="慰问方案")
    source = models.ForeignKey(FundSource, models.PROTECT, related_name="advances", verbose_name="资金来源")
    taker = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name="借款人")
    amount = YuanField("借款金额")
    issued_on = models.DateField("借款日期")
    due_on = models.DateField("报账期限")
    document = models.CharField("借据号", max_length=60)
    status = models.CharField("状态", max_length=10, choices=AdvanceStatus.choices, default=AdvanceStatus.OUT)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="付款人")
    issued_at = models.DateTimeField("付款时间")
    handed_in_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交账人"
    )
    handed_in_at = models.DateTimeField("交账时间", null=True, blank=True)
    back_reason = models.CharField("退回补正的原因", max_length=200, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人")
    settled_at = models.DateTimeField("报账时间", null=True, blank=True)
    returned = YuanField("退回金额", null=True, blank=True)
    request_key = models.CharField("请求编号", max_length=64, unique=True)
    history = HistoricalRecords()

    objects = CashAdvanceQuerySet.as_manager()

    class Meta:
        verbose_name = "预借现金"
        ordering = ["-issued_on", "-id"]
        indexes = [
            models.Index(fields=["source", "status"], name="advance_source_status"),
            models.Index(fields=["taker", "status"], name="advance_taker_status"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="advance_amount_positive"),
            models.CheckConstraint(
                condition=Q(status=AdvanceStatus.OUT, handed_in_by__isnull=True, handed_in_at__isnull=True)
                | ~Q(status=AdvanceStatus.OUT) & Q(handed_in_by__isnull=False, handed_in_at__isnull=False),
                name="advance_handed_in_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status=AdvanceStatus.SETTLED)
                & Q(settled_by__isnull=True, settled_at__isnull=True, returned__isnull=True)
                | Q(status=AdvanceStatus.SETTLED, settled_by__isnull=False, settled_at__isnull=False)
                & Q(returned__gte=0, returned__lte=models.F("amount")),
                name="advance_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taker} 预借 {self.amount}"

    @property
    def bureau_id(self) -> int:
        """Return the bureau of the source, for the audit trail."""
        return self.source.bureau_id

    def move_to(self, status: AdvanceStatus) -> None:
        """Set the next status without saving. Raises: WrongStatus."""
        if status not in ADVANCE_TRANSITIONS.get(AdvanceStatus(self.status), set()):
            raise WrongStatus(
                f"这笔预借现在是“{AdvanceStatus(self.status).label}”,不能改为“{AdvanceStatus(status).label}”。"
                "请刷新页面查看最新情况。"
            )
        self.status = status


class AdvanceRow(PublicModel):
    """One row of the plan that the cash is for, and what became of it: signed for, collected, or brought back.

    Rule: R-670.
    """

    advance = models.ForeignKey(CashAdvance, models.PROTECT, related_name="rows", verbose_name="预借现金")
    item = models.ForeignKey(AidItem, models.PROTECT, related_name="advance_rows", verbose_name="帮扶名单行")
    amount = YuanField("金额")
    delivery = models.CharField("送达情况", max_length=12, choices=Delivery.choices, blank=True)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=100, blank=True)
    receiver_relation = models.CharField("签收人与本人关系", max_length=30, blank=True)
    reason = models.CharField("未送达原因", max_length=200, blank=True)
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    told_at = models.DateTimeField("登记时间", null=True, blank=True)
    history = HistoricalRecords()

    objects = AdvanceRowQuerySet.as_manager()

    class Meta:
        verbose_name = "预借明细"
        ordering = ["advance", "id"]
        constraints = [
            models.UniqueConstraint(fields=["advance", "item"], name="advancerow_item_once"),
            models.UniqueConstraint(
                fields=["item"], condition=~Q(delivery=Delivery.UNDELIVERED), name="advancerow_out_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="advancerow_amount_positive"),
            models.CheckConstraint(
                condition=~Q(delivery__in=DELIVERED) | Q(delivered_on__isnull=False) & ~Q(received_by=""),
                name="advancerow_signed_for",
            ),
            models.CheckConstraint(
                condition=~Q(delivery=Delivery.COLLECTED) | ~Q(receiver_relation=""), name="advancerow_relation"
            ),
            models.CheckConstraint(
                condition=~Q(delivery=Delivery.UNDELIVERED) | ~Q(reason=""), name="advancerow_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.payee_name} {self.amount}"

    @property
    def refund(self) -> Decimal:
        """Return what of the row comes back, in yuan."""
        return self.amount if self.delivery == Delivery.UNDELIVERED else Decimal(0)


class AdvancePhoto(KeptFileBase):
    """The scan of a signed delivery sheet, or (with a row) the photo of who collected the money."""

    advance = models.ForeignKey(CashAdvance, models.PROTECT, related_name="photos", verbose_name="预借现金")
    row = models.ForeignKey(
        AdvanceRow, models.PROTECT, null=True, blank=True, related_name="photos", verbose_name="预借明细"
    )
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta(KeptFileBase.Meta):
        verbose_name = "签收影像"

    @property
    def bureau_id(self) -> int:
        """Return the bureau of the source, for the audit trail."""
        return self.advance.bureau_id
