"""Records of one person joined, and pairs of records found to be of two."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedTextField
from office.models import PublicModel, User
from registry.models.people import Person


class Merge(PublicModel):
    """One record joined to another that stays; `undo` is what taking it back needs (JSON, it holds old values)."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges", verbose_name="保留的记录")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="merged_by", verbose_name="并入的记录")
    reason = models.CharField("合并依据", max_length=200)
    undo = EncryptedTextField()
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="合并人")
    merged_at = models.DateTimeField("合并时间")
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_reason = models.CharField("撤销原因", max_length=200, blank=True)
    history = HistoricalRecords(excluded_fields=["undo"])

    class Meta:
        verbose_name = "合并"
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason=""),
                name="merge_undone_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"合并 {self.merged_at:%Y-%m-%d}"

    @property
    def bureau_id(self) -> int:
        """Return the bureau for the audit trail. Needs the kept record at hand."""
        return self.kept.bureau_id


class NotSame(PublicModel):
    """Two records that look alike and are of two people; the lower row id stands first."""

    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField("依据", max_length=200)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="确认人")
    decided_at = models.DateTimeField("确认时间")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人")
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "不是同一人"
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], condition=Q(ended_at__isnull=True), name="not_same_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="not_same_in_order"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="not_same_ended_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"

    @property
    def bureau_id(self) -> int:
        """Return the bureau for the audit trail. Needs the record at hand."""
        return self.one.bureau_id
