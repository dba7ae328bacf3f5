"""Who is the contact person of whom, from when to when.

Dates are half-open [starts_on, ends_on). A contact person is replaced by a new row that names the old one;
nothing is overwritten.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from casework.choices.pairing import TRANSITIONS, EndReason, PairingKind, PairingStatus
from casework.errors.pairing import PairingWrongStatus
from casework.querysets.pairing import PairingQuerySet
from office.models import PublicModel


class Pairing(PublicModel):
    """A person and their helper; of one kind and pair there is one open row. Rule: R-70."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="pairings", verbose_name="结对对象")
    helper = models.ForeignKey("office.StaffMember", models.PROTECT, related_name="pairings", verbose_name="联系人")
    kind = models.CharField("结对类型", max_length=10, choices=PairingKind, default=PairingKind.CONTACT)
    status = models.CharField("状态", max_length=10, choices=PairingStatus, default=PairingStatus.PROPOSED)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="接替的结对"
    )
    replace_reason = models.CharField("接替原因", max_length=12, choices=EndReason, blank=True)
    handover = models.ForeignKey(
        "casework.Handover", models.PROTECT, null=True, blank=True, related_name="pairings", verbose_name="工作交接"
    )
    quota_reason = models.CharField("超出联系名额的原因", max_length=200, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    proposed_at = models.DateTimeField("登记时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="下达人"
    )
    issued_at = models.DateTimeField("下达时间", null=True, blank=True)
    issuing_body = models.CharField("下达单位", max_length=60, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结束登记人"
    )
    ended_at = models.DateTimeField("结束登记时间", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=12, choices=EndReason, blank=True)
    end_note = models.CharField("结束说明", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = "结对"
        ordering = ["-starts_on", "-id"]
        indexes = [
            models.Index(fields=["helper", "status", "starts_on"], name="pairing_helper_idx"),
            models.Index(fields=["person", "status"], name="pairing_person_idx"),
            models.Index(fields=["status", "-starts_on", "-id"], name="pairing_status_idx"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind=PairingKind.CONTACT, status=PairingStatus.ISSUED),
                name="pairing_one_active_contact",
                violation_error_message="每人只能有一名联系人(结对规则)。请先结束原结对,或登记更换联系人。",
            ),
            models.UniqueConstraint(
                fields=["person", "helper", "kind"],
                condition=Q(status__in=[PairingStatus.PROPOSED, PairingStatus.ISSUED]),
                name="pairing_one_open_per_helper",
                violation_error_message="这两人之间已有同类结对,不必重复登记。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="pairing_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(kind=PairingKind.STAND_IN) | Q(ends_on__isnull=False), name="pairing_stand_in_dated"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, replace_reason="")
                | (Q(replaces__isnull=False) & ~Q(replace_reason="")),
                name="pairing_replaces_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, issued_by__isnull=True)
                | Q(issued_at__isnull=False, issued_by__isnull=False),
                name="pairing_issued_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PairingStatus.ISSUED, PairingStatus.ENDED])
                | (Q(issued_at__isnull=False) & ~Q(issuing_body="")),
                name="pairing_issued_by_a_body",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="pairing_ended_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status=PairingStatus.ENDED) | (Q(ends_on__isnull=False) & ~Q(end_reason="")),
                name="pairing_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"结对 {self.starts_on}"

    def move_to(self, status: PairingStatus) -> None:
        """Set the next status without saving. Raises: PairingWrongStatus."""
        if status not in TRANSITIONS.get(PairingStatus(self.status), set()):
            raise PairingWrongStatus(PairingStatus(self.status).label, PairingStatus(status).label)
        self.status = status

    def is_active_on(self, day: date) -> bool:
        in_force = self.status == PairingStatus.ISSUED and self.starts_on <= day
        return in_force and (self.ends_on is None or day < self.ends_on)
