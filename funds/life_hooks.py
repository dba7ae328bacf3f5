"""What money has to do with a death, its reversal and a departure."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse

from funds.choices import ITEM_PROMISED, ItemStatus, PaymentStatus, WayOfHelp
from funds.models import AidItem, Payment
from funds.workflows.aid import DEATH, stop_on_death
from office.models import User
from office.money import format_yuan
from office.roles import Permission
from registry import hooks
from registry.hooks import Finding
from registry.merged import records_of
from registry.models import Person

UNDER_WAY = {ItemStatus.PENDING, *ITEM_PROMISED}


def overpaid(user: User, person: Person) -> Sequence[Finding]:
    """Name what was paid after a death: the months of a subsidy with their sum, and each other payment.

    The month of the death is still due; a subsidy stops with the next. Queries: one. Rule: R-258.
    """
    if not user.may(Permission.SEE_MONEY) or person.died_on is None:
        return []
    paid = Payment.objects.filter(status=PaymentStatus.PAID, paid_on__gt=person.died_on)
    paid = paid.filter(item__person__in=records_of([person.pk]))
    late = list(paid.select_related("item__application").order_by("paid_on", "pk"))
    monthly = [one for one in late if one.item.way_of_help == WayOfHelp.MONTHLY]
    others = [one for one in late if one.item.way_of_help != WayOfHelp.MONTHLY]
    findings = [
        Finding(
            f"{one.paid_on} 支付的“{one.item.application.title}”{format_yuan(one.amount)} 元,请核对是否应当冲销。",
            reverse("funds:payment-page", args=[one.public_id]),
        )
        for one in others
    ]
    return [*_months(monthly, person.died_on), *findings]


def _months(payments: Sequence[Payment], died_on: date) -> list[Finding]:
    """Return one sentence on the months of subsidies paid after the month of the death."""
    late = [one for one in payments if one.paid_on and _month(one.paid_on) > _month(died_on)]
    if not late:
        return []
    months = sorted({_month(one.paid_on) for one in late if one.paid_on})
    named = "、".join(f"{year}年{month}月" for year, month in months)
    total = sum((one.amount for one in late), Decimal(0))
    text = f"月定补多发 {len(months)} 个月({named}),共 {format_yuan(total)} 元,应当追回。"
    return [Finding(text, reverse("funds:payment-page", args=[late[-1].public_id]))]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def name_stopped(person: Person, since: datetime, by: User) -> Sequence[Finding]:
    """Name what a death taken back had stopped: money is never set going again by itself. Rule: R-254."""
    stopped = AidItem.objects.filter(person=person, status=ItemStatus.STOPPED, stopped_at__gte=since, stop_reason=DEATH)
    return [
        Finding(
            f"“{item.application.title}”{format_yuan(item.amount)} 元已停发,需要的请重新申请。",
            f"/funds/aid/{item.application.public_id}/",
        )
        for item in stopped.select_related("application")
    ]


def name_unpaid(person: Person, left_on: date, by: User) -> Sequence[Finding]:
    """Name the aid of somebody who leaves that is not paid yet. Rule: R-256."""
    unpaid = AidItem.objects.filter(person=person, status__in=UNDER_WAY)
    return [
        Finding(f"“{item.application.title}”{format_yuan(item.amount)} 元还没有支付,请决定继续支付还是停发。")
        for item in unpaid.select_related("application")
    ]


def uses(person: Person) -> Sequence[hooks.Use]:
    """Name the aid that hangs on a person: asked for, stopped or paid. Rule: R-260, R-263. Queries: one."""
    items = AidItem.objects.filter(person=person).select_related("application").order_by("pk")
    return [
        hooks.Use(
            f"“{item.application.title}”{format_yuan(item.amount)} 元({item.get_status_display()})",
            f"/funds/aid/{item.application.public_id}/",
            under_way=item.status in UNDER_WAY,
        )
        for item in items
    ]


def fill() -> None:
    """Fill the registry's hooks; called once from `ready()`."""
    hooks.ON_DEATH.append(stop_on_death)
    hooks.AFTER_DEATH.append(overpaid)
    hooks.ON_DEATH_REVERSED.append(name_stopped)
    hooks.USES.append(uses)
    hooks.ON_DEPARTURE.append(name_unpaid)
