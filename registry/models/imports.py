"""Import batches: the file as it came, its rows as they were read, and what became of each."""

from django.db import models

from office.crypto import EncryptedBinaryField, EncryptedTextField
from office.models import Bureau, PublicModel, User
from registry import choices as c


class ImportBatch(PublicModel):
    """One uploaded workbook on its way: read, previewed, confirmed or discarded, perhaps undone."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    file_name = models.CharField("文件名", max_length=200)
    file_bytes = EncryptedBinaryField("文件")
    digest = models.CharField("摘要", max_length=64)
    as_of = models.DateField("填报日期")
    dated = models.BooleanField("填报日期由上传人填写", default=False)  # otherwise the file's own goes first
    serving_staff = models.PositiveIntegerField("在职人数", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=c.BatchStatus.choices, default=c.BatchStatus.PREVIEW)
    result = models.JSONField("结果", default=dict)  # the answer of `import_roster`, values masked
    layout = models.JSONField("表的布局", default=dict)  # kind of sheet → its name, header row, headers, columns
    samples = EncryptedTextField("各列的样子", blank=True, default="")  # JSON: kind → column number → some cells
    chosen = models.JSONField("列的对应", default=dict)  # kind → mark of a header → column key, what somebody said
    trouble = models.CharField("没有做成的原因", max_length=300, blank=True)
    done = models.PositiveIntegerField("已处理行数", default=0)  # of a job under way
    total = models.PositiveIntegerField("总行数", default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    created_at = models.DateTimeField("上传时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    decided_at = models.DateTimeField("确认时间", null=True)  # everything an import writes bears this moment
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="撤销人")
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_reason = models.CharField("撤销原因", max_length=100, blank=True)

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class ColumnChoice(models.Model):
    """What a bureau said once of a header: which column of the roster it is, or that it is left out."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    kind = models.CharField("内容", max_length=10)  # people | family | stays
    mark = models.CharField("表头", max_length=100)
    key = models.CharField("项目", max_length=30, blank=True)  # '' leaves the column out
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    chosen_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "表头对应"
        ordering = ["kind", "mark"]
        constraints = [models.UniqueConstraint(fields=["bureau", "kind", "mark"], name="column_choice_once")]

    def __str__(self) -> str:
        return self.mark


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
    candidates = models.JSONField("可能是", default=list)  # row ids of persons the row may mean
    decision = models.CharField("处理", max_length=4, choices=c.RowDecision.choices, blank=True)
    kept = models.CharField("没有撤销的原因", max_length=200, blank=True)
    decided_id = models.BigIntegerField("认定为", null=True)  # the candidate that is the same person
    cells = EncryptedTextField("内容", blank=True, default="")  # what was read: `registry.imports.cells`

    class Meta:
        verbose_name = "导入行"
        ordering = ["id"]
        indexes = [models.Index(fields=["batch", "verdict"], name="import_row_verdict")]

    def __str__(self) -> str:
        return f"{self.sheet} 第 {self.number} 行"
