"""Stays in hospital, assessments of care, and whom to ring in the hospitals of the county."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedTextField
from office.models import Bureau, PublicModel
from office.money import YuanField
from registry import choices as c
from registry.models.people import Person


class HospitalStay(PublicModel):
    """A stay in hospital; the same by admission date and hospital."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    admitted_on = models.DateField("入院日期")
    discharged_on = models.DateField("出院日期", null=True, blank=True)
    hospital = models.CharField("医院", max_length=100)
    ward = models.CharField("病区", max_length=50, blank=True)
    bed = models.CharField("床号", max_length=20, blank=True)
    told_by = models.CharField("来电人", max_length=60, blank=True)
    family_contact = models.CharField("陪护家属", max_length=60, blank=True)
    family_phone = models.CharField("陪护家属电话", max_length=60, blank=True)
    cost = YuanField("医疗费用(元)", null=True, blank=True)
    self_paid = YuanField("自付金额(元)", null=True, blank=True)
    notes = EncryptedTextField("病情说明", blank=True, default="")
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "住院记录"
        ordering = ["-admitted_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "admitted_on", "hospital"],
                condition=Q(withdrawn_on__isnull=True),
                name="stay_once",
                violation_error_message="同一天同一家医院的住院已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True) | Q(discharged_on__gte=F("admitted_on")),
                name="stay_order",
                violation_error_message="出院日期不能早于入院日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.admitted_on} {self.hospital}"


class CareAssessment(PublicModel):
    """A care level somebody assessed on a day; it holds until the next. Entered as the paper says, never computed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assessments")
    assessed_on = models.DateField("评估日期")
    standard = models.CharField("评估标准", max_length=10, choices=c.CareStandard.choices)
    level = models.CharField("失能等级", max_length=1, choices=c.CareLevel.choices, blank=True)
    level_words = models.CharField("等级(按原件)", max_length=50, blank=True)
    assessor = models.CharField("评估单位或评估人", max_length=100)
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "失能评估"
        ordering = ["-assessed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "assessed_on", "standard"],
                condition=Q(withdrawn_on__isnull=True),
                name="assessment_once",
                violation_error_message="同一天按同一标准的评估已经登记过。",
            ),
            models.CheckConstraint(
                condition=~Q(level="", level_words=""),
                name="assessment_has_level",
                violation_error_message="请选定失能等级,或填写原件上的等级。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessed_on} {self.words}"

    @property
    def words(self) -> str:
        return self.level_words or self.get_level_display()


class HospitalContact(PublicModel):
    """Somebody in a hospital of the county whom the office rings when a person is taken there."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="hospital_contacts", verbose_name="局")
    hospital = models.CharField("医院", max_length=100)
    department = models.CharField("科室", max_length=100, blank=True)
    name = models.CharField("联系人", max_length=100)
    phone = models.CharField("电话", max_length=100)
    note = models.CharField("说明", max_length=200, blank=True)
    ended_on = models.DateField("停用日期", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "医院联系人"
        ordering = ["hospital", "department", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "hospital", "department", "name"],
                condition=Q(ended_on__isnull=True),
                name="hospital_contact_once",
                violation_error_message="这个医院科室的这位联系人已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hospital} {self.name}"
