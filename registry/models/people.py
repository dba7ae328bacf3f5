"""The person's own row: who it is, and the newest of the facts that lists filter and sort by."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedTextField
from office.identifiers import masks
from office.models import Branch, Bureau, PublicModel
from office.money import YuanField
from registry import choices as c
from registry import ranks
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
    party_full_on = models.DateField("转正时间", null=True, blank=True)
    party_full_on_precision = models.CharField(max_length=5, choices=c.Precision.choices, default=c.Precision.DAY)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    native_place = models.CharField("籍贯", max_length=50, blank=True)
    education = models.CharField("学历", max_length=20, choices=c.Education.choices, blank=True)
    staff_identity = models.CharField("身份", max_length=20, choices=c.StaffIdentity.choices, blank=True)
    origin = models.CharField("来自", max_length=10, choices=c.Origin.choices, blank=True)
    last_unit = models.CharField("原工作单位或部门", max_length=100, blank=True)
    last_post = models.CharField("原职务", max_length=100, blank=True)
    rank = models.CharField("职级", max_length=20, choices=ranks.Rank.choices, blank=True)
    treatment = models.CharField("享受待遇", max_length=20, choices=ranks.Treatment.choices, blank=True)
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
            models.Index(  # counts the living without reading their rows
                fields=["bureau", "died_on", "transferred_out_on"],
                condition=Q(merged_into__isnull=True, withdrawn_on__isnull=True),
                name="person_standing",
            ),
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
