"""The annual review of a year: one row a person, proposed by one, decided by another, some of them checked again."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from casework.choices.recognition import PUBLIC_WORDING, Category, EndReason
from casework.choices.reviews import REVIEW_TRANSITIONS, TONES, ReviewOutcome, ReviewStatus
from casework.errors.reviews import ReviewWrongStatus
from casework.querysets.reviews import ReviewCampaignQuerySet, ReviewRowQuerySet
from office.crypto import EncryptedTextField
from office.models import PublicModel


def _by(name: str, **more) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=name, **more)


class ReviewCampaign(PublicModel):
    """The review of a bureau's year. Its sample is `sample_frame` put in order by `sample_seed`. Rules: R-294, R-300.

    `left` is what was unfinished when it was closed: what → how many.
    """

    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="+", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    everybody = models.BooleanField("包括没有认定的人", default=False)
    due_on = models.DateField("完成期限")
    opened_by = _by("开展人")
    opened_at = models.DateTimeField("开展时间")
    sample_seed = models.CharField("随机码", max_length=32, blank=True)
    sample_frame = models.JSONField("抽查范围", default=list)
    sample_size = models.PositiveIntegerField("抽查人数", default=0)
    sampled_by = _by("抽取人", null=True, blank=True)
    sampled_at = models.DateTimeField("抽取时间", null=True, blank=True)
    closed_by = _by("结束人", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closing_note = models.CharField("结束时的说明", max_length=300, blank=True)
    left = models.JSONField("没办完的", default=dict)

    history = HistoricalRecords()
    objects = ReviewCampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "年度复核"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year"], name="review_once_a_year"),
            models.CheckConstraint(
                condition=Q(sampled_by=None, sampled_at=None, sample_seed="")
                | Q(sampled_by__isnull=False, sampled_at__isnull=False) & ~Q(sample_seed=""),
                name="review_sampled_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None) | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="review_closed_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度复核"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ReviewRow(PublicModel):
    """One person in a campaign, in the branch they were in when it was opened. Rule: R-295."""

    surveyed: bool  # these two are annotated by `with_survey()`
    surveyed_on: date | None

    campaign = models.ForeignKey(ReviewCampaign, models.PROTECT, related_name="rows", verbose_name="年度复核")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="reviews", verbose_name="对象")
    branch = models.ForeignKey(
        "office.Branch", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="党支部"
    )
    recipient = models.BooleanField("已认定", default=False)
    status = models.CharField("状态", max_length=10, choices=ReviewStatus, default=ReviewStatus.WAITING)
    survey = models.ForeignKey(
        "registry.HomeSurvey", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="入户调查"
    )
    no_survey_reason = models.CharField("没有入户的原因", max_length=200, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=ReviewOutcome, blank=True)
    end_reason = models.CharField("退出原因", max_length=10, choices=EndReason, blank=True)
    new_category = models.CharField("新的类别", max_length=25, choices=Category, blank=True)
    reason = EncryptedTextField("理由", blank=True)
    proposed_by = _by("提出人", null=True, blank=True)
    proposed_at = models.DateTimeField("提出时间", null=True, blank=True)
    decided_by = _by("审定人", null=True, blank=True)
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)
    decided_on = models.DateField("审定日期", null=True, blank=True)
    note = models.CharField("审定意见或不再复核的原因", max_length=300, blank=True)
    follow_up = models.ForeignKey(
        "casework.Recognition", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="随后的申请"
    )

    history = HistoricalRecords()
    objects = ReviewRowQuerySet.as_manager()

    class Meta:
        verbose_name = "复核的一人"
        ordering = ["branch__name", "person__pinyin", "id"]
        indexes = [models.Index(fields=["campaign", "status"], name="review_row_status")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="review_row_once"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, decided_on=None) & ~Q(status=ReviewStatus.DECIDED)
                | Q(decided_by__isnull=False, decided_at__isnull=False, decided_on__isnull=False)
                & Q(status=ReviewStatus.DECIDED)
                & ~Q(outcome=""),
                name="review_row_decided",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None, proposed_at=None)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="review_row_proposed",
            ),
        ]

    def __str__(self) -> str:
        return "复核"

    @property
    def tone(self) -> str:
        return TONES[ReviewStatus(self.status)]

    @property
    def new_wording(self) -> str:
        """The new category in words that name no illness."""
        return PUBLIC_WORDING[Category(self.new_category)] if self.new_category else ""

    def move_to(self, status: ReviewStatus) -> None:
        """Set the next status without saving. Raises: ReviewWrongStatus."""
        if status not in REVIEW_TRANSITIONS.get(ReviewStatus(self.status), set()):
            now, wanted = ReviewStatus(self.status).label, ReviewStatus(status).label
            raise ReviewWrongStatus(self.person.name, now, wanted)
        self.status = status


class Recheck(PublicModel):
    """A drawn row, and what somebody else found when looking again. Rule: R-301."""

    row = models.OneToOneField(ReviewRow, models.PROTECT, related_name="recheck", verbose_name="复核的一人")
    checked_on = models.DateField("抽查日期", null=True, blank=True)
    checker = models.ForeignKey(
        "office.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="抽查人"
    )
    agrees = models.BooleanField("与复核一致", null=True)
    findings = EncryptedTextField("抽查情况", blank=True)
    recorded_by = _by("登记人", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "复核抽查"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_on=None, checker=None, agrees=None, recorded_by=None, recorded_at=None)
                | Q(
                    checked_on__isnull=False,
                    checker__isnull=False,
                    agrees__isnull=False,
                    recorded_by__isnull=False,
                    recorded_at__isnull=False,
                ),
                name="recheck_whole",
            )
        ]

    def __str__(self) -> str:
        return "抽查"
