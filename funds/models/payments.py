"""Payments: attempts that end paid or failed."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from funds.choices import LIVE_PAYMENT, PAYMENT_TRANSITIONS, PaymentMethod, PaymentStatus
from funds.models.aid import AidItem
from funds.models.sources import FundSource
from funds.querysets.payments import PaymentQuerySet
from office.errors import WrongStatus
from office.models import PublicModel, StaffMember, User
from office.money import YuanField


class Payment(PublicModel):
    """One attempt to pay one instalment. Only a paid one has an entry in the ledger; a failed one is kept.

    `request_key` comes from the form: the same key sent again gets this row back instead of a second payment.

    Rule: R-144.
    """

    item = models.ForeignKey(AidItem, models.PROTECT, related_name="payments", verbose_name="帮扶名单行")
    instalment = models.PositiveSmallIntegerField("期次", default=1)
    source = models.ForeignKey(FundSource, models.PROTECT, related_name="payments", verbose_name="资金来源")
    amount = YuanField("金额")
    payee_name = models.CharField("收款人", max_length=100)
    method = models.CharField("支付方式", max_length=10, choices=PaymentMethod.choices)
    voucher_number = models.CharField("凭证号", max_length=60, blank=True)
    paid_on = models.DateField("支付日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=100, blank=True)
    receiver_relation = models.CharField("签收人与本人关系", max_length=30, blank=True)
    witness = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="现金见证人"
    )
    status = models.CharField("状态", max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.ATTEMPTED)
    failure_reason = models.CharField("未付成原因", max_length=200, blank=True)
    request_key = models.CharField("请求编号", max_length=64, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经手人")
    at = models.DateTimeField("经手时间")
    history = HistoricalRecords()

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "支付"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["source", "-at", "-id"], name="payment_source")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "instalment"],
                condition=Q(status__in=LIVE_PAYMENT),
                name="payment_once_an_instalment",
                violation_error_message="这一笔已经支付或正在支付,不能再付一次。",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=~Q(status__in=[PaymentStatus.PAID, PaymentStatus.REVERSED]) | Q(paid_on__isnull=False),
                name="payment_paid_on",
            ),
            models.CheckConstraint(
                condition=~Q(status=PaymentStatus.FAILED) | ~Q(failure_reason=""), name="payment_failed_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status=PaymentStatus.PAID)
                | (Q(method=PaymentMethod.TREASURY) & ~Q(voucher_number=""))
                | (Q(method=PaymentMethod.CASH, witness__isnull=False) & ~Q(received_by="")),
                name="payment_proved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee_name} {self.amount}"

    @property
    def bureau_id(self) -> int:
        """Return the bureau of the source, for the audit trail; the workflow has the source at hand."""
        return self.source.bureau_id

    def move_to(self, status: PaymentStatus) -> None:
        """Set the next status without saving. Raises: WrongStatus."""
        if status not in PAYMENT_TRANSITIONS.get(PaymentStatus(self.status), set()):
            raise WrongStatus(
                f"{self.payee_name} 的这笔支付现在是“{PaymentStatus(self.status).label}”,"
                f"不能改为“{PaymentStatus(status).label}”。请刷新页面查看最新情况。"
            )
        self.status = status
