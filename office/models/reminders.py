"""What leaves the pages for one account: a digest a day, and the calendar address of its own people."""

from django.db import models

from office.models.accounts import User


class DigestSent(models.Model):
    """The day's digest went to an account; the row keeps a second run silent. Rule: R-410."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "每日摘要"
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="digestsent_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"


class CalendarToken(models.Model):
    """The one calendar address an account has in force: of the token only the digest is kept. Rule: R-412."""

    user = models.OneToOneField(User, models.PROTECT, primary_key=True, related_name="calendar_token")
    digest = models.CharField("摘要值", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at}"
