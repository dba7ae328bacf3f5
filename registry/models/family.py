"""Relatives of a person, and staff members who declared themselves one."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedTextField
from office.models import PublicModel, StaffMember
from office.money import YuanField
from registry import choices as c
from registry.models.people import Person


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
    is_dependent = models.CharField("是否靠本人供养", max_length=3, choices=c.YesNo.choices, blank=True)
    schooling = models.CharField("就学阶段", max_length=20, choices=c.Schooling.choices, blank=True)
    school = EncryptedTextField("学校", blank=True, default="")
    id_number = EncryptedTextField("身份证号", blank=True, default="")
    workplace = models.CharField("工作单位", max_length=100, blank=True)
    job_wish = models.CharField("就业意向", max_length=100, blank=True)
    ended_on = models.DateField("不再列入日期", null=True, blank=True)
    ended_reason = models.CharField("不再列入原因", max_length=100, blank=True)
    # Entered wrongly: counts on no day, whereas somebody who is no longer listed counts until then.
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "家庭成员"
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "relation"], name="family_by_person")]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.name}"


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
