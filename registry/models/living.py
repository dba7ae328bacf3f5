"""Where else somebody lives and is reached, what the civil authorities give, and what befell them."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedTextField
from office.models import PublicModel
from office.money import YuanField
from registry import choices as c
from registry.models.people import Person


class OtherPhone(PublicModel):
    """A number that is not the person's own: a neighbour's, a carer's; relatives have theirs in the family."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="other_phones")
    number = models.CharField("号码", max_length=100)
    owner = models.CharField("机主", max_length=100)
    relation = models.CharField("与本人关系", max_length=50, blank=True)
    priority = models.PositiveSmallIntegerField("拨打顺序", default=1)
    withdrawn_on = models.DateField("停用日期", null=True, blank=True)
    withdrawn_reason = models.CharField("停用原因", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "其他电话"
        ordering = ["priority", "id"]

    def __str__(self) -> str:
        return f"{self.owner} {self.number}"


class PersonAddress(PublicModel):
    """An address beside the home: of the household register, away from the county, of a child."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="addresses")
    kind = models.CharField("住址类别", max_length=10, choices=c.AddressKind.choices)
    address = models.CharField("地址", max_length=200)
    with_whom = models.CharField("和谁同住", max_length=100, blank=True)
    contact = models.CharField("当地联系人", max_length=100, blank=True)
    phone = models.CharField("当地电话", max_length=100, blank=True)
    lived_from = models.DateField("居住起", null=True, blank=True)
    lived_until = models.DateField("居住至", null=True, blank=True)
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "其他住址"
        ordering = ["kind", "-lived_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lived_until__isnull=True)
                | Q(lived_from__isnull=True)
                | Q(lived_until__gte=F("lived_from")),
                name="address_order",
                violation_error_message="居住至的日期不能早于居住起。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.address}"


class Assistance(PublicModel):
    """Social assistance granted by the civil authorities. Recorded only: the office never decides it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assistance")
    kind = models.CharField("救助类别", max_length=20, choices=c.AssistanceKind.choices)
    granted_from = models.DateField("享受起")
    ended_on = models.DateField("停止日期", null=True, blank=True)
    certificate_no = models.CharField("证件编号", max_length=50, blank=True)
    granted_by = models.CharField("发放单位", max_length=100, blank=True)
    monthly_amount = YuanField("每月金额(元)", null=True, blank=True)
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "社会救助"
        ordering = ["-granted_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "granted_from"],
                condition=Q(withdrawn_on__isnull=True),
                name="assistance_once",
                violation_error_message="同一天起的这项救助已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("granted_from")),
                name="assistance_order",
                violation_error_message="停止日期不能早于享受起的日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.granted_from}"


class Disaster(PublicModel):
    """A disaster that struck the person or the household."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="disasters")
    kind = models.CharField("灾难类别", max_length=10, choices=c.DisasterKind.choices)
    happened_on = models.DateField("发生日期")
    loss = YuanField("损失(元)", null=True, blank=True)
    notes = EncryptedTextField("经过", blank=True, default="")
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "受灾情况"
        ordering = ["-happened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "happened_on"],
                condition=Q(withdrawn_on__isnull=True),
                name="disaster_once",
                violation_error_message="这一天的这次受灾已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"
