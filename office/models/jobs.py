"""Whether the job worker is there."""

from django.db import models


class WorkerBeat(models.Model):
    """The last sign of life of the job worker: one row."""

    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "后台任务"

    def __str__(self) -> str:
        return str(self.at)
