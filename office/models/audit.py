"""The audit trail: append-only (triggers), without foreign keys, sealed in chains by a job."""

from django.db import models

from office import clock


class AuditEvent(models.Model):
    """One act by one person on one record; written in the act's own transaction."""

    at = models.DateTimeField("时间", default=clock.now)
    bureau_id = models.BigIntegerField("局", null=True)
    actor = models.CharField("账号", max_length=150)
    actor_name = models.CharField("操作人", max_length=100)
    action = models.CharField("动作", max_length=80)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_key = models.CharField("对象编号", max_length=40, blank=True)
    object_label = models.CharField("对象", max_length=200, blank=True)
    summary = models.CharField("内容", max_length=500, blank=True)
    data = models.JSONField("细节", default=dict)
    address = models.CharField("来源地址", max_length=45, blank=True)

    class Meta:
        verbose_name = "审计事件"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_key", "-id"], name="audit_object"),
            models.Index(fields=["bureau_id", "-at", "-id"], name="audit_bureau_at"),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"


class AuditSeal(models.Model):
    """One link of a chain: the digest of an event's canonical text and of the link before it."""

    chain = models.BigIntegerField("链")  # a bureau's id, or 0 for the installation's own
    number = models.PositiveBigIntegerField("序号")
    event_id = models.BigIntegerField("事件", unique=True)
    text = models.TextField("规范文本")
    previous = models.CharField("前一摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    sealed_at = models.DateTimeField("封存时间", default=clock.now)

    class Meta:
        verbose_name = "审计封存"
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="seal_number_once")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number}"
