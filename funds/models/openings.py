"""The opening of an office's books: a workbook that a keeper brought and a second person confirmed."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from funds.choices import OpeningStatus
from funds.querysets.openings import OpeningQuerySet
from office.models import Bureau, KeptFileBase, User


class Opening(KeptFileBase):
    """A workbook of opening balances and this year's earlier payments, as it was uploaded.

    `seen` is the fingerprint of what the keeper saw; with `only_valid` the rows that are refused are left out.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    only_valid = models.BooleanField("只导入没有问题的行", default=False)
    seen = models.CharField("预览指纹", max_length=64)
    status = models.CharField("状态", max_length=10, choices=OpeningStatus.choices, default=OpeningStatus.ASKED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人")
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    decision_note = models.CharField("复核意见", max_length=200, blank=True)
    history = HistoricalRecords(excluded_fields=["content"])

    objects = OpeningQuerySet.as_manager()

    class Meta(KeptFileBase.Meta):
        verbose_name = "期初导入"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "added_by"], condition=Q(status=OpeningStatus.ASKED), name="opening_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status=OpeningStatus.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(status=OpeningStatus.ASKED) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="opening_decided_pair",
            ),
        ]
