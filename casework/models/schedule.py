"""What is due for each person, and how the schedule stood at each month's end."""

from django.db import models

from casework.choices.schedule import CAUSES, DueKind, Standing, Tier
from casework.querysets.schedule import ContactDueQuerySet, MonthEndRowQuerySet
from office.models import PublicModel


class ContactState(models.Model):
    """What one person's contacts and dues add up to.

    Derived by `casework.workflows.schedule.refresh` alone and made anew at any time, so without a history; only
    `scheduled_from`, the day on which the office began to look after the person, is told and kept.
    """

    person = models.OneToOneField("registry.Person", models.PROTECT, primary_key=True, related_name="contact_state")
    last_contact_on = models.DateField("最近联系", null=True, blank=True)
    last_visit_on = models.DateField("最近走访", null=True, blank=True)
    contact_count = models.PositiveIntegerField("联系次数", default=0)
    scheduled_from = models.DateField("起排日期", null=True, blank=True)
    tier = models.CharField("联系等级", max_length=8, choices=Tier, blank=True, default="")
    next_due_on = models.DateField("下次应于此日前联系", null=True, blank=True, db_index=True)
    next_kind = models.CharField("下次的方式", max_length=7, choices=DueKind, blank=True, default="")
    next_cause = models.CharField("下次的缘由", max_length=20, choices=CAUSES, blank=True, default="")
    amber_on = models.DateField("自此日起临期", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = "联系情况"

    def __str__(self) -> str:
        return f"{self.person_id}: {self.last_contact_on}"


class ContactDue(models.Model):
    """One thing due for a person: derived like `ContactState`, in the same act."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="contact_dues")
    kind = models.CharField("方式", max_length=7, choices=DueKind)
    cause = models.CharField("缘由", max_length=20, choices=CAUSES)
    opens_on = models.DateField("自此日起可办")
    amber_on = models.DateField("自此日起临期")
    due_on = models.DateField("应于此日前办")

    objects = ContactDueQuerySet.as_manager()

    class Meta:
        verbose_name = "应联系事项"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on", "person"], name="contactdue_by_day")]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "cause", "due_on"], name="contactdue_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.cause} {self.due_on}"


class MonthEnd(PublicModel):
    """How a bureau's schedule stood on the last day of a month; written once, never changed. Rule: R-406."""

    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="month_ends", verbose_name="局")
    on = models.DateField("月末")
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "月末联系情况"
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["bureau", "on"], name="monthend_once")]

    def __str__(self) -> str:
        return f"{self.on:%Y年%m月}末"


class MonthEndRow(models.Model):
    """One living person at a month's end, with helper, branch and tier of that day."""

    month_end = models.ForeignKey(MonthEnd, models.PROTECT, related_name="rows")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+", verbose_name="人员")
    helper = models.ForeignKey("office.StaffMember", models.PROTECT, null=True, related_name="+", verbose_name="联系人")
    branch = models.ForeignKey("office.Branch", models.PROTECT, null=True, related_name="+", verbose_name="党支部")
    tier = models.CharField("联系等级", max_length=8, choices=Tier, blank=True)
    standing = models.CharField("状态", max_length=8, choices=Standing)
    next_due_on = models.DateField("应于此日前联系", null=True)

    objects = MonthEndRowQuerySet.as_manager()

    class Meta:
        verbose_name = "月末联系情况明细"
        constraints = [models.UniqueConstraint(fields=["month_end", "person"], name="monthendrow_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.standing}"
