"""The site's tables as models of the stock admin: unmanaged, columns as they are, sums in fen."""

import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

KINDS = [("honoured", "离休"), ("retiree", "退休"), ("survivor", "遗属")]
SEXES = [("male", "男"), ("female", "女")]
YES_NO = [("yes", "是"), ("no", "否")]
LIVING = [
    ("with_spouse", "与配偶同住"),
    ("with_children", "与子女同住"),
    ("alone", "独居"),
    ("empty_nest", "空巢"),
    ("institution", "养老机构"),
    ("other", "其他"),
]
SELF_CARE = [("independent", "自理"), ("limited_mobility", "行动不便"), ("dependent", "不能自理")]
RELATIONS = [("spouse", "配偶"), ("son", "儿子"), ("daughter", "女儿"), ("other", "其他亲属")]
CONTACT_KINDS = [("visit", "上门走访"), ("call", "电话问候")]
THE_BUREAU = 1  # the only one there is


def public_id() -> str:
    return secrets.token_hex(6)


def text(label: str, length: int, **options) -> models.CharField:
    return models.CharField(label, max_length=length, blank=True, default="", **options)


def day(label: str) -> models.DateField:
    return models.DateField(label, null=True, blank=True)


class User(AbstractUser):
    first_name = last_name = None
    name = text("姓名", 100)
    large_type = models.BooleanField(default=False)
    theme = text("明暗", 5)
    language = text("语言", 7)
    must_change_password = models.BooleanField(default=False)

    class Meta:
        managed = False
        db_table = "office_user"


class Branch(models.Model):
    name = models.CharField("名称", max_length=100)

    class Meta:
        managed = False
        db_table = "office_branch"
        verbose_name = verbose_name_plural = "党支部"

    def __str__(self) -> str:
        return self.name


class StaffMember(models.Model):
    name = models.CharField("姓名", max_length=100)
    staff_no = text("工号", 20)

    class Meta:
        managed = False
        db_table = "office_staffmember"
        verbose_name = verbose_name_plural = "工作人员"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    public_id = models.CharField("编号", max_length=12, unique=True, default=public_id)
    version = models.PositiveIntegerField(default=1, editable=False)
    bureau_id = models.BigIntegerField(default=THE_BUREAU, editable=False)
    kind = models.CharField("人员类别", max_length=10, choices=KINDS)
    name = models.CharField("姓名", max_length=100)
    name_key = text("检索名", 100, editable=False)
    pinyin = text("拼音", 200)
    initials = text("拼音首字母", 50)
    spellings = text("拼写", 400, editable=False)
    sex = text("性别", 6, choices=SEXES)
    id_number = models.TextField("身份证号", blank=True, default="")
    id_tail_hash = text("末四位", 64, editable=False)
    birth_date = day("出生日期")
    birth_precision = text("", 5, editable=False)
    worked_from = day("参加工作时间")
    worked_from_precision = text("", 5, editable=False)
    retired_on = day("离退休时间")
    retired_on_precision = text("", 5, editable=False)
    party_joined_on = day("入党时间")
    party_joined_on_precision = text("", 5, editable=False)
    was_leader = text("原任领导职务", 3, choices=YES_NO)
    is_veteran = text("退役军人", 3, choices=YES_NO)
    died_on = day("去世日期")
    transferred_out_on = day("转出日期")
    transferred_out_to = text("转往单位", 100)
    remarks = models.TextField("备注", blank=True, default="")
    withdrawn_reason = text("撤销原因", 200, editable=False)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, verbose_name="所在党支部")
    phone = text("联系电话", 100)
    address = text("家庭住址", 200)
    residence_area = text("居住地", 20)
    marital_status = text("婚姻状况", 20)
    living_arrangement = text("居住情况", 20, choices=LIVING)
    housing_tenure = text("住房情况", 20)
    illness_kind = text("主要疾病", 20)
    long_term_medication = text("长期服药", 3, choices=YES_NO)
    outpatient_visits = models.PositiveIntegerField("本年门诊次数", null=True, blank=True)
    self_care = text("自理能力", 20, choices=SELF_CARE)
    spouse_employment = text("配偶就业情况", 20)
    monthly_income = models.BigIntegerField("月收入(分)", null=True, blank=True)
    party_full_on_precision = text("", 5, editable=False)
    staff_identity = text("身份", 20)
    origin = text("来自", 10)
    last_unit = text("原工作单位或部门", 100)
    last_post = text("原职务", 100)
    rank = text("职级", 20)
    treatment = text("享受待遇", 20)
    ethnicity = text("民族", 20)
    native_place = text("籍贯", 50)
    education = text("学历", 20)

    class Meta:
        managed = False
        db_table = "registry_person"
        verbose_name = verbose_name_plural = "人员"
        ordering = ["pinyin", "id"]

    def __str__(self) -> str:
        return self.name


class FamilyMember(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    person = models.ForeignKey(Person, models.PROTECT)
    relation = models.CharField("关系", max_length=20, choices=RELATIONS)
    name = models.CharField("姓名", max_length=100)
    birth_date = day("出生日期")
    birth_precision = text("", 5, editable=False)
    phone = text("电话", 100)
    is_contact = models.BooleanField("家属联系人", default=False)
    employment = text("就业状况", 20)
    monthly_income = models.BigIntegerField("月收入(分)", null=True, blank=True)
    lives_together = text("是否同住", 3, choices=YES_NO)
    ended_reason = text("", 100, editable=False)
    is_dependent = text("是否赡养", 3, choices=YES_NO)
    schooling = text("就学", 20)
    school = models.TextField("学校", blank=True, default="")
    workplace = text("工作单位", 100)
    job_wish = text("求职意愿", 100)

    class Meta:
        managed = False
        db_table = "registry_familymember"
        verbose_name = verbose_name_plural = "家庭成员"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class HospitalStay(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    person = models.ForeignKey(Person, models.PROTECT)
    admitted_on = models.DateField("入院日期")
    discharged_on = day("出院日期")
    hospital = models.CharField("医院", max_length=100)
    ward = text("病区", 50)
    bed = text("床号", 20)
    cost = models.BigIntegerField("医疗费用(分)", null=True, blank=True)
    self_paid = models.BigIntegerField("自付金额(分)", null=True, blank=True)
    withdrawn_reason = text("", 100, editable=False)

    class Meta:
        managed = False
        db_table = "registry_hospitalstay"
        verbose_name = verbose_name_plural = "住院记录"
        ordering = ["-admitted_on"]

    def __str__(self) -> str:
        return f"{self.admitted_on} {self.hospital}"


class Pairing(models.Model):
    person = models.ForeignKey(Person, models.PROTECT, related_name="pairings")
    helper = models.ForeignKey(StaffMember, models.PROTECT)
    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "casework_pairing"

    def __str__(self) -> str:
        return str(self.helper_id)


class ContactState(models.Model):
    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="contact_state")
    last_contact_on = day("最近联系")
    next_due_on = day("下次联系")

    class Meta:
        managed = False
        db_table = "casework_contactstate"

    def __str__(self) -> str:
        return str(self.last_contact_on)


class Contact(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    bureau_id = models.BigIntegerField(default=THE_BUREAU, editable=False)
    kind = models.CharField("方式", max_length=6, choices=CONTACT_KINDS)
    held_on = models.DateField("日期")
    purposes = models.JSONField("内容", default=list, blank=True)
    note = models.TextField("谈话内容", blank=True, default="")
    mood = models.TextField("思想和精神状态", blank=True, default="")
    seen = models.TextField("身体和生活状况", blank=True, default="")
    next_step = models.TextField("下一步", blank=True, default="")
    on_behalf = models.BooleanField("代录", default=False)
    sheet_reference = text("走访记录表编号", 60)
    entered_by = models.ForeignKey(User, models.PROTECT, editable=False)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    void_reason = text("", 200, editable=False)
    helpers = models.ManyToManyField(StaffMember, through="ContactHelper")
    persons = models.ManyToManyField(Person, through="ContactPerson")

    class Meta:
        managed = False
        db_table = "casework_contact"
        verbose_name = verbose_name_plural = "走访联系"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"


class ContactHelper(models.Model):
    contact = models.ForeignKey(Contact, models.PROTECT)
    helper = models.ForeignKey(StaffMember, models.PROTECT, verbose_name="走访人")

    class Meta:
        managed = False
        db_table = "casework_contacthelper"
        verbose_name = verbose_name_plural = "走访人"

    def __str__(self) -> str:
        return str(self.helper_id)


class ContactPerson(models.Model):
    contact = models.ForeignKey(Contact, models.PROTECT, verbose_name="走访联系")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="走访对象")

    class Meta:
        managed = False
        db_table = "casework_contactperson"
        verbose_name = verbose_name_plural = "走访联系"

    def __str__(self) -> str:
        return str(self.contact_id)


class AidItem(models.Model):
    person = models.ForeignKey(Person, models.PROTECT, related_name="aid")
    status = models.CharField(max_length=20)
    amount_approved = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "funds_aiditem"

    def __str__(self) -> str:
        return str(self.amount_approved)
