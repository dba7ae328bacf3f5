"""The ledger: entries that are only ever added, the reservations approvals hold, the reversals asked for.

Sign convention: `amount` is positive; `direction` says whether the source's balance went up (1) or down (-1). At
every moment a source's balance is the sum of amount × direction over its entries, and its `reserved` the sum of its
held reservations.
"""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from funds.choices import DIRECTION_OF_KIND, Direction, EntryKind, ReservationStatus, ReversalStatus
from funds.models.advances import CashAdvance
from funds.models.aid import AidItem
from funds.models.payments import Payment
from funds.models.sources import FundSource
from funds.querysets.ledger import AppendOnly, LedgerEntryQuerySet, ReversalQuerySet
from office.models import PublicModel, User, new_public_id
from office.money import YuanField


class LedgerEntry(models.Model):
    """One movement of one source.

    Written by `funds.ledger` alone; never changed, never removed (triggers refuse it too).
    """

    public_id = models.CharField("编号", max_length=12, unique=True, default=new_public_id, editable=False)
    source = models.ForeignKey(FundSource, models.PROTECT, related_name="entries", verbose_name="资金来源")
    kind = models.CharField("类型", max_length=12, choices=EntryKind.choices)
    direction = models.SmallIntegerField("收支", choices=Direction.choices)
    amount = YuanField("金额")
    on = models.DateField("日期")
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="支付"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="所冲销的分录"
    )
    advance = models.ForeignKey(
        CashAdvance, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="预借现金"
    )
    counterparty = models.CharField("对方", max_length=100, blank=True)
    document = models.CharField("凭证", max_length=100, blank=True)
    note = models.CharField("摘要", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记账人")
    at = models.DateTimeField("记账时间")
    request_key = models.CharField("请求编号", max_length=64, unique=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "分录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["source", "-id"], name="entry_source"),
            models.Index(fields=["on", "kind"], name="entry_on_kind"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_amount_positive"),
            models.CheckConstraint(
                condition=Q(
                    *[Q(kind=kind, direction=direction) for kind, direction in DIRECTION_OF_KIND.items()],
                    Q(kind__in=[EntryKind.REVERSAL, EntryKind.CARRY_OVER], direction__in=Direction.values),
                    _connector=Q.OR,
                ),
                name="entry_direction_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False)
                | ~Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=True),
                name="entry_reversal_names_its_entry",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.PAYMENT) | Q(payment__isnull=False), name="entry_payment_of_a_payment"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[EntryKind.ADVANCE, EntryKind.SETTLEMENT]) | Q(advance__isnull=False),
                name="entry_of_an_advance",
            ),
            models.UniqueConstraint(
                fields=["advance"], condition=Q(kind=EntryKind.ADVANCE), name="entry_advance_booked_once"
            ),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(kind=EntryKind.PAYMENT), name="entry_payment_booked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise AppendOnly("ledger entries are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise AppendOnly("ledger entries are never removed")


class Reservation(PublicModel):
    """The share of a source that an approval holds for one item, until it is paid (used) or given up (released)."""

    source = models.ForeignKey(FundSource, models.PROTECT, related_name="reservations", verbose_name="资金来源")
    item = models.ForeignKey(AidItem, models.PROTECT, related_name="reservations", verbose_name="帮扶名单行")
    amount = YuanField("金额")
    status = models.CharField("状态", max_length=10, choices=ReservationStatus.choices, default=ReservationStatus.HELD)
    held_at = models.DateTimeField("预留时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "预留"
        ordering = ["-held_at", "-id"]
        indexes = [models.Index(fields=["source", "status"], name="reservation_source_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(status=ReservationStatus.HELD), name="reservation_held_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reservation_amount_positive"),
            models.CheckConstraint(
                condition=Q(status=ReservationStatus.HELD, ended_at__isnull=True)
                | ~Q(status=ReservationStatus.HELD) & Q(ended_at__isnull=False),
                name="reservation_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.amount}"


class Reversal(PublicModel):
    """A keeper's request to reverse a payment or a receipt, and the second person's answer.

    A confirmed one has booked an entry.
    """

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="reversal_requests", verbose_name="分录")
    reason = models.CharField("冲销原因", max_length=200)
    status = models.CharField("状态", max_length=10, choices=ReversalStatus.choices, default=ReversalStatus.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人")
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    decision_note = models.CharField("复核意见", max_length=200, blank=True)
    history = HistoricalRecords()

    objects = ReversalQuerySet.as_manager()

    class Meta:
        verbose_name = "冲销申请"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=~Q(status=ReversalStatus.DECLINED),
                name="reversal_once",
                violation_error_message="这一笔已经申请过冲销。",
            ),
            models.CheckConstraint(
                condition=Q(status=ReversalStatus.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(status=ReversalStatus.ASKED) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="reversal_decided_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"冲销申请 {self.public_id}"
