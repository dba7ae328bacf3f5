"""The year's accounts: what went out, by source, purpose and category, by nature, and a head in each branch.

Counted is what the publicity list counts, entry by entry, so every breakdown adds up to the ledger's total.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import ExpressionWrapper, F, Q, Sum

from casework.choices.recognition import PUBLIC_WORDING, Category, RecognitionStatus
from casework.models import Recognition
from funds.choices import GREETING_KINDS, WAY_OF_KIND, AidKind, EntryKind, Nature, WayOfHelp
from funds.models import AidApplication, FundSource
from funds.publicity import branches_of, entries_of_year, standing
from office import clock
from office.identifiers import pinyin
from office.models import Bureau
from office.money import YuanField, half_up
from registry.figures import situation
from registry.models import Person

UNRECOGNISED = "未列入帮扶对象"
NO_BRANCH = "没有登记党支部"
ZERO = Decimal(0)
Key = TypeVar("Key")


@dataclass(frozen=True)
class Line:
    """What one source spent on one purpose for people of one category. `amount` in yuan, net of what came back."""

    source: FundSource
    purpose: str
    category: str
    people: int
    times: int
    amount: Decimal


@dataclass(frozen=True)
class Pot:
    """A source over the year, in yuan: what it held before, what came in, what aid took, what went out as
    cash less what of it was accounted for, what it holds."""

    source: FundSource
    opening: Decimal
    income: Decimal
    spent: Decimal
    cash_out: Decimal
    closing: Decimal


@dataclass(frozen=True)
class Share:
    """The part of the total that one nature of help took. `percent` is None without a total above zero."""

    label: str
    people: int
    times: int
    amount: Decimal
    percent: Decimal | None


@dataclass(frozen=True)
class BranchLine:
    """What the people of one branch got. `members` is how many people the branch has on the day of the accounts."""

    name: str
    members: int
    helped: int
    amount: Decimal

    @property
    def a_head(self) -> Decimal | None:
        """Return yuan for each of its people, None where it has nobody any more. Rule: R-623."""
        return half_up(self.amount / self.members, 2) if self.members else None


@dataclass(frozen=True)
class Accounts:
    """The accounts of one bureau's year, as of its last day or, before that, today."""

    year: int
    as_of: date
    issuer: str
    total: Decimal
    people: int
    times: int
    lines: Sequence[Line]
    pots: Sequence[Pot]
    natures: Sequence[Share]
    branches: Sequence[BranchLine]


@dataclass(frozen=True)
class _Spent:
    """One entry: what it took out for good, below zero where it brought something back."""

    source: FundSource
    person_id: int
    payment_id: int
    aid_kind: AidKind
    nature: Nature
    amount: Decimal


def nature_of(application: AidApplication) -> Nature:
    """Return whether help is regular, for a festival, for an emergency or given once. Rule: R-622."""
    kind = AidKind(application.aid_kind)
    if kind == AidKind.EMERGENCY:
        return Nature.EMERGENCY
    if application.occasion or kind in GREETING_KINDS:
        return Nature.FESTIVAL
    return Nature.ROUTINE if WAY_OF_KIND.get(kind) == WayOfHelp.MONTHLY else Nature.ONE_OFF


def accounts(bureau: Bureau, year: int) -> Accounts:
    """Compute a year's accounts from the ledger. Queries: as many whatever the rows. Rules: R-621, R-622, R-623."""
    as_of = min(date(year, 12, 31), clock.today())
    spent = _spent(bureau, year)
    people, times, total = _tally(spent)
    return Accounts(
        year=year,
        as_of=as_of,
        issuer=bureau.name,
        total=total,
        people=people,
        times=times,
        lines=_lines(spent, _categories(bureau, year)),
        pots=_pots(bureau, spent, year, as_of),
        natures=_natures(spent, total),
        branches=_branches(bureau, spent, as_of),
    )


def _spent(bureau: Bureau, year: int) -> list[_Spent]:
    joined = entries_of_year(bureau, year).with_spent()
    joined = joined.select_related("source", "payment__item__person__merged_into", "payment__item__application")
    found = []
    for entry in joined.order_by("pk"):
        item = entry.payment.item
        kind, nature = AidKind(item.application.aid_kind), nature_of(item.application)
        person = standing(item.person)
        found.append(_Spent(entry.source, person.pk, entry.payment_id, kind, nature, entry.spent))
    return found


def _tally(spent: Iterable[_Spent]) -> tuple[int, int, Decimal]:
    """Return the people and payments that are not undone within these entries, and their sum."""
    of_person: dict[int, Decimal] = defaultdict(Decimal)
    of_payment: dict[int, Decimal] = defaultdict(Decimal)
    for one in spent:
        of_person[one.person_id] += one.amount
        of_payment[one.payment_id] += one.amount
    helped = sum(amount > 0 for amount in of_person.values())
    return helped, sum(amount > 0 for amount in of_payment.values()), sum(of_person.values(), ZERO)


def _grouped(spent: Iterable[_Spent], key: Callable[[_Spent], Key]) -> dict[Key, list[_Spent]]:
    groups: dict[Key, list[_Spent]] = defaultdict(list)
    for one in spent:
        groups[key(one)].append(one)
    return groups


def _categories(bureau: Bureau, year: int) -> dict[int, str]:
    """Return person → the words of what they were recognised as in the year; no illness is told. Queries: one."""
    rows = Recognition.objects.filter(bureau=bureau, year=year, recognised_on__isnull=False).filter(
        status__in=(RecognitionStatus.RECOGNISED, RecognitionStatus.ENDED)
    )
    words: dict[int, list[str]] = defaultdict(list)
    for person_id, category in rows.order_by("pk").values_list("person", "category"):
        words[person_id].append(PUBLIC_WORDING[Category(category)])
    return {person_id: "、".join(sorted(set(of), key=_spelt)) for person_id, of in words.items()}


def _lines(spent: Sequence[_Spent], categories: dict[int, str]) -> list[Line]:
    def key(one: _Spent) -> tuple[FundSource, AidKind, str]:
        return one.source, one.aid_kind, categories.get(one.person_id, UNRECOGNISED)

    lines = [
        Line(source, kind.label, category, *_tally(rows))
        for (source, kind, category), rows in sorted(
            _grouped(spent, key).items(),
            key=lambda group: (_spelt(group[0][0].name), list(AidKind).index(group[0][1]), _spelt(group[0][2])),
        )
    ]
    return [line for line in lines if line.amount]


def _pots(bureau: Bureau, spent: Sequence[_Spent], year: int, as_of: date) -> list[Pot]:
    """Return every source that held or moved money. Income is what moved apart from aid and cash advances.

    Queries: one.
    """
    aid = {source.pk: _tally(rows)[2] for source, rows in _grouped(spent, lambda one: one.source).items()}
    before, until = Q(entries__on__lt=date(year, 1, 1)), Q(entries__on__lte=as_of)
    signed = ExpressionWrapper(F("entries__amount") * F("entries__direction"), output_field=YuanField())
    cash = Q(entries__kind__in=(EntryKind.ADVANCE, EntryKind.SETTLEMENT)) | Q(
        entries__kind=EntryKind.REFUND, entries__advance__isnull=False
    )
    sources = FundSource.objects.filter(bureau=bureau, entries__on__lte=as_of).annotate(
        opening=Sum(signed, filter=before),
        closing=Sum(signed, filter=until),
        cash=Sum(signed, filter=until & ~before & cash),
    )
    pots = []
    for source in sorted(sources, key=lambda source: _spelt(source.name)):
        opening, closing, out = source.opening or ZERO, source.closing or ZERO, aid.get(source.pk, ZERO)
        cash_out = -(source.cash or ZERO)
        income = closing - opening + out + cash_out
        pots.append(Pot(source, opening, income, out, cash_out, closing))
    return pots


def _natures(spent: Sequence[_Spent], total: Decimal) -> list[Share]:
    groups = _grouped(spent, lambda one: one.nature)
    shares = []
    for nature in Nature:
        people, times, amount = _tally(groups.get(nature, []))
        percent = half_up(amount * 100 / total, 1) if total > 0 else None
        shares.append(Share(nature.label, people, times, amount, percent))
    return shares


def _branches(bureau: Bureau, spent: Sequence[_Spent], as_of: date) -> list[BranchLine]:
    """Return every branch with people on the day or money in the year, those without a branch last. Queries: ten."""
    of_day = situation(as_of=as_of, bureau=bureau)
    present = {pk for key in ("retirees", "survivors") for pk in of_day.groups[key] if of_day.bureaus[pk] == bureau.pk}
    concerned = Person.objects.filter(pk__in=present | {one.person_id for one in spent}).only("pk", "branch_id")
    branch = branches_of(concerned, as_of)
    members = Counter(branch.get(pk, NO_BRANCH) for pk in present)
    rows = _grouped(spent, lambda one: branch.get(one.person_id, NO_BRANCH))
    lines = []
    for name in sorted({*members, *rows}, key=lambda name: (name == NO_BRANCH, _spelt(name))):
        helped, _, amount = _tally(rows.get(name, []))
        lines.append(BranchLine(name, members[name], helped, amount))
    return lines


def _spelt(text: str) -> str:
    return pinyin.spell(text).full
