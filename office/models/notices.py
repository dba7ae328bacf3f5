"""Public notices with objections as abstract tables; recognition and aid make them concrete."""

from django.db import models
from django.db.models import F, Q

from office import choices
from office.crypto import EncryptedTextField
from office.models.accounts import User
from office.models.base import PublicModel
from office.models.bureaus import Bureau, StaffMember
from office.models.files import KeptFileBase


class NoticeBase(PublicModel):
    """A notice of several rows. Its dates are those of the first posting; each row has a period of its own."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="局")
    title = models.CharField("标题", max_length=120)
    basis = models.TextField("依据", blank=True)
    process = models.TextField("产生过程", blank=True)
    channels = models.JSONField("公示方式", default=list)
    working_days = models.PositiveSmallIntegerField("公示工作日数")
    from_on = models.DateField("公示起", null=True, blank=True)
    to_on = models.DateField("公示止", null=True, blank=True)
    contact_section = models.CharField("受理股室", max_length=60)
    contact_phone = models.CharField("受理电话", max_length=30, blank=True)
    contact_address = models.CharField("受理地址", max_length=200, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=choices.NoticeStatus.choices, default=choices.NoticeStatus.DRAFT
    )
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    posted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人")
    posted_at = models.DateTimeField("发布时间", null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closing_note = models.TextField("办结说明", blank=True)

    class Meta:
        abstract = True
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_by=None, posted_at=None, from_on=None, to_on=None)
                | Q(posted_by__isnull=False, posted_at__isnull=False, to_on__gte=F("from_on")),
                name="%(app_label)s_%(class)s_posted_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None) | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="%(app_label)s_%(class)s_closed_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """The tone of the status badge."""
        return choices.NOTICE_TONES[choices.NoticeStatus(self.status)]


class NoticeIssueBase(models.Model):
    """A notice as it was issued: printed rows, PDF bytes and their digest. Reissuing returns these bytes.

    Number 1 is the first posting; striking a row, mending a word or posting a row anew issues the next number.
    Written once. The concrete class adds the notice and a unique (notice, number).
    """

    number = models.PositiveSmallIntegerField("期次")
    reason = models.CharField("原因", max_length=200, blank=True)
    printed = models.JSONField("印发内容")
    pdf = models.BinaryField("印发文件")
    digest = models.CharField("摘要", max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="印发人")
    issued_at = models.DateTimeField("印发时间")

    class Meta:
        abstract = True
        ordering = ["number"]

    def __str__(self) -> str:
        return f"第 {self.number} 次印发"


class NoticeEvidenceBase(KeptFileBase):
    """A photo of the sheet going up or coming down, or the circular as it went out.

    The concrete class adds the notice.
    """

    kind = models.CharField("时间点", max_length=5, choices=choices.EvidenceKind.choices)
    channel = models.CharField("公示方式", max_length=10, choices=choices.PostingChannel.choices)
    taken_on = models.DateField("拍摄日期")

    class Meta(KeptFileBase.Meta):
        abstract = True
        ordering = ["taken_on", "id"]


class NoticeRowBase(PublicModel):
    """One person on a notice, with exactly what is printed and a period of its own (both days inclusive)."""

    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=100)
    branch_name = models.CharField("所在党支部", max_length=100, blank=True)
    person_kind = models.CharField("人员类别", max_length=10)
    wording = models.CharField("帮扶类别", max_length=30)
    status = models.CharField(
        "状态", max_length=10, choices=choices.RowStatus.choices, default=choices.RowStatus.LISTED
    )
    from_on = models.DateField("公示起", null=True, blank=True)
    to_on = models.DateField("公示止", null=True, blank=True)
    struck_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤下人")
    struck_at = models.DateTimeField("撤下时间", null=True, blank=True)
    struck_reason = models.CharField("撤下原因", max_length=200, blank=True)
    cleared_at = models.DateTimeField("通过时间", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None, to_on=None) | Q(to_on__gte=F("from_on")),
                name="%(app_label)s_%(class)s_period",
            ),
            models.CheckConstraint(
                condition=Q(struck_by=None, struck_at=None) | Q(struck_by__isnull=False, struck_at__isnull=False),
                name="%(app_label)s_%(class)s_struck_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def tone(self) -> str:
        """The tone of the status badge."""
        return choices.ROW_TONES[choices.RowStatus(self.status)]


class ObjectionBase(PublicModel):
    """An objection to one row: named or anonymous, with its finding and the day of the reply."""

    received_on = models.DateField("收到日期")
    channel = models.CharField("方式", max_length=10, choices=choices.ObjectionChannel.choices)
    objector = EncryptedTextField("反映人", blank=True)
    is_named = models.BooleanField("实名", default=False)
    content = EncryptedTextField("反映内容")
    handler = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name="经办核实人")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    finding = models.CharField("结论", max_length=10, choices=choices.Finding.choices, blank=True)
    finding_text = EncryptedTextField("核实情况", blank=True)
    replied_on = models.DateField("答复日期", null=True, blank=True)
    reply = EncryptedTextField("答复内容", blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结论登记人"
    )
    decided_at = models.DateTimeField("结论时间", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finding="", decided_by=None, decided_at=None)
                | ~Q(finding="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="%(app_label)s_%(class)s_decided_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.get_channel_display()}"

    @property
    def awaits_reply(self) -> bool:
        """Whether somebody who objected in their name has not been answered."""
        return self.is_named and bool(self.finding) and self.replied_on is None
