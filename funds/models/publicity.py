"""The publicity list as it was issued."""

from django.db import models

from funds.models.ledger import AppendOnly
from funds.querysets.publicity import PublicityIssueQuerySet
from office.models import Bureau, User
from office.money import YuanField


class PublicityIssue(models.Model):
    """A year's list as a section head issued it: rows, PDF and workbook.

    Written once; printing it again gives these bytes.

    `digest` is the SHA-256 of the PDF.

    Rules: R-164, R-166.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="publicity_issues", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    rows = models.JSONField("公布内容")
    people = models.PositiveIntegerField("人数")
    total = YuanField("合计")
    pdf = models.BinaryField("印发文件")
    xlsx = models.BinaryField("印发表格")
    digest = models.CharField("摘要", max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="印发人")
    issued_at = models.DateTimeField("印发时间")

    objects = PublicityIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "公布名单"
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["bureau", "year"], name="publicity_issued_once")]

    def __str__(self) -> str:
        return f"{self.year} 年度帮扶情况公布名单"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise AppendOnly("an issued list is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise AppendOnly("an issued list is never removed")
