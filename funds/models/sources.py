"""Where money comes from, whom it may be paid to, and the standards of festival greetings."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from funds.choices import ADMINISTRATIVE_KINDS, AidKind, CarryOver, SourceKind
from funds.querysets.sources import FundSourceQuerySet, GreetingsStandardQuerySet
from office.models import Bureau, PolicyText, PublicModel, User
from office.money import YuanField
from office.occasions import Occasion
from registry.choices import PersonKind


class FundSource(PublicModel):
    """A pot of money with a keeper and a payee rule.

    `balance` and `reserved` are moved by `funds.ledger` alone, in the transaction of the entry or reservation that
    moves them. An empty `payee_kinds` or `purposes` means the rule does not narrow them.

    Rule: R-148.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="fund_sources", verbose_name="局")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("性质", max_length=20, choices=SourceKind.choices)
    keeper = models.ForeignKey(User, models.PROTECT, related_name="kept_sources", verbose_name="管理人")
    payee_kinds = models.JSONField("可支付的人员类别", default=list, blank=True)
    party_members_only = models.BooleanField("只用于党员", default=False)
    admits_members_survivors = models.BooleanField("已故党员的遗属可以例外", default=False)
    purposes = models.JSONField("可用于的帮扶种类", default=list, blank=True)
    document = models.ForeignKey(
        PolicyText, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据文件"
    )
    rule_note = models.CharField("规则说明", max_length=200, blank=True)
    year = models.PositiveSmallIntegerField("预算年度", null=True, blank=True)
    carry_over = models.CharField("年末结余", max_length=10, choices=CarryOver.choices, default=CarryOver.CARRY)
    opened_on = models.DateField("启用日期")
    closed_on = models.DateField("停用日期", null=True, blank=True)
    closed_reason = models.CharField("停用原因", max_length=200, blank=True)
    balance = YuanField("余额", default=Decimal(0), editable=False)
    reserved = YuanField("已预留", default=Decimal(0), editable=False)
    history = HistoricalRecords(excluded_fields=["balance", "reserved"])

    objects = FundSourceQuerySet.as_manager()

    class Meta:
        verbose_name = "资金来源"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "name"],
                name="fundsource_name_once",
                violation_error_message="已有同名的资金来源,请换一个名称。",
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="fundsource_balance_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="fundsource_reserved_not_negative"),
            models.CheckConstraint(condition=Q(reserved__lte=F("balance")), name="fundsource_reserved_within_balance"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="fundsource_closed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def available(self) -> Decimal:
        """Return what may still be reserved, in yuan."""
        return self.balance - self.reserved

    @property
    def is_administrative(self) -> bool:
        return self.kind in ADMINISTRATIVE_KINDS

    def payee_labels(self) -> list[str]:
        return [PersonKind(kind).label for kind in self.payee_kinds] or ["不限"]

    def purpose_labels(self) -> list[str]:
        return [AidKind(kind).label for kind in self.purposes] or ["不限"]


class GreetingsStandard(PublicModel):
    """What may be given on an occasion without an application of its own (慰问标准), from a day on.

    `amount` in yuan per person and time. A row of the bureau's own stands before one of the installation (bureau
    empty).
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="局")
    occasion = models.CharField("时节", max_length=20, choices=Occasion.choices)
    person_kinds = models.JSONField("人员类别", default=list)
    amount = YuanField("每人每次标准")
    times_a_year = models.PositiveSmallIntegerField("每年次数", default=1)
    document = models.CharField("依据", max_length=200, blank=True)
    policy_text = models.ForeignKey(
        PolicyText, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据文件"
    )
    holds_from = models.DateField("起用日期")
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    history = HistoricalRecords()

    objects = GreetingsStandardQuerySet.as_manager()

    class Meta:
        verbose_name = "慰问标准"
        ordering = ["occasion", "-holds_from"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="greetingsstandard_amount_positive"),
            models.CheckConstraint(condition=Q(times_a_year__gte=1), name="greetingsstandard_at_least_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="greetingsstandard_confirmed_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}慰问标准"

    @property
    def ground(self) -> str:
        """Return what a refusal cites: what was typed, else the policy text."""
        return self.document or str(self.policy_text)

    def kind_labels(self) -> list[str]:
        return [PersonKind(kind).label for kind in self.person_kinds]
