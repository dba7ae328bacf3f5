"""A helper hands the people they look after to another, for good or for a time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from casework.choices.handovers import HandoverKind, HandoverSide
from casework.choices.pairing import EndReason, PairingStatus
from casework.querysets.handovers import HandoverQuerySet
from office.crypto import EncryptedTextField
from office.models import PublicModel


class Handover(PublicModel):
    """One sheet for all that one helper hands to one other: the pairings it proposes carry its key. Rule: R-461.

    Each side confirms once, on screen or on the signed sheet that the caseworker registers.
    """

    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="+", verbose_name="局")
    giver = models.ForeignKey("office.StaffMember", models.PROTECT, related_name="handed_over", verbose_name="移交人")
    receiver = models.ForeignKey("office.StaffMember", models.PROTECT, related_name="taken_over", verbose_name="接收人")
    kind = models.CharField("方式", max_length=10, choices=HandoverKind)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=12, choices=EndReason)
    notes = EncryptedTextField("交接要点", blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")
    giver_confirmed_at = models.DateTimeField("移交人确认时间", null=True, blank=True)
    giver_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移交确认登记人"
    )
    giver_sheet = models.CharField("移交人签字的单号", max_length=60, blank=True)
    receiver_confirmed_at = models.DateTimeField("接收人确认时间", null=True, blank=True)
    receiver_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收确认登记人"
    )
    receiver_sheet = models.CharField("接收人签字的单号", max_length=60, blank=True)

    history = HistoricalRecords()
    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "工作交接"
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handover_two_people"),
            models.CheckConstraint(
                condition=Q(kind=HandoverKind.TAKE_OVER, ends_on=None)
                | Q(kind=HandoverKind.STAND_IN, ends_on__gt=F("starts_on")),
                name="handover_dates_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(giver_confirmed_at=None, giver_confirmed_by=None, giver_sheet="")
                | Q(giver_confirmed_at__isnull=False, giver_confirmed_by__isnull=False),
                name="handover_giver_pair",
            ),
            models.CheckConstraint(
                condition=Q(receiver_confirmed_at=None, receiver_confirmed_by=None, receiver_sheet="")
                | Q(receiver_confirmed_at__isnull=False, receiver_confirmed_by__isnull=False),
                name="handover_receiver_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"工作交接 {self.starts_on}"

    def helper_of(self, side: HandoverSide):
        return self.giver if side == HandoverSide.GIVER else self.receiver

    def is_confirmed_by(self, side: HandoverSide) -> bool:
        return getattr(self, f"{side.value}_confirmed_at") is not None

    @property
    def statuses(self) -> set[str]:
        """The statuses of its pairings. Queries: one, unless they are prefetched."""
        return {row.status for row in self.pairings.all()}

    @property
    def is_to_issue(self) -> bool:
        return PairingStatus.PROPOSED in self.statuses

    @property
    def is_withdrawn(self) -> bool:
        return self.statuses <= {PairingStatus.WITHDRAWN}

    @property
    def open_sides(self) -> list[HandoverSide]:
        """The sides that have still to confirm what was issued."""
        if self.is_to_issue or self.is_withdrawn:
            return []
        return [side for side in HandoverSide if not self.is_confirmed_by(side)]

    @property
    def standing(self) -> tuple[str, str]:
        """How far it is, with the tone it is shown in."""
        if self.is_withdrawn:
            return "已撤回", "quiet"
        if self.is_to_issue:
            return "待下达", "wait"
        if waiting := [side.label for side in self.open_sides]:
            return f"待{'、'.join(waiting)}确认", "wait"
        return "双方已确认", "good"
