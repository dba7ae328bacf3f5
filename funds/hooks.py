"""What the registry's pages show of money: the person's panel, timeline, list column and filter."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.urls import reverse

from funds.choices import ItemStatus
from funds.models import AidItem, LedgerEntry
from office import clock
from office.display import Fact
from office.models import User
from office.money import YuanField, format_yuan
from office.roles import Permission
from registry.hooks import ListColumn, ListFilter, Panel
from registry.merged import owner, records_of
from registry.models import Person

SHOWN = 20


def person_panels(user: User, person: Person) -> Sequence[Panel]:
    """Return the aid of a person, newest first, with the sum of this year. Queries: two."""
    if not user.may(Permission.SEE_MONEY):
        return []
    items = (
        AidItem.objects.visible_to(user)
        .standing()
        .filter(person__in=records_of([person.pk]), application__round__gte=1)
    )
    rows = items.select_related("application__source").order_by("-application__submitted_at", "-pk")[:SHOWN]
    paid = _paid_in_year(person)
    context = {"items": rows, "year": clock.today().year, "paid": paid}
    head = [Fact("今年帮扶", f"{format_yuan(paid)} 元", url="#money")]
    return [Panel("money", "帮扶资金", "funds/_person_panel.html", context, head)]


def person_actions(user: User, person: Person) -> Sequence[tuple[str, str]]:
    if not user.may(Permission.EDIT_AID) or person.bureau_id != user.bureau_id or person.died_on:
        return []
    return [("申请帮扶", f"{reverse('funds:aid-new')}?person={person.public_id}")]


def _paid_in_year(person: Person) -> Decimal:
    entries = LedgerEntry.objects.of_payments().filter(
        payment__item__person__in=records_of([person.pk]), on__year=clock.today().year
    )
    return entries.spent_total()


def _annotate_paid(user: User) -> dict[str, Any]:
    """Return the sum paid to each person this year, for the users who may see money."""
    entries = LedgerEntry.objects.of_payments().filter(
        payment__item__person=OuterRef("pk"), on__year=clock.today().year
    )
    spent = entries.filter(source__in=[]) if not user.may(Permission.SEE_MONEY) else entries
    total = spent.order_by().with_spent().values("payment__item__person").annotate(s=Sum("spent"))
    return {"aid_paid": Subquery(total.values("s"), output_field=YuanField())}


def _paid_cells(user: User, person_ids: Sequence[int]) -> dict[int, Decimal]:
    """Return person id → the sum paid this year, for the users who may see money. Queries: one."""
    if not user.may(Permission.SEE_MONEY):
        return {}
    entries = LedgerEntry.objects.of_payments().filter(
        payment__item__person__in=records_of(person_ids), on__year=clock.today().year
    )
    sums = entries.order_by().with_spent().values(who=owner("payment__item__person")).annotate(s=Sum("spent"))
    return dict(sums.values_list("who", "s"))


def _aid_condition(user: User, value: str) -> Q:
    paid = AidItem.objects.filter(status=ItemStatus.PAID, application__year=clock.today().year)
    own, merged = paid.filter(person=OuterRef("pk")), paid.filter(person__merged_into=OuterRef("pk"))
    found = Q(Exists(own)) | Q(Exists(merged))
    return found if value == "yes" else ~found


AID_COLUMN = ListColumn("aid_paid", "本年帮扶(元)", _annotate_paid, sort="aid_paid", numeric=True, cells=_paid_cells)
AID_FILTER = ListFilter(
    key="aid",
    label="本年帮扶",
    choices=lambda user: [("yes", "已有"), ("no", "没有")],
    condition=_aid_condition,
    may=lambda user: user.may(Permission.SEE_MONEY),
)
