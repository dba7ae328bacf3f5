"""Drawing up a year's budget line by line, and taking last year's as a beginning."""

from decimal import Decimal

from django.db import IntegrityError, transaction

from funds.errors import BudgetLineTwice, NothingToCopy
from funds.models import BudgetLine
from funds.permissions import check_can_enter_aid
from office import clock, store
from office.audit import record_event
from office.errors import ChangedMeanwhile, RuleBroken, WrongStatus
from office.models import Bureau, PolicyText, User
from office.money import format_yuan
from office.signing import ReasonMissing

FIELDS = ["purpose", "amount", "basis", "document"]
YEARS_AHEAD = 2


@transaction.atomic
def add_line(
    *,
    bureau: Bureau,
    year: int,
    purpose: str,
    amount: Decimal,
    by: User,
    basis: str = "",
    document: PolicyText | None = None,
) -> BudgetLine:
    """Add a line to a year's need. Units: amount in yuan.

    Raises: Refused, BudgetLineTwice, RuleBroken for a year too far ahead.
    Rule: R-625.
    """
    check_can_enter_aid(by, bureau.pk)
    _check_year(year)
    line = _line(bureau, year, by, purpose=purpose.strip(), amount=amount, basis=basis.strip(), document=document)
    _create_once(line, by)
    _record("added", line, by)
    return line


@transaction.atomic
def change_line(
    *,
    line: BudgetLine,
    version: int,
    purpose: str,
    amount: Decimal,
    by: User,
    basis: str = "",
    document: PolicyText | None = None,
) -> BudgetLine:
    """Change a line; its past stays in its history. Raises: Refused, WrongStatus, BudgetLineTwice, ChangedMeanwhile."""
    _check_open(line, version, by)
    line.purpose, line.amount, line.basis, line.document = purpose.strip(), amount, basis.strip(), document
    try:
        with transaction.atomic():
            store.claim(line, by=by, fields=FIELDS, was={"withdrawn_at": None})
    except IntegrityError as fault:
        raise BudgetLineTwice(line.purpose) from fault
    _record("changed", line, by)
    return line


@transaction.atomic
def withdraw_line(*, line: BudgetLine, version: int, reason: str, by: User) -> BudgetLine:
    """Take a line out of the need; it stays on record.

    Raises: Refused, WrongStatus, ReasonMissing, ChangedMeanwhile.
    """
    _check_open(line, version, by)
    if not reason.strip():
        raise ReasonMissing("撤下的原因")
    line.withdrawn_at, line.withdrawn_reason = clock.now(), reason.strip()
    store.claim(line, by=by, fields=["withdrawn_at", "withdrawn_reason"], was={"withdrawn_at": None})
    _record("withdrawn", line, by)
    return line


@transaction.atomic
def copy_last_year(*, bureau: Bureau, year: int, by: User) -> list[BudgetLine]:
    """Begin a year with the lines of the year before that it does not have yet.

    Raises: Refused, NothingToCopy, RuleBroken for a year too far ahead.
    Rule: R-629.
    """
    check_can_enter_aid(by, bureau.pk)
    _check_year(year)
    there = set(BudgetLine.objects.of(bureau, year).values_list("purpose", flat=True))
    last = [line for line in BudgetLine.objects.of(bureau, year - 1).order_by("id") if line.purpose not in there]
    if not last:
        raise NothingToCopy(year - 1)
    made = []
    for line in last:
        values = {name: getattr(line, name) for name in FIELDS}
        made.append(_line(bureau, year, by, **values))
        _create_once(made[-1], by)
        _record("added", made[-1], by)
    return made


def _line(bureau: Bureau, year: int, by: User, **values: str | Decimal | PolicyText | None) -> BudgetLine:
    return BudgetLine(bureau=bureau, year=year, entered_by=by, entered_at=clock.now(), **values)


def _create_once(line: BudgetLine, by: User) -> None:
    try:
        with transaction.atomic():
            store.create(line, by=by)
    except IntegrityError as fault:
        raise BudgetLineTwice(line.purpose) from fault


def _check_open(line: BudgetLine, version: int, by: User) -> None:
    check_can_enter_aid(by, line.bureau_id)
    if line.withdrawn_at:
        raise WrongStatus("这一项已经撤下,不能再改。")
    if line.version != version:
        raise ChangedMeanwhile


def _check_year(year: int) -> None:
    this_year = clock.today().year
    if year > this_year + YEARS_AHEAD:
        raise RuleBroken(f"预算最多编到 {this_year + YEARS_AHEAD} 年,请核对年度。", code="year-too-far")


def _record(act: str, line: BudgetLine, by: User) -> None:
    summary = f"{line}:{format_yuan(line.amount)} 元" + (f",{line.withdrawn_reason}" if line.withdrawn_reason else "")
    record_event(f"funds.budget.{act}", on=line, by=by, bureau=line.bureau, summary=summary)
