"""A year's inspection: which records were drawn, what was found in each, and whether it was mended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from casework.choices.supervision import Fault, Finding, Subject
from casework.querysets.supervision import InspectedRecordQuerySet, InspectionQuerySet
from office.crypto import EncryptedTextField
from office.models import PublicModel
from registry.models import Person


def _by(name: str, **more) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=name, **more)


def _record(model: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(model, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name)


class Inspection(PublicModel):
    """The inspection of a bureau's year, drawn once.

    Its sample is the `size` first of each kind's `frame` as `seed` orders them: kind of record → numbers, kind → how
    many. Rule: R-537.
    """

    bureau = models.ForeignKey("office.Bureau", models.PROTECT, related_name="+", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    seed = models.CharField("随机码", max_length=32)
    frame = models.JSONField("抽查范围", default=dict)
    size = models.JSONField("抽查件数", default=dict)
    drawn_on = models.DateField("抽取日期")
    drawn_by = _by("抽取人")
    drawn_at = models.DateTimeField("抽取时间")

    history = HistoricalRecords()
    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "督查"
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["bureau", "year"], name="inspection_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year} 年度督查"


class InspectedRecord(PublicModel):
    """A drawn record, with who answered for it on the day of the draw, and what was found. Rules: R-538, R-539."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="records", verbose_name="督查")
    subject = models.CharField("记录", max_length=7, choices=Subject)
    contact = _record("casework.Contact", "走访记录")
    need = _record("casework.Need", "诉求")
    review = _record("casework.ReviewRow", "年度复核")
    helper = _record("office.StaffMember", "责任人")
    leader = _record("office.StaffMember", "责任领导")
    finding = models.CharField("检查结果", max_length=6, choices=Finding, blank=True)
    fault = models.CharField("问题", max_length=10, choices=Fault, blank=True)
    fault_note = EncryptedTextField("问题说明", blank=True, default="")
    mend_by = models.DateField("整改期限", null=True, blank=True)
    found_by = _by("检查人", null=True, blank=True)
    found_on = models.DateField("检查日期", null=True, blank=True)
    mended_on = models.DateField("整改日期", null=True, blank=True)
    mended_by = _by("整改登记人", null=True, blank=True)

    history = HistoricalRecords()
    objects = InspectedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "督查抽中的记录"
        ordering = ["subject", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject=Subject.CONTACT, contact__isnull=False, need=None, review=None)
                | Q(subject=Subject.NEED, contact=None, need__isnull=False, review=None)
                | Q(subject=Subject.REVIEW, contact=None, need=None, review__isnull=False),
                name="inspected_names_one_record",
            ),
            models.CheckConstraint(
                condition=Q(finding="", found_by=None, found_on=None)
                | ~Q(finding="") & Q(found_by__isnull=False, found_on__isnull=False),
                name="inspected_found_whole",
            ),
            models.CheckConstraint(
                condition=Q(finding=Finding.FAULTY, mend_by__isnull=False) & ~Q(fault="")
                | ~Q(finding=Finding.FAULTY) & Q(fault="", mend_by=None),
                name="inspected_fault_whole",
            ),
            models.CheckConstraint(
                condition=Q(mended_on=None, mended_by=None)
                | Q(finding=Finding.FAULTY, mended_on__isnull=False, mended_by__isnull=False),
                name="inspected_mended_whole",
            ),
            models.UniqueConstraint(fields=["inspection", "contact"], name="inspected_contact_once"),
            models.UniqueConstraint(fields=["inspection", "need"], name="inspected_need_once"),
            models.UniqueConstraint(fields=["inspection", "review"], name="inspected_review_once"),
        ]

    def __str__(self) -> str:
        return self.get_subject_display()

    @property
    def person(self) -> Person | None:
        """Whose record it is, of a contact the first person seen."""
        if row := self.need or self.review:
            return row.person
        return next(iter(self.contact.persons.all()), None) if self.contact else None

    @property
    def is_unmended(self) -> bool:
        return self.finding == Finding.FAULTY and self.mended_on is None
