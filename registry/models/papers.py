"""A person's photo and scanned papers, encrypted in the database, so that one backup holds everything."""

from django.db import models
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedBinaryField
from office.models import PublicModel, User
from registry import choices as c
from registry.models.people import Person


class PersonPaper(PublicModel):
    """One picture or PDF. Never changed: a better scan is a new one, and the old is withdrawn."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="papers")
    kind = models.CharField("材料类别", max_length=10, choices=c.PaperKind.choices)
    title = models.CharField("名称", max_length=100)
    content = EncryptedBinaryField("文件")
    content_type = models.CharField("文件类型", max_length=50)
    size = models.PositiveIntegerField("字节数")
    digest = models.CharField("摘要", max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField("上传时间")
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=100, blank=True)
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        verbose_name = "照片和材料"
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["person", "kind"], name="paper_by_person")]

    def __str__(self) -> str:
        return self.title
