"""Persons and the dated facts about them.

A fact holds from a day; the newest fact not after a date is what a report of that date takes. The person's own row
repeats the newest facts of all, so that lists filter and sort without a join (`registry.facts` keeps them). Facts are
never changed: a correction supersedes the row it corrects and stands beside it, so the table is its own history.
"""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from office import clock
from office.crypto import EncryptedTextField
from office.identifiers import masks
from office.models import Branch, Bureau, PublicModel, StaffMember, User
from office.money import YuanField
from registry import choices as c
from registry.identity import derived_columns
from registry.querysets import PersonQuerySet

DERIVED = ["name_key", "pinyin", "initials", "spellings", "id_hash", "id_tail_hash"]


class Person(PublicModel):
    """Somebody who is helped: honoured retiree, retiree or survivor. Rule: R-06."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="people", verbose_name="局")
    kind = models.CharField("人员类别", max_length=10, choices=c.PersonKind.choices)
    name = models.CharField("姓名", max_length=100)
    name_key = models.CharField(max_length=100, editable=False, db_index=True)
    pinyin = models.CharField(max_length=200, editable=False)
    initials = models.CharField(max_length=50, editable=False, db_index=True)
    spellings = models.CharField(max_length=400, editable=False, default="")  # every reading, full and initials
    sex = models.CharField("性别", max_length=6, choices=c.Sex.choices, blank=True)
    id_number = EncryptedTextField("身份证号", blank=True, default="")
    id_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001  (NULL: no number, never a clash)
    id_tail_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True, default="")
    birth_date = models.DateField("出生日期", null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=c.Precision.choices, default=c.Precision.DAY)
    worked_from = models.DateField("参加工作时间", null=True, blank=True)
    worked_from_precision = models.CharField(max_length=5, choices=c.Precision.choices, default=c.Precision.DAY)
    retired_on = models.DateField("离退休时间", null=True, blank=True)
    retired_on_precision = models.CharField(max_length=5, choices=c.Precision.choices, default=c.Precision.DAY)
    party_joined_on = models.DateField("入党时间", null=True, blank=True)
    party_joined_on_precision = models.CharField(max_length=5, choices=c.Precision.choices, default=c.Precision.DAY)
    was_leader = models.CharField("原任领导职务", max_length=3, choices=c.YesNo.choices, blank=True)
    is_veteran = models.CharField("退役军人", max_length=3, choices=c.YesNo.choices, blank=True)
    deceased = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="survivors", verbose_name="已故人员"
    )
    died_on = models.DateField("去世日期", null=True, blank=True)
    transferred_out_on = models.DateField("转出日期", null=True, blank=True)
    transferred_out_to = models.CharField("转往单位", max_length=100, blank=True)
    # The earliest day on which a roster or a clerk says the person is here; stands in for an unknown retirement date.
    listed_from = models.DateField("在册起", null=True, blank=True)
    # Set when an older roster names somebody whom a later one no longer names: from that day whereabouts are unknown.
    unlisted_from = models.DateField("后册未列起", null=True, blank=True)
    remarks = EncryptedTextField("备注", blank=True, default="")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=200, blank=True)

    # The newest facts, repeated for lists.
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="所在党支部"
    )
    phone = models.CharField("联系电话", max_length=100, blank=True)
    address = models.CharField("家庭住址", max_length=200, blank=True)
    residence_area = models.CharField("居住地", max_length=20, choices=c.ResidenceArea.choices, blank=True)
    marital_status = models.CharField("婚姻状况", max_length=20, choices=c.MaritalStatus.choices, blank=True)
    living_arrangement = models.CharField("居住情况", max_length=20, choices=c.LivingArrangement.choices, blank=True)
    housing_tenure = models.CharField("住房情况", max_length=20, choices=c.HousingTenure.choices, blank=True)
    illness_kind = models.CharField("主要疾病", max_length=20, choices=c.IllnessKind.choices, blank=True)
    long_term_medication = models.CharField("长期服药", max_length=3, choices=c.YesNo.choices, blank=True)
    outpatient_visits = models.PositiveIntegerField("本年门诊次数", null=True, blank=True)
    self_care = models.CharField("自理能力", max_length=20, choices=c.SelfCare.choices, blank=True)
    spouse_employment = models.CharField("配偶就业情况", max_length=20, choices=c.SpouseEmployment.choices, blank=True)
    monthly_income = YuanField("月收入(元)", null=True, blank=True)
    history = HistoricalRecords(excluded_fields=DERIVED)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        ordering = ["pinyin", "id"]
        indexes = [
            models.Index(fields=["bureau", "pinyin", "id"], name="person_by_name"),
            models.Index(fields=["bureau", "birth_date", "id"], name="person_by_birth"),
            models.Index(fields=["bureau", "kind", "living_arrangement", "id"], name="person_by_kind"),
            models.Index(fields=["bureau", "branch", "pinyin"], name="person_by_branch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "id_hash"], name="person_id_once", violation_error_message="这个身份证号已经登记过。"
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(birth_date__isnull=True) | Q(died_on__gte=F("birth_date")),
                name="person_death_after_birth",
                violation_error_message="去世日期不能早于出生日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/people/{self.public_id}/"

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set the columns that follow from others: search keys, pinyin, keyed hashes of the ID number."""
        for column, value in derived_columns(self.name, self.id_number).items():
            setattr(self, column, value)

    @property
    def masked_id(self) -> str:
        return masks.id_number(self.id_number) if self.id_number else ""

    @property
    def is_retiree(self) -> bool:
        return self.kind in c.RETIRED_KINDS

    @property
    def is_party_member(self) -> bool:
        return self.party_joined_on is not None


class PersonFact(models.Model):
    """One fact of a person that holds from a day until the next of the same field; '' means known to be unknown."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="facts")
    field = models.CharField("项目", max_length=30, choices=c.FactField.choices)
    value = models.CharField("内容", max_length=200, blank=True)
    holds_from = models.DateField("起始日期")
    source = models.CharField("来源", max_length=10, choices=c.FactSource.choices, default=c.FactSource.CHANGE)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    superseded_at = models.DateTimeField("更正时间", null=True, blank=True)

    class Meta:
        verbose_name = "情况"
        ordering = ["person", "field", "-holds_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field", "holds_from"],
                condition=Q(superseded_at__isnull=True),
                name="fact_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.holds_from}"


class FamilyMember(PublicModel):
    """A relative of a person; the same by relation, name and birth."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="family")
    relation = models.CharField("关系", max_length=20, choices=c.Relation.choices)
    name = models.CharField("姓名", max_length=100)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=c.Precision.choices, default=c.Precision.DAY)
    phone = models.CharField("电话", max_length=100, blank=True)
    is_contact = models.BooleanField("家属联系人", default=False)
    employment = models.CharField("就业状况", max_length=20, choices=c.ChildEmployment.choices, blank=True)
    monthly_income = YuanField("月收入(元)", null=True, blank=True)
    lives_together = models.CharField("是否同住", max_length=3, choices=c.YesNo.choices, blank=True)
    ended_on = models.DateField("不再列入日期", null=True, blank=True)
    ended_reason = models.CharField("不再列入原因", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "家庭成员"
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "relation"], name="family_by_person")]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.name}"


class FamilyFact(models.Model):
    """One fact of a family member that holds from a day."""

    member = models.ForeignKey(FamilyMember, models.PROTECT, related_name="facts")
    field = models.CharField("项目", max_length=30, choices=c.FamilyFactField.choices)
    value = models.CharField("内容", max_length=50, blank=True)
    holds_from = models.DateField("起始日期")
    source = models.CharField("来源", max_length=10, choices=c.FactSource.choices, default=c.FactSource.CHANGE)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    superseded_at = models.DateTimeField("更正时间", null=True, blank=True)

    class Meta:
        verbose_name = "家庭成员情况"
        ordering = ["member", "field", "-holds_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "field", "holds_from"],
                condition=Q(superseded_at__isnull=True),
                name="family_fact_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.holds_from}"


class HospitalStay(PublicModel):
    """A stay in hospital; the same by admission date and hospital."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    admitted_on = models.DateField("入院日期")
    discharged_on = models.DateField("出院日期", null=True, blank=True)
    hospital = models.CharField("医院", max_length=100)
    ward = models.CharField("病区", max_length=50, blank=True)
    bed = models.CharField("床号", max_length=20, blank=True)
    cost = YuanField("医疗费用(元)", null=True, blank=True)
    self_paid = YuanField("自付金额(元)", null=True, blank=True)
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


class RelativeDeclaration(PublicModel):
    """A staff member's declared kinship with a person: such a one signs nothing for them and is not paired."""

    staff_member = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="relative_declarations", verbose_name="工作人员"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="relative_declarations", verbose_name="人员")
    relation = models.CharField("关系", max_length=50)
    declared_on = models.DateField("申报日期")
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "亲属关系申报"
        ordering = ["-declared_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff_member", "person"], condition=Q(ended_on__isnull=True), name="declaration_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_member} {self.relation}"


__all__ = [
    "FamilyFact",
    "FamilyMember",
    "HospitalStay",
    "Person",
    "PersonFact",
    "RelativeDeclaration",
]
