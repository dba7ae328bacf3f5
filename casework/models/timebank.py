"""The time bank: volunteers, what they did for whom, and the double entries of hours, in whole minutes.

An account is nothing of its own: a volunteer's are the entries with their name and no relative's, a relative's those
with the relative's name too; an entry with neither is the bank's. A booking is two entries that sum to zero.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from casework.choices.timebank import MAX_MINUTES, SERVICE_TRANSITIONS, BookingKind, Confirmer, ServiceStatus
from casework.errors.timebank import ServiceWrongStatus
from casework.querysets.timebank import (
    AppendOnly,
    BeneficiaryQuerySet,
    BookingQuerySet,
    EntryQuerySet,
    VolunteerQuerySet,
    VolunteerServiceQuerySet,
)
from office.models import PublicModel, new_public_id
from registry.choices import Relation


def _by(name: str, **more: Any) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=name, **more)


def _bureau() -> models.ForeignKey:
    return models.ForeignKey("office.Bureau", models.PROTECT, related_name="+", verbose_name="局")


class Volunteer(PublicModel):
    """Somebody who serves: a staff member, a retiree, or anybody else by name. Rule: R-550."""

    balance: int  # annotated by `with_time()`, minutes
    earned: int

    bureau = _bureau()
    staff_member = models.ForeignKey(
        "office.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="在职人员"
    )
    person = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="volunteering", verbose_name="离退休人员"
    )
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("联系电话", max_length=100, blank=True)
    group = models.CharField("所在队伍", max_length=60, blank=True)
    entered_by = _by("登记人")
    entered_at = models.DateTimeField("登记时间")
    ended_on = models.DateField("退出日期", null=True, blank=True)
    end_reason = models.CharField("退出原因", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = "志愿者"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(staff_member=None) | Q(person=None), name="volunteer_staff_or_retiree"),
            models.CheckConstraint(condition=~Q(name=""), name="volunteer_named"),
            models.UniqueConstraint(fields=["staff_member"], condition=Q(ended_on=None), name="volunteer_staff_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="volunteer_person_once"),
            models.UniqueConstraint(
                fields=["bureau", "name", "phone"],
                condition=Q(ended_on=None, staff_member=None, person=None),
                name="volunteer_outsider_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | Q(ended_on__isnull=False) & ~Q(end_reason=""),
                name="volunteer_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sort(self) -> str:
        """Return in words what sort of volunteer this is."""
        if self.staff_member_id:
            return "在职人员"
        return "离退休人员" if self.person_id else "其他"


class Beneficiary(PublicModel):
    """A relative a volunteer gave hours to. Rule: R-556."""

    balance: int  # annotated by `with_time()`, minutes

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="beneficiaries", verbose_name="志愿者")
    relation = models.CharField("关系", max_length=20, choices=Relation)
    name = models.CharField("姓名", max_length=50)

    history = HistoricalRecords()
    objects = BeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = "受赠亲属"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "relation", "name"], name="beneficiary_once"),
            models.CheckConstraint(condition=~Q(name=""), name="beneficiary_named"),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}{self.name}"


class VolunteerService(PublicModel):
    """What a volunteer did for somebody on a day; it books hours once confirmed. Rules: R-551 to R-554."""

    bureau = _bureau()
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="services", verbose_name="志愿者")
    person = models.ForeignKey(
        "registry.Person", models.PROTECT, related_name="volunteer_services", verbose_name="被服务人"
    )
    on = models.DateField("服务日期")
    minutes = models.PositiveIntegerField("时长(分钟)")
    what = models.CharField("做了什么", max_length=200)
    status = models.CharField("状态", max_length=10, choices=ServiceStatus, default=ServiceStatus.RECORDED)
    recorded_by = _by("登记人")
    recorded_at = models.DateTimeField("登记时间")
    confirmer = models.CharField("确认方式", max_length=10, choices=Confirmer, blank=True)
    confirmation = models.CharField("怎样确认", max_length=200, blank=True)
    confirmed_by = _by("确认的经手人", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    end_reason = models.CharField("撤回或冲销原因", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = VolunteerServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "志愿服务"
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["bureau", "status"], name="volunteer_service_status"),
            models.Index(fields=["volunteer", "on"], name="volunteer_service_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MAX_MINUTES), name="volunteer_service_minutes"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "person", "on", "what"],
                condition=Q(status__in=[ServiceStatus.RECORDED, ServiceStatus.CONFIRMED]),
                name="volunteer_service_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[ServiceStatus.CONFIRMED, ServiceStatus.REVERSED],
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    confirmer__in=Confirmer.values,
                )
                | Q(
                    status__in=[ServiceStatus.RECORDED, ServiceStatus.WITHDRAWN],
                    confirmed_by=None,
                    confirmed_at=None,
                    confirmer="",
                ),
                name="volunteer_service_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(confirmer=Confirmer.SECOND) | ~Q(confirmed_by=F("recorded_by")),
                name="volunteer_service_second_is_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ServiceStatus.WITHDRAWN, ServiceStatus.REVERSED]) | ~Q(end_reason=""),
                name="volunteer_service_end_told",
            ),
        ]

    def __str__(self) -> str:
        return f"志愿服务 {self.on}"

    def move_to(self, status: ServiceStatus) -> None:
        """Set another status. Raises ServiceWrongStatus."""
        was = ServiceStatus(self.status)
        if status not in SERVICE_TRANSITIONS.get(was, set()):
            raise ServiceWrongStatus(was)
        self.status = status


class Booked(models.Model):
    """A row of the bank's book: written by `casework.timebank` alone, never changed (triggers refuse it too)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("what is booked is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise AppendOnly("what is booked is never removed")


class TimeBooking(Booked):
    """One movement of hours that concerns one volunteer, with its two entries. Rule: R-555."""

    public_id = models.CharField("编号", max_length=12, unique=True, default=new_public_id, editable=False)
    bureau = _bureau()
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="bookings", verbose_name="志愿者")
    kind = models.CharField("类型", max_length=10, choices=BookingKind)
    minutes = models.PositiveIntegerField("时长(分钟)")
    on = models.DateField("日期")
    what = models.CharField("摘要", max_length=200)
    service = models.OneToOneField(
        VolunteerService, models.PROTECT, null=True, blank=True, related_name="booking", verbose_name="志愿服务"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="所冲销的一笔"
    )
    by = _by("记账人")
    at = models.DateTimeField("记账时间")

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "时间账目"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="timebooking_minutes"),
            models.CheckConstraint(
                condition=Q(kind=BookingKind.SERVICE, service__isnull=False)
                | ~Q(kind=BookingKind.SERVICE) & Q(service=None),
                name="timebooking_of_a_service",
            ),
            models.CheckConstraint(
                condition=Q(kind=BookingKind.REVERSAL, reverses__isnull=False)
                | ~Q(kind=BookingKind.REVERSAL) & Q(reverses=None),
                name="timebooking_reversal_names_its_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class TimeEntry(Booked):
    """One side of a booking: minutes added to an account or taken from it; of nobody named, the bank's own."""

    booking = models.ForeignKey(TimeBooking, models.PROTECT, related_name="entries", verbose_name="时间账目")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="志愿者"
    )
    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="受赠亲属"
    )
    minutes = models.IntegerField("分钟(增加为正)")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "时间分录"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(minutes=0), name="timeentry_moves"),
            models.CheckConstraint(
                condition=Q(beneficiary=None) | Q(volunteer__isnull=False), name="timeentry_relative_of_volunteer"
            ),
            models.UniqueConstraint(fields=["booking"], condition=Q(minutes__gt=0), name="timeentry_one_credit"),
            models.UniqueConstraint(fields=["booking"], condition=Q(minutes__lt=0), name="timeentry_one_debit"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} 分钟"
