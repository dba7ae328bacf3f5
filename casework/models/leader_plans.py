"""The leaders' visit plan (领导走访慰问计划): which leader goes to whom when, with whom, by which car, with what."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from casework.choices.leader_plans import TONES, LineStanding
from casework.querysets.leader_plans import LeaderPlanLineQuerySet, LeaderPlanQuerySet
from office.models import PublicModel


class LeaderPlan(PublicModel):
    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="+", verbose_name="局")
    title = models.CharField("名称", max_length=60)
    starts_on = models.DateField("开始日期")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟定人")
    drafted_at = models.DateTimeField("拟定时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = LeaderPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "领导走访慰问计划"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                name="leaderplan_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None


class LeaderPlanLine(PublicModel):
    """One leader and one person. Whether the visit was made is read from the contacts, never kept. Rule: R-548."""

    visited_on: date | None  # annotated by `with_visits()`, as is the visit's public id
    visit_id: str | None

    plan = models.ForeignKey(LeaderPlan, models.PROTECT, related_name="lines", verbose_name="走访计划")
    leader = models.ForeignKey("office.StaffMember", models.PROTECT, related_name="+", verbose_name="走访领导")
    person = models.ForeignKey(
        "registry.Person", models.PROTECT, related_name="leader_plan_lines", verbose_name="走访对象"
    )
    planned_on = models.DateField("走访日期")
    companions = models.CharField("陪同人员", max_length=100, blank=True)
    car = models.CharField("用车", max_length=40, blank=True)
    gift = models.CharField("慰问方式", max_length=60, blank=True)
    left_reason = models.CharField("不再走访的原因", max_length=100, blank=True)

    history = HistoricalRecords()
    objects = LeaderPlanLineQuerySet.as_manager()

    class Meta:
        verbose_name = "领导走访慰问计划的一行"
        ordering = ["planned_on", "leader__pinyin", "person__pinyin", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "leader", "person"], name="leaderplanline_once")]

    def __str__(self) -> str:
        return "领导走访慰问计划"

    @property
    def why_dropped(self) -> str:
        """Return why nobody goes there any more, "" while somebody is to go. Rule: R-549."""
        person = self.person
        if self.left_reason or person.died_on:
            return self.left_reason or f"{person.died_on} 去世"
        if person.withdrawn_on:
            return "档案已撤销"
        return f"{person.transferred_out_on} 转出" if person.transferred_out_on else ""

    @property
    def standing(self) -> LineStanding:
        if self.visited_on:
            return LineStanding.DONE
        return LineStanding.DROPPED if self.why_dropped else LineStanding.WAITING

    @property
    def tone(self) -> str:
        return TONES[self.standing]
