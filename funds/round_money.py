"""What the money of a round of greetings is: the plans of its occasion, read by casework through its place."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse

from casework.models import Duty
from funds.choices import AidForm, AidStatus
from funds.models import AidApplication
from office import formats
from office.display import Fact
from office.models import User
from office.roles import Permission


def round_money(user: User, duty: Duty) -> Sequence[Fact]:
    """Return the plans of a round's occasion and year, each with its state, and the standards. Rule: R-508.

    Queries: one.
    """
    if not duty.is_round or not user.may(Permission.SEE_MONEY):
        return []
    plans = AidApplication.objects.visible_to(user).filter(
        bureau=duty.bureau_id, form=AidForm.PLAN, occasion=duty.occasion, occasion_year=duty.year
    )
    plans = plans.exclude(status=AidStatus.WITHDRAWN).with_totals().with_span().order_by("pk")
    facts = [
        Fact(
            f"慰问计划 {plan.document_number}",
            f"{plan.title}({AidStatus(plan.status).label})",
            f"{plan.people} 人,{formats.yuan(plan.total)} 元" + _each(plan.least, plan.most),
            url=reverse("funds:aid-page", args=[plan.public_id]),
        )
        for plan in plans
    ]
    if not facts:
        facts = [Fact("慰问计划", "还没有", url=reverse("funds:aid-list"))]
    return [*facts, Fact("慰问标准", "查看现行标准", url=reverse("funds:standard-list"))]


def _each(least: Decimal | None, most: Decimal | None) -> str:
    return f",每人 {formats.yuan(most)} 元" if most and least == most else ""
