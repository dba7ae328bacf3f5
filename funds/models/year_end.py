"""The year-end form as it was issued, and other offices' workbooks with what goes into which cell."""

from django.db import models
from simple_history.models import HistoricalRecords

from funds.models.ledger import AppendOnly
from funds.querysets.year_end import ForeignTemplateQuerySet, YearEndIssueQuerySet
from office.models import Bureau, PublicModel, User
from office.money import YuanField


class YearEndIssue(models.Model):
    """A year's statistics form as a section head issued it: figures, list, PDF and workbook. Rules: R-306, R-308.

    Written once; taking it again gives these bytes. `digest` is the SHA-256 of the PDF.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="year_end_issues", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    content = models.JSONField("内容")
    people = models.PositiveIntegerField("对象人数")
    total = YuanField("帮扶金额")
    pdf = models.BinaryField("印发文件")
    xlsx = models.BinaryField("印发表格")
    digest = models.CharField("摘要", max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="印发人")
    issued_at = models.DateTimeField("印发时间")

    objects = YearEndIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "年终统计表"
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["bureau", "year"], name="year_end_issued_once")]

    def __str__(self) -> str:
        return f"{self.year} 年度慰问帮扶统计情况表"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise AppendOnly("an issued form is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise AppendOnly("an issued form is never removed")


class ForeignTemplate(PublicModel):
    """Another office's empty workbook, as it was uploaded. Rule: R-310."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    name = models.CharField("名称", max_length=60)
    filename = models.CharField("文件名", max_length=200)
    file = models.BinaryField("模板文件")
    digest = models.CharField("摘要", max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")
    ended_on = models.DateField("停用日期", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["file"])
    objects = ForeignTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "上级表格"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class TemplateCell(models.Model):
    """What goes into a cell: a figure, or a column of a list that is written downwards from there. Rule: R-310."""

    template = models.ForeignKey(ForeignTemplate, models.PROTECT, related_name="cells", verbose_name="上级表格")
    sheet = models.CharField("工作表", max_length=31)
    address = models.CharField("单元格", max_length=10)
    content = models.CharField("填什么", max_length=60, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "上级表格的一格"
        ordering = ["sheet", "id"]
        constraints = [models.UniqueConstraint(fields=["template", "sheet", "address"], name="template_cell_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.address}"
