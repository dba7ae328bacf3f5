"""Routes and signatures as abstract tables; recognition and aid make them concrete."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from office import choices, routes
from office.crypto import EncryptedBinaryField, EncryptedTextField
from office.models.accounts import User
from office.models.base import PublicModel
from office.models.bureaus import Bureau, StaffMember
from office.models.policy import PolicyText
from office.money import YuanField
from office.querysets import RouteQuerySet
from office.roles import Role


class RouteBase(PublicModel):
    """A route of the office's own: proposed with its steps, in force from a day once a leader has confirmed it.

    The newest confirmed one holds; applications keep the steps written down at their submission. The concrete class
    has steps of its own (related name `steps`). Rule: R-359.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    document = models.CharField("依据", max_length=200, blank=True)
    policy_text = models.ForeignKey(
        PolicyText, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据文件"
    )
    holds_from = models.DateField("起用日期")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    refused_reason = models.CharField("不同意原因", max_length=200, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-holds_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="%(app_label)s_%(class)s_confirmed_pair",
            )
        ]

    steps: "models.Manager[Any]"  # of the concrete class

    @property
    def needs_meeting(self) -> bool:
        """Whether every sum must pass a meeting."""
        return False

    @property
    def meeting_may_decide(self) -> bool:
        """Whether a meeting alone is enough, without a signature."""
        return False


class RouteStepBase(models.Model):
    """One step of a route, as data. The band is (above, up_to] in yuan; both empty means every amount."""

    order = models.PositiveSmallIntegerField("顺序", validators=[MinValueValidator(1)])
    kind = models.CharField("类型", max_length=10, choices=choices.StepKind.choices)
    role = models.CharField("由谁办理", max_length=20, choices=Role.choices, blank=True)
    title = models.CharField("环节名称", max_length=50)
    above = YuanField("金额超过", null=True, blank=True)
    up_to = YuanField("金额不超过", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class SignedStepBase(PublicModel):
    """One step of one application's route: written down at submission, filled in when somebody acts.

    `round` counts submissions: a returned application starts again and its old steps stay as they were signed.
    On screen the account of `signer` acted (`acted_by`); on paper `registered_by` typed what `signer` had signed
    and it stands once `confirmed_by` has compared it with the paper. A meeting's actor is `body_name`.
    The concrete class adds a foreign key to its application and a unique (application, round, order).
    """

    round = models.PositiveSmallIntegerField("轮次", default=1)
    order = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类型", max_length=10, choices=choices.StepKind.choices)
    role = models.CharField("由谁办理", max_length=20, choices=Role.choices, blank=True)
    title = models.CharField("环节名称", max_length=50)
    version_signed = models.PositiveIntegerField("签批时的版本", null=True, blank=True)

    outcome = models.CharField("结论", max_length=15, choices=choices.StepOutcome.choices, blank=True)
    opinion = EncryptedTextField("意见", blank=True)
    amount = YuanField("核定金额", null=True, blank=True)
    signer = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签批人"
    )
    signer_name = models.CharField("签批人姓名", max_length=100, blank=True)
    signed_on = models.DateField("签批日期", null=True, blank=True)
    acted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="操作账号")
    acted_at = models.DateTimeField("操作时间", null=True, blank=True)

    on_paper = models.BooleanField("纸质办理", default=False)
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    registered_at = models.DateTimeField("登记时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人"
    )
    confirmed_at = models.DateTimeField("核对时间", null=True, blank=True)
    scan = EncryptedBinaryField("扫描件", null=True, blank=True)
    scan_type = models.CharField("扫描件类型", max_length=20, blank=True)

    body_name = models.CharField("会议名称", max_length=100, blank=True)
    meeting_on = models.DateField("会议日期", null=True, blank=True)
    minutes_number = models.CharField("会议纪要编号", max_length=60, blank=True)

    class Meta:
        abstract = True
        ordering = ["round", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(acted_by=None, acted_at=None) | Q(acted_by__isnull=False, acted_at__isnull=False),
                name="%(app_label)s_%(class)s_acted_pair",
            ),
            models.CheckConstraint(
                condition=Q(registered_by=None, registered_at=None, on_paper=False)
                | Q(registered_by__isnull=False, registered_at__isnull=False, on_paper=True),
                name="%(app_label)s_%(class)s_paper_pair",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, on_paper=True),
                name="%(app_label)s_%(class)s_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", acted_by=None, registered_by=None)
                | ~Q(outcome="") & (Q(acted_by__isnull=False) | Q(registered_by__isnull=False)),
                name="%(app_label)s_%(class)s_outcome_has_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}.{self.order} {self.title}"

    @property
    def counts(self) -> bool:
        """Whether the step stands: acted on screen, or on paper and confirmed."""
        return routes.counts(self)

    @property
    def awaits_confirmation(self) -> bool:
        """Whether a paper step waits for the second person."""
        return bool(self.outcome) and self.on_paper and self.confirmed_at is None
