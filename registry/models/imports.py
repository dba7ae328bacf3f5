"""Import batches: the file as it came, its rows as they were read, and what became of each."""

from django.db import models

from office.crypto import EncryptedBinaryField, EncryptedTextField
from office.models import Bureau, PublicModel, User
from registry import choices as c


class ImportBatch(PublicModel):
    """One uploaded workbook on its way: previewed, then confirmed or discarded."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    file_name = models.CharField("文件名", max_length=200)
    file_bytes = EncryptedBinaryField("文件")
    digest = models.CharField("摘要", max_length=64)
    as_of = models.DateField("填报日期")
    serving_staff = models.PositiveIntegerField("在职人数", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=c.BatchStatus.choices, default=c.BatchStatus.PREVIEW)
    result = models.JSONField("结果", default=dict)  # the answer of `import_roster`, values masked
    layout = models.JSONField("表的布局", default=dict)  # kind of sheet → its name, header row, headers by column key
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    created_at = models.DateTimeField("上传时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    decided_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of a staged batch: its place in the file, what was read of it, the verdict and why."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    kind = models.CharField("内容", max_length=10)  # people | family | stays
    sheet = models.CharField("工作表", max_length=40)
    number = models.PositiveIntegerField("行号")
    label = models.CharField("姓名", max_length=100, blank=True)
    verdict = models.CharField("结论", max_length=10, choices=c.RowVerdict.choices)
    target_id = models.BigIntegerField("对应记录", null=True)
    faults = models.JSONField("问题", default=list)  # [{column, value (masked), reason, warning}]
    changes = models.JSONField("变化", default=list)  # [{column, old, new}], masked
    cells = EncryptedTextField("内容", blank=True, default="")  # what was read: `registry.imports.cells`

    class Meta:
        verbose_name = "导入行"
        ordering = ["id"]
        indexes = [models.Index(fields=["batch", "verdict"], name="import_row_verdict")]

    def __str__(self) -> str:
        return f"{self.sheet} 第 {self.number} 行"
