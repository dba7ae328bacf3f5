"""Donations: who gave, what they wished, and the number of their receipt; the sum is the ledger entry's."""

from django.db import models
from simple_history.models import HistoricalRecords

from funds.choices import AidKind, DonorKind
from funds.models.ledger import LedgerEntry
from funds.querysets.donations import DonationQuerySet
from office.models import Bureau, PublicModel


class Donation(PublicModel):
    """One donation. Never changed: one entered wrongly is reversed with its entry and entered anew.

    An empty `wish` lets the money go wherever its source may; an empty `donor` gave without a name.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="donation", verbose_name="分录")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("收据序号")
    donor_kind = models.CharField("捐款人性质", max_length=12, choices=DonorKind.choices)
    donor = models.CharField("捐款人", max_length=100, blank=True)
    wish = models.JSONField("指定用途", default=list, blank=True)
    wish_note = models.CharField("捐款人的话", max_length=200, blank=True)
    history = HistoricalRecords()

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = "捐款"
        ordering = ["-year", "-number"]
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "number"], name="donation_number_once")]

    def __str__(self) -> str:
        return f"{self.receipt_number} {self.donor_name}"

    @property
    def receipt_number(self) -> str:
        return f"捐〔{self.year}〕{self.number}号"

    @property
    def donor_name(self) -> str:
        return self.donor or "不具名捐款人"

    @property
    def wish_text(self) -> str:
        """Return what the money is for, as the receipt says it."""
        return "、".join(AidKind(kind).label for kind in self.wish) or "不指定用途"
