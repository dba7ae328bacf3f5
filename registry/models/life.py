"""Deaths with their checklists, departures."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from office.models import PublicModel, StaffMember, User
from registry.checklist import DeathStep, Outcome
from registry.models.people import Person


class DeathQuerySet(models.QuerySet):
    def standing_for(self, user):
        """Return the deaths of the people in scope that were not taken back."""
        return self.filter(reversed_at=None, person__in=Person.objects.visible_to(user))

    def with_open_tasks(self):
        """Return those with something left to do, with `open_tasks` and `next_due`, the most urgent first."""
        open_ones = Q(tasks__outcome="")
        counted = self.annotate(
            open_tasks=models.Count("tasks", filter=open_ones), next_due=models.Min("tasks__due_on", filter=open_ones)
        )
        return counted.filter(open_tasks__gt=0).select_related("person__branch").order_by("next_due", "id")


class Death(PublicModel):
    """That a death was recorded, by whom and when; the day itself stands with the person.

    One entered for the wrong person is taken back and stays on record.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="deaths", verbose_name="去世人员")
    told_by = models.CharField("由谁告知", max_length=100, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    reversed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    reversed_at = models.DateTimeField("撤销时间", null=True, blank=True)
    reversed_reason = models.CharField("撤销原因", max_length=200, blank=True)
    history = HistoricalRecords()

    objects = DeathQuerySet.as_manager()

    class Meta:
        verbose_name = "去世登记"
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(reversed_at__isnull=True), name="death_once"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True)
                | Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversed_reason=""),
                name="death_reversed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"去世登记 {self.recorded_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the page of this death. Needs the person at hand."""
        return f"{self.person.get_absolute_url()}death/{self.public_id}/"


class DeathFinding(models.Model):
    """What a death, or taking it back, did or left to be done: one sentence and where to look. Never changed."""

    death = models.ForeignKey(Death, models.PROTECT, related_name="findings")
    of_reversal = models.BooleanField(default=False)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "去世登记的后续"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class DeathTask(PublicModel):
    """One line of the checklist: by when, whose it is, and how it ended."""

    death = models.ForeignKey(Death, models.PROTECT, related_name="tasks", verbose_name="去世登记")
    step = models.CharField("事项", max_length=20, choices=DeathStep.choices)
    due_on = models.DateField("应办日期")
    assignee = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办人"
    )
    outcome = models.CharField("办理情况", max_length=10, choices=Outcome.choices, blank=True)
    done_on = models.DateField("办理日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    settled_at = models.DateTimeField("登记时间", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "丧事办理事项"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["outcome", "due_on"], name="deathtask_open")]
        constraints = [
            models.UniqueConstraint(fields=["death", "step"], name="deathtask_once"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_by__isnull=True, settled_at__isnull=True)
                | ~Q(outcome="") & Q(settled_by__isnull=False, settled_at__isnull=False),
                name="deathtask_settled_pair",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DONE) | Q(done_on__isnull=False), name="deathtask_done_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.get_step_display()


class Departure(PublicModel):
    """One stay away: left for another unit with these papers, perhaps come back. Rule: R-256."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="departures", verbose_name="转出人员")
    left_on = models.DateField("转出日期")
    destination = models.CharField("转往单位", max_length=100)
    papers = models.CharField("移交材料", max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    returned_on = models.DateField("转回日期", null=True, blank=True)
    return_reason = models.CharField("转回原因", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "转出登记"
        ordering = ["-left_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(returned_on__isnull=True), name="departure_once"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("left_on")) & ~Q(return_reason=""),
                name="departure_returned_after",
            ),
        ]

    def __str__(self) -> str:
        return f"转往 {self.destination}"
