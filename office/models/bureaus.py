"""Bureaus, branches, staff members and the headcount of serving staff."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from office.choices import StaffIdentity
from office.identifiers import pinyin
from office.identifiers.national_id import Sex
from office.models.base import PublicModel
from office.querysets import BureauQuerySet, StaffQuerySet
from office.retirement import retirement_month


class Bureau(PublicModel):
    """A bureau of the tax service; `parent` makes the tree. `path` is `/1/7/` from the root, for subtree reads."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级局"
    )
    path = models.CharField("路径", max_length=200, editable=False, db_index=True, default="")
    section_name = models.CharField("承办股室", max_length=50, default="人事教育股")
    party_body_name = models.CharField("党组织名称", max_length=50, default="机关党委")
    phone = models.CharField("办公电话", max_length=30, blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    in_use = models.BooleanField("启用", default=True)
    history = HistoricalRecords(excluded_fields=["path"])

    objects = BureauQuerySet.as_manager()

    class Meta:
        verbose_name = "局"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            Bureau.objects.filter(pk=self.pk).update(path=path)


class Branch(PublicModel):
    """A Party branch; an outside branch (a community's, another unit's) answers by letter."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="branches", verbose_name="局")
    name = models.CharField("名称", max_length=100)
    secretary = models.ForeignKey(
        "office.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="书记"
    )
    is_outside = models.BooleanField("外单位支部", default=False)
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "党支部"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["bureau", "name"], name="branch_name_once")]

    def __str__(self) -> str:
        return self.name


class Post(models.TextChoices):
    """What the quota of pairings hangs on (C17)."""

    PRINCIPAL_LEADER = "principal_leader", "主要领导"
    LEADER = "leader", "班子成员"
    SECTION_PRINCIPAL = "section_principal", "股室负责人"
    STAFF = "staff", "工作人员"


class StaffMember(PublicModel):
    """A serving (or once serving) member of staff: helper, leader or signer; an account is optional."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="staff", verbose_name="局")
    staff_no = models.CharField("工号", max_length=20, blank=True)
    name = models.CharField("姓名", max_length=100)
    pinyin = models.CharField("拼音", max_length=200, editable=False, default="")
    initials = models.CharField("拼音首字母", max_length=50, editable=False, default="")
    sex = models.CharField("性别", max_length=6, choices=Sex.choices, blank=True)
    # The first of the month: retirement goes by months, and no more is asked of a colleague.
    born_in = models.DateField("出生年月", null=True, blank=True)
    identity = models.CharField("身份", max_length=10, choices=StaffIdentity.choices, blank=True)
    section = models.CharField("股室", max_length=50, blank=True)
    post = models.CharField("职务", max_length=20, choices=Post.choices, default=Post.STAFF)
    is_party_member = models.BooleanField("党员", default=False)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="所在党支部"
    )
    phone = models.CharField("电话", max_length=30, blank=True)
    serving_from = models.DateField("在职起", null=True, blank=True)
    serving_to = models.DateField("在职止", null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["pinyin", "initials"])

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = "工作人员"
        ordering = ["pinyin", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "staff_no"],
                condition=~Q(staff_no=""),
                name="staff_no_once",
                violation_error_message="这个工号已经有人用了。",
            ),
            models.CheckConstraint(
                condition=Q(serving_to__isnull=True)
                | Q(serving_from__isnull=True)
                | Q(serving_to__gte=F("serving_from")),
                name="staff_serving_order",
                violation_error_message="在职止不能早于在职起。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.spell()
        super().save(*args, **kwargs)

    def spell(self) -> None:
        """Set the columns by which the name is sorted and found."""
        spelling = pinyin.spell(self.name)
        self.pinyin, self.initials = spelling.full, spelling.initials

    @property
    def retires_in(self) -> date | None:
        """The first day of the month of retirement age; None while birth, sex or a woman's identity is not known."""
        return retirement_month(self.born_in, self.sex, self.identity)

    def is_serving(self, on) -> bool:
        """Return whether in service on the day; the last day counts as served until it is over."""
        return (self.serving_from is None or self.serving_from <= on) and (
            self.serving_to is None or on < self.serving_to
        )


class Headcount(models.Model):
    """The number of serving staff on a day: the newest not after a date counts (A03)."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="headcounts", verbose_name="局")
    on = models.DateField("日期")
    number = models.PositiveIntegerField("在职人数")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "在职人数"
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["bureau", "on"], name="headcount_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.number}"
