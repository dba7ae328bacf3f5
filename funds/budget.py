"""A year's need against what was granted and spent, and what the next years may need.

Granted are the year's receipts of the ledger, less those reversed: a source that gave nothing is shown with nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import ExpressionWrapper, F, Q, Sum
from django.db.models.functions import ExtractYear

from funds.choices import EntryKind
from funds.models import BudgetLine, FundSource, LedgerEntry
from funds.querysets.ledger import LedgerEntryQuerySet
from office.models import Bureau
from office.money import YuanField, half_up

ZERO = Decimal(0)
FORECAST_YEARS = 3  # as many years gone by make the mean


@dataclass(frozen=True)
class YearOfMoney:
    """One year, in yuan. A need of None says that nobody has drawn a budget up."""

    year: int
    need: Decimal | None
    granted: Decimal
    spent: Decimal

    @property
    def is_empty(self) -> bool:
        return self.need is None and not self.granted and not self.spent

    @property
    def gap(self) -> Decimal | None:
        """Return what is missing: need less grant, below zero where more was granted than needed. Rule: R-626."""
        return None if self.need is None else self.need - self.granted


@dataclass(frozen=True)
class Grant:
    """What one source was given in a year, in yuan."""

    source: FundSource
    amount: Decimal


def years_of_money(bureau: Bureau, years: Sequence[int]) -> list[YearOfMoney]:
    """Return need, grant and spending of each year. Queries: three. Rule: R-626."""
    lines = BudgetLine.objects.standing().filter(bureau=bureau, year__in=years)
    needs = dict(lines.order_by().values_list("year").annotate(total=Sum("amount")))
    granted = _by_year(_receipts(bureau))
    spent = _by_year(LedgerEntry.objects.of_payments().filter(source__bureau=bureau), sign=-1)
    return [YearOfMoney(year, needs.get(year), granted.get(year, ZERO), spent.get(year, ZERO)) for year in years]


def grants(bureau: Bureau, year: int) -> list[Grant]:
    """Return every source in use in the year with what it was given, the empty ones too. Queries: one. Rule: R-627."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    of_year = Q(entries__on__range=(first, last)) & _is_receipt("entries__")
    amount = ExpressionWrapper(F("entries__amount") * F("entries__direction"), output_field=YuanField())
    sources = FundSource.objects.filter(Q(closed_on=None) | Q(closed_on__gte=first), bureau=bureau, opened_on__lte=last)
    sources = sources.annotate(given=Sum(amount, filter=of_year)).order_by("name")
    return [Grant(source, source.given or ZERO) for source in sources]


def forecast(years: Iterable[YearOfMoney], this_year: int) -> Decimal | None:
    """Return the mean yearly spending of the last full years that spent anything; None without one. Rule: R-628."""
    full = sorted((one for one in years if one.year < this_year and one.spent), key=lambda one: -one.year)
    full = full[:FORECAST_YEARS]
    return half_up(sum((one.spent for one in full), ZERO) / len(full), 2) if full else None


def _receipts(bureau: Bureau) -> LedgerEntryQuerySet:
    return LedgerEntry.objects.filter(_is_receipt(), source__bureau=bureau)


def _is_receipt(prefix: str = "") -> Q:
    """Return the condition of a receipt or of what reverses one."""
    receipt = Q(**{f"{prefix}kind": EntryKind.RECEIPT})
    return receipt | Q(**{f"{prefix}reverses__kind": EntryKind.RECEIPT})


def _by_year(entries: LedgerEntryQuerySet, sign: int = 1) -> dict[int, Decimal]:
    rows = entries.order_by().with_signed().annotate(of=ExtractYear("on")).values_list("of").annotate(Sum("signed"))
    return {year: total * sign for year, total in rows}
