"""Referrals and reports to outside agencies, from sending to the reply and what came of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from casework.choices.referrals import REFERRAL_TRANSITIONS, UNANSWERED, Agency, Outcome, ReferralStatus, SentBy
from casework.errors.needs import ReferralWrongStatus
from casework.querysets.referrals import ReferralQuerySet
from office.crypto import EncryptedTextField
from office.models import PublicModel


class Referral(PublicModel):
    """A request or report to an agency: for one person's need, for a person, or for the office as a whole."""

    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="referrals", verbose_name="单位")
    person = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="对象"
    )
    need = models.ForeignKey(
        "casework.Need", models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="诉求"
    )
    agency = models.CharField("报送部门", max_length=10, choices=Agency)
    agency_name = models.CharField("单位名称", max_length=100)
    subject = EncryptedTextField("事项")
    way = models.CharField("报送方式", max_length=6, choices=SentBy)
    document_number = models.CharField("文号", max_length=60, blank=True)
    sent_on = models.DateField("送出日期")
    due_on = models.DateField("应回复日期")
    status = models.CharField("状态", max_length=10, choices=ReferralStatus, default=ReferralStatus.SENT)
    received_on = models.DateField("签收日期", null=True, blank=True)
    receipt = models.CharField("签收人或回执号", max_length=60, blank=True)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    reply = EncryptedTextField("回复内容", blank=True, default="")
    outcome = models.CharField("结果", max_length=8, choices=Outcome, blank=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    history = HistoricalRecords()
    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "转办和报告"
        ordering = ["-sent_on", "-id"]
        indexes = [models.Index(fields=["bureau", "status", "due_on"], name="referral_due_idx")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ReferralStatus.ANSWERED) | (Q(replied_on__isnull=False) & ~Q(outcome="")),
                name="referral_answer_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReferralStatus.WITHDRAWN) | ~Q(withdrawn_reason=""),
                name="referral_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_name} {self.sent_on}"

    @property
    def is_unanswered(self) -> bool:
        return self.status in UNANSWERED

    def is_overdue(self, today: date) -> bool:
        return self.is_unanswered and self.due_on < today

    def move_to(self, status: ReferralStatus) -> None:
        """Set the next status without saving. Raises: ReferralWrongStatus."""
        if status not in REFERRAL_TRANSITIONS.get(ReferralStatus(self.status), set()):
            raise ReferralWrongStatus(ReferralStatus(self.status).label, status.label)
        self.status = status
