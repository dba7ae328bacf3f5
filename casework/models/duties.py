"""The yearly lists: a tick a person for what is done for everybody, a round of greetings among them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from casework.choices.duties import TONES, DutyKind, Tick
from casework.querysets.duties import DutyQuerySet, DutyRowQuerySet
from office.models import PublicModel
from office.occasions import Occasion


def _by(name: str, **more) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=name, **more)


class Duty(PublicModel):
    """One list of a bureau's year. `who` is what its people were chosen by, kept to add who came since. Rule: R-500."""

    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="+", verbose_name="局")
    kind = models.CharField("事项", max_length=12, choices=DutyKind)
    occasion = models.CharField("节日或时节", max_length=20, choices=Occasion, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=60)
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("完成期限")
    who = models.JSONField("范围", default=dict)
    opened_by = _by("开展人")
    opened_at = models.DateTimeField("开展时间")
    closed_by = _by("结束人", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    closing_note = models.CharField("结束时的说明", max_length=300, blank=True)

    history = HistoricalRecords()
    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "年度事项"
        ordering = ["-year", "-due_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year", "title"], name="duty_once_a_year"),
            models.CheckConstraint(
                condition=Q(kind=DutyKind.ROUND) & ~Q(occasion="") | ~Q(kind=DutyKind.ROUND) & Q(occasion=""),
                name="duty_round_has_occasion",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="duty_ends_after_start"),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None, ended_on=None)
                | Q(closed_by__isnull=False, closed_at__isnull=False, ended_on__isnull=False),
                name="duty_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.title}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_round(self) -> bool:
        return self.kind == DutyKind.ROUND


class DutyRow(PublicModel):
    """One person on a list, with the branch and helper of the day they were put there.

    Who leaves the list keeps their row with `left_reason`. A round's row may be done without a tick:
    by `contact`, the visit made for the round, as long as that stands.
    """

    visited: bool  # annotated by `with_visits()`

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="rows", verbose_name="年度事项")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="duties", verbose_name="对象")
    branch = models.ForeignKey(
        "office.Branch", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="党支部"
    )
    helper = models.ForeignKey(
        "office.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="联系人"
    )
    status = models.CharField("情况", max_length=10, choices=Tick, default=Tick.WAITING)
    done_on = models.DateField("日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    contact = models.ForeignKey(
        "casework.Contact", models.PROTECT, null=True, blank=True, related_name="duty_rows", verbose_name="走访记录"
    )
    ticked_by = _by("登记人", null=True, blank=True)
    ticked_at = models.DateTimeField("登记时间", null=True, blank=True)
    left_reason = models.CharField("不再列入的原因", max_length=100, blank=True)

    history = HistoricalRecords()
    objects = DutyRowQuerySet.as_manager()

    class Meta:
        verbose_name = "年度事项的一人"
        ordering = ["branch__name", "person__pinyin", "id"]
        indexes = [models.Index(fields=["duty", "status"], name="duty_row_status")]
        constraints = [
            models.UniqueConstraint(fields=["duty", "person"], name="duty_row_once"),
            models.CheckConstraint(
                condition=Q(status=Tick.WAITING, done_on=None, ticked_by=None, ticked_at=None)
                | ~Q(status=Tick.WAITING) & Q(done_on__isnull=False, ticked_by__isnull=False, ticked_at__isnull=False),
                name="duty_row_tick_whole",
            ),
            models.CheckConstraint(condition=~Q(status=Tick.EXCUSED, note=""), name="duty_row_excuse_told"),
        ]

    def __str__(self) -> str:
        return "年度事项"

    @property
    def standing(self) -> str:
        """Return how the person stands, in words: a visit says where the tick comes from."""
        if self.status == Tick.WAITING and self.visited:
            return "已走访"
        return Tick(self.status).label

    @property
    def tone(self) -> str:
        return TONES[Tick.DONE if self.status == Tick.WAITING and self.visited else Tick(self.status)]
