"""What a year's help needs: the lines of the budget that the bureau asks for."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from funds.querysets.budget import BudgetLineQuerySet
from office.models import Bureau, PolicyText, PublicModel, User
from office.money import YuanField


class BudgetLine(PublicModel):
    """One line of a year's need. What was granted is not kept here: it is the year's receipts in the ledger.

    Rule: R-625.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="budget_lines", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    purpose = models.CharField("用途", max_length=60)
    amount = YuanField("需要金额")
    basis = models.CharField("测算依据", max_length=200, blank=True)
    document = models.ForeignKey(
        PolicyText, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据文件"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=200, blank=True)
    history = HistoricalRecords()

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = "预算项目"
        ordering = ["-year", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="budgetline_amount_positive"),
            models.UniqueConstraint(
                fields=["bureau", "year", "purpose"],
                condition=Q(withdrawn_at=None),
                name="budgetline_purpose_once",
                violation_error_message="这一年已经有这个用途,请修改原来那一项。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="budgetline_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.purpose}"
