"""Visits and calls, and what follows from them for each person.

A contact is never changed after it is entered: a mistaken one is voided with a reason and entered again.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from casework.choices.contacts import ContactKind, ContactPurpose
from casework.querysets.contacts import ContactQuerySet
from office.crypto import EncryptedTextField
from office.models import KeptFileBase, PublicModel


class Contact(PublicModel):
    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="contacts", verbose_name="单位")
    kind = models.CharField("方式", max_length=6, choices=ContactKind)
    held_on = models.DateField("日期")
    helpers = models.ManyToManyField(
        "office.StaffMember", through="ContactHelper", related_name="contacts", verbose_name="走访人"
    )
    persons = models.ManyToManyField(
        "registry.Person", through="ContactPerson", related_name="contacts", verbose_name="走访对象"
    )
    purposes = models.JSONField("内容", default=list)
    note = EncryptedTextField("谈话内容", blank=True, default="")
    mood = EncryptedTextField("思想和精神状态", blank=True, default="")
    seen = EncryptedTextField("身体和生活状况", blank=True, default="")
    next_step = EncryptedTextField("下一步", blank=True, default="")
    on_behalf = models.BooleanField("代录", default=False)
    sheet_reference = models.CharField("走访记录表编号", max_length=60, blank=True)
    # Unique, so blank must be NULL.
    request_key = models.CharField("提交标识", max_length=40, unique=True, null=True, blank=True, default=None)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正的记录"
    )
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "走访联系"
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["bureau", "-held_on", "-id"], name="contact_newest_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(on_behalf=False) | ~Q(sheet_reference=""), name="contact_on_behalf_names_the_sheet"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="contact_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def purpose_labels(self) -> list[str]:
        return [ContactPurpose(code).label for code in self.purposes]


class ContactHelper(models.Model):
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="helper_rows")
    helper = models.ForeignKey("office.StaffMember", models.PROTECT, related_name="contact_rows")

    class Meta:
        verbose_name = "走访人"
        constraints = [models.UniqueConstraint(fields=["contact", "helper"], name="contact_helper_once")]

    def __str__(self) -> str:
        return f"{self.contact_id}·{self.helper_id}"


class ContactPerson(models.Model):
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="person_rows")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="contact_rows")

    class Meta:
        verbose_name = "走访对象"
        constraints = [models.UniqueConstraint(fields=["contact", "person"], name="contact_person_once")]

    def __str__(self) -> str:
        return f"{self.contact_id}·{self.person_id}"


class ContactPhoto(KeptFileBase):
    """A photo taken on a visit, or the scan of its signed sheet."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="photos", verbose_name="走访联系")

    history = HistoricalRecords(excluded_fields=["content"])

    class Meta(KeptFileBase.Meta):
        verbose_name = "走访照片"
