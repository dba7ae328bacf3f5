"""The statement of a source between two days: what it held, each entry in order of its day, what it held then."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import ExpressionWrapper, F, Q, Sum, Window

from funds.choices import Direction
from funds.models import FundSource
from funds.querysets.ledger import LedgerEntryQuerySet
from office.errors import RuleBroken
from office.money import YuanField, yuan_value

ZERO = Decimal(0)


@dataclass(frozen=True)
class Statement:
    """A source's entries of a period. Sums in yuan; `entries` carry `balance_after` and are in order of their day."""

    source: FundSource
    since: date
    until: date
    opening: Decimal
    income: Decimal
    outgo: Decimal
    entries: LedgerEntryQuerySet

    @property
    def closing(self) -> Decimal:
        return self.opening + self.income - self.outgo


def statement(source: FundSource, since: date, until: date) -> Statement:
    """Return the statement of a period, both days included. Queries: one, and one when its entries are read.

    Raises: RuleBroken when the period ends before it begins.
    Rule: R-620.
    """
    if until < since:
        raise RuleBroken("截止日期早于起始日期,请核对。", code="period-backwards")
    within = Q(on__gte=since, on__lte=until)
    sums = (
        source.entries.order_by()
        .with_signed()
        .aggregate(
            opening=Sum("signed", filter=Q(on__lt=since)),
            income=Sum("amount", filter=within & Q(direction=Direction.IN)),
            outgo=Sum("amount", filter=within & Q(direction=Direction.OUT)),
        )
    )
    opening, income, outgo = (sums[name] or ZERO for name in ("opening", "income", "outgo"))
    running = Window(Sum("signed", output_field=YuanField()), order_by=[F("on").asc(), F("id").asc()])
    entries = (
        source.entries.filter(within)
        .with_signed()
        .annotate(balance_after=ExpressionWrapper(running + yuan_value(opening), output_field=YuanField()))
    )
    return Statement(source, since, until, opening, income, outgo, entries.for_page().order_by("on", "id"))
