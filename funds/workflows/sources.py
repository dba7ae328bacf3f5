"""Setting up sources, booking receipts, and the greetings standards."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from funds import ledger
from funds.choices import CarryOver, EntryKind, SourceKind
from funds.errors import AdvanceOpen, KeyUsedOtherwise, SourceNotEmpty
from funds.models import FundSource, GreetingsStandard, LedgerEntry
from funds.permissions import check_can_keep, check_can_open_source, check_own_bureau
from funds.wishes import check_wishes_kept
from office import clock, store
from office.audit import record_event
from office.errors import RuleBroken, WrongStatus
from office.models import Bureau, PolicyText, User
from office.money import format_yuan
from office.permissions import check
from office.roles import Permission
from office.signing import ReasonMissing

RULE = [
    "name",
    "keeper",
    "payee_kinds",
    "party_members_only",
    "admits_members_survivors",
    "purposes",
    "document",
    "rule_note",
    "year",
    "carry_over",
]


@dataclass(frozen=True)
class SourceRule:
    """What a source is for and who keeps it."""

    name: str
    keeper: User
    payee_kinds: list[str] = field(default_factory=list)
    party_members_only: bool = False
    admits_members_survivors: bool = False
    purposes: list[str] = field(default_factory=list)
    document: PolicyText | None = None
    rule_note: str = ""
    year: int | None = None
    carry_over: str = CarryOver.CARRY


@transaction.atomic
def open_source(*, bureau: Bureau, kind: SourceKind, rule: SourceRule, opened_on: date, by: User) -> FundSource:
    """Set up a source, empty; its money comes by receipts. Raises: Refused, RuleBroken (keeper unfit, name taken)."""
    check_can_open_source(by, bureau)
    source = FundSource(bureau=bureau, kind=kind, opened_on=opened_on)
    _set_rule(source, rule)
    store.create(source, by=by)
    record_event("funds.source.opened", on=source, by=by, summary=f"设立资金来源“{source.name}”,管理人 {source.keeper}")
    return source


@transaction.atomic
def change_source(*, source: FundSource, rule: SourceRule, by: User) -> FundSource:
    """Change a source's rule or hand it to another keeper. What was approved stays; the next application is judged
    anew.

    Raises: Refused, RuleBroken (keeper unfit, name taken), WishNotKept, ChangedMeanwhile.
    """
    check_can_keep(by, source)
    before = str(source.keeper)
    _set_rule(source, rule)
    store.claim(source, by=by, fields=RULE)
    check_wishes_kept(source)
    summary = f"修改“{source.name}”的使用规则" + (
        f",管理人由 {before} 改为 {source.keeper}" if source.keeper != by else ""
    )
    record_event("funds.source.changed", on=source, by=by, summary=summary)
    return source


@transaction.atomic
def close_source(*, source: FundSource, closed_on: date, reason: str, by: User) -> FundSource:
    """End a source that holds nothing any more and has no cash out.

    Raises: Refused, SourceNotEmpty, AdvanceOpen, ReasonMissing, ChangedMeanwhile.

    Rule: R-151, R-677.
    """
    check_can_keep(by, source)
    if not reason.strip():
        raise ReasonMissing("停用的原因")
    if source.closed_on:
        raise WrongStatus("这个资金来源已经停用。")
    source.closed_on, source.closed_reason = closed_on, reason.strip()
    if source.balance:
        raise SourceNotEmpty(source.name, source.balance)
    store.claim(source, by=by, fields=["closed_on", "closed_reason"], was={"closed_on": None, "balance": Decimal(0)})
    if source.advances.open().exists():
        raise AdvanceOpen(source.name)
    record_event("funds.source.closed", on=source, by=by, summary=f"停用“{source.name}”:{source.closed_reason}")
    return source


@transaction.atomic
def book_receipt(
    *,
    source: FundSource,
    amount: Decimal,
    on: date,
    received_from: str,
    document: str,
    note: str = "",
    by: User,
    request_key: str,
) -> LedgerEntry:
    """Book money that came in. The same request sent again gets the same entry back.

    Units: amount in yuan. Raises: Refused, WrongStatus (source closed), KeyUsedOtherwise.
    Rule: R-150.
    """
    check_can_keep(by, source)
    if source.closed_on:
        raise WrongStatus("这个资金来源已经停用,不能再登记收入。")
    if on > clock.today():
        raise RuleBroken("到账日期不能晚于今天。", code="date-in-future")
    stored = LedgerEntry.objects.filter(request_key=request_key).first()
    if stored is not None:
        same = (stored.source_id, stored.kind, stored.amount, stored.on) == (source.pk, EntryKind.RECEIPT, amount, on)
        if same:
            return stored
        raise KeyUsedOtherwise
    entry = ledger.post(
        source=source,
        kind=EntryKind.RECEIPT,
        amount=amount,
        on=on,
        by=by,
        request_key=request_key,
        counterparty=received_from,
        document=document,
        note=note,
    )
    summary = f"“{source.name}”收入 {format_yuan(amount)} 元,来自 {received_from}"
    record_event("funds.receipt.booked", on=source, by=by, summary=summary, amount=amount, entry=entry.pk)
    return entry


@transaction.atomic
def propose_standard(
    *,
    bureau: Bureau,
    occasion: str,
    person_kinds: list[str],
    amount: Decimal,
    times_a_year: int,
    document: str,
    policy_text: PolicyText | None = None,
    holds_from: date,
    by: User,
) -> GreetingsStandard:
    """Propose a greetings standard; it holds once a leader has confirmed it.

    Units: amount in yuan. Raises: Refused, ReasonMissing (no source named).
    """
    check(by, Permission.PROPOSE_POLICY)
    check_own_bureau(by, bureau.pk)
    if not document.strip() and policy_text is None:
        raise ReasonMissing("依据,或者选一份登记过的文件")
    standard = GreetingsStandard(
        bureau=bureau,
        occasion=occasion,
        person_kinds=person_kinds,
        amount=amount,
        times_a_year=times_a_year,
        document=document,
        policy_text=policy_text,
        holds_from=holds_from,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    store.create(standard, by=by)
    _record_standard("proposed", standard, by)
    return standard


@transaction.atomic
def confirm_standard(*, standard: GreetingsStandard, by: User) -> GreetingsStandard:
    """Put a proposed standard in force. Raises: Refused, WrongStatus, RuleBroken (own proposal), ChangedMeanwhile.

    Rule: R-153.
    """
    check(by, Permission.CONFIRM_POLICY)
    check_own_bureau(by, standard.bureau_id or 0)
    if standard.confirmed_at:
        raise WrongStatus("这条慰问标准已经确认过。")
    if standard.proposed_by_id == by.pk:
        raise RuleBroken("提出标准的人不能自己确认,请由局领导中的另一位确认。", code="own-proposal")
    standard.confirmed_by, standard.confirmed_at = by, clock.now()
    store.claim(standard, by=by, fields=["confirmed_by", "confirmed_at"], was={"confirmed_at": None})
    _record_standard("confirmed", standard, by)
    return standard


def _set_rule(source: FundSource, rule: SourceRule) -> None:
    """Set a source's rule. Raises: RuleBroken (keeper unfit, name taken). Rule: R-152."""
    if rule.keeper.bureau_id != source.bureau_id or not rule.keeper.may(Permission.PAY) or not rule.keeper.is_active:
        raise RuleBroken("管理人应是本局的财务账号,请另选。", code="keeper-unfit")
    for name in RULE:
        setattr(source, name, getattr(rule, name))
    _check_name_free(source)


def _check_name_free(source: FundSource) -> None:
    same = FundSource.objects.filter(bureau=source.bureau, name=source.name).exclude(pk=source.pk)
    if same.exists():
        raise RuleBroken("已有同名的资金来源,请换一个名称。", code="name-taken")


def _record_standard(act: str, standard: GreetingsStandard, by: User) -> Any:
    summary = f"{standard}:每人每次 {format_yuan(standard.amount)} 元,每年 {standard.times_a_year} 次"
    return record_event(f"funds.standard.{act}", on=standard, by=by, summary=summary)
