"""The bank's book: the one place that writes bookings and entries, and the re-adding of what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from casework.choices.timebank import BookingKind, ServiceStatus
from casework.errors.timebank import NotEnoughTime, in_hours
from casework.models import Beneficiary, TimeBooking, TimeEntry, Volunteer, VolunteerService
from office import clock, policy
from office.models import Bureau, User


def is_on(bureau: Bureau | None) -> bool:
    """Say whether the office has switched its time bank on. Queries: one. Rule: R-560."""
    return bureau is not None and bool(policy.whole("time_bank", bureau=bureau))


@dataclass(frozen=True)
class Account:
    """Whose hours: a volunteer's, a relative's they gave to, or with neither the bank's."""

    volunteer: Volunteer | None = None
    beneficiary: Beneficiary | None = None

    def minutes(self) -> int:
        """Return what the account holds. Queries: one."""
        if self.volunteer is None:
            raise ValueError("the bank's own account has no limit to look at")
        return TimeEntry.objects.own(self.volunteer.pk, self.beneficiary.pk if self.beneficiary else None).minutes()


BANK = Account()


def book(booking: TimeBooking, *, source: Account, target: Account, by: User) -> TimeBooking:
    """Write a booking with its debit and its credit. The caller holds the volunteer's row locked.

    Raises: NotEnoughTime when an account other than the bank's would go below zero. Rules: R-555, R-557.
    """
    if source != BANK and (has := source.minutes()) < booking.minutes:
        raise NotEnoughTime(has=has, asked=booking.minutes)
    booking.bureau_id, booking.by, booking.at = booking.volunteer.bureau_id, by, clock.now()
    booking.save()
    for account, minutes in ((source, -booking.minutes), (target, booking.minutes)):
        TimeEntry(booking=booking, volunteer=account.volunteer, beneficiary=account.beneficiary, minutes=minutes).save()
    return booking


def faults() -> Iterator[str]:
    """Yield a sentence for everything in the book that does not agree; nothing when it is clean. Rule: R-559."""
    if total := TimeEntry.objects.minutes():
        yield f"时间银行各账户合计应为 0,现在是 {in_hours(total)}。"
    yield from _bookings()
    yield from _accounts()
    yield from _services()


def _bookings() -> Iterator[str]:
    sums = TimeBooking.objects.annotate(
        sides=Count("entries"),
        total=Sum("entries__minutes"),
        credit=Sum("entries__minutes", filter=Q(entries__minutes__gt=0)),
    ).order_by("pk")
    for booking in sums.exclude(sides=2, total=0, credit=F("minutes")):
        yield f"时间账目 {booking.public_id} 应有一借一贷,各 {in_hours(booking.minutes)},现在不是。"
    mirrors = Q(minutes=F("reverses__minutes"), volunteer=F("reverses__volunteer"))
    for odd in TimeBooking.objects.filter(kind=BookingKind.REVERSAL).exclude(mirrors):
        yield f"时间账目 {odd.public_id} 与所冲销的一笔不符。"


def _accounts() -> Iterator[str]:
    accounts = TimeEntry.objects.filter(volunteer__isnull=False).order_by()
    named = accounts.values("volunteer__name", "volunteer", "beneficiary", "beneficiary__name")
    for line in named.annotate(total=Sum("minutes")).filter(total__lt=0):
        name = line["beneficiary__name"] or line["volunteer__name"]
        yield f"时间银行里 {name} 的账户是 {in_hours(line['total'])},不应低于 0。"


def _services() -> Iterator[str]:
    """A confirmed service is booked in its length and not reversed, a reversed one is both, any other is not booked."""
    booked, reversed_ = Q(booking__isnull=False), Q(booking__reversed_by__isnull=False)
    right = (
        Q(status=ServiceStatus.CONFIRMED, booking__minutes=F("minutes")) & ~reversed_
        | Q(status=ServiceStatus.REVERSED) & reversed_
        | Q(status__in=[ServiceStatus.RECORDED, ServiceStatus.WITHDRAWN]) & ~booked
    )
    wrong = VolunteerService.objects.exclude(pk__in=VolunteerService.objects.filter(right).values("pk"))
    for service in wrong:
        yield f"志愿服务 {service.public_id}({service.get_status_display()})与时间账目不符。"
