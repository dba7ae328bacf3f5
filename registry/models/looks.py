"""Which files held whom: the audit event of an export names no persons, this table does."""

from django.db import models

from registry.models.people import Person


class FileMention(models.Model):
    """One person in one file that left the system; `event_id` is the audit event of the file. Append-only."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="file_mentions")
    event_id = models.BigIntegerField("审计事件", db_index=True)

    class Meta:
        verbose_name = "导出文件中的人"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.event_id}"
