"""Pictures and scans that are kept with a record, encrypted in the database, so that one backup holds everything."""

from django.db import models

from office.crypto import EncryptedBinaryField
from office.models.accounts import User
from office.models.base import PublicModel


class KeptFileBase(PublicModel):
    """One picture or PDF. Never changed: a better one is a new one, and the old is withdrawn."""

    title = models.CharField("名称", max_length=100)
    content = EncryptedBinaryField("文件")
    content_type = models.CharField("文件类型", max_length=50)
    size = models.PositiveIntegerField("字节数")
    digest = models.CharField("摘要", max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField("上传时间")
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=100, blank=True)

    class Meta:
        abstract = True
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.title
