"""Opening the books: a keeper brings the workbook, a second person confirms, everything is booked in one act.

What was paid before the start becomes closed applications of their own, so that lists, standards and the year's
publication count it; nobody signed them here, and they say so.
"""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from funds import ledger
from funds.choices import (
    WAY_OF_KIND,
    AidForm,
    AidKind,
    AidStatus,
    Direction,
    EntryKind,
    ItemStatus,
    OpeningStatus,
    PaymentMethod,
    PaymentStatus,
    WayOfHelp,
)
from funds.errors import OpeningRefused, OpeningWaits, SamePersonOpens
from funds.models import AidApplication, AidItem, FundSource, Opening, Payment
from funds.openings import Line, OpeningPlan, Read, read_openings
from funds.permissions import check_own_bureau
from funds.workflows.aid import next_number
from office import clock, files, routes, store
from office.audit import record_event
from office.errors import ChangedMeanwhile, WrongStatus
from office.models import User
from office.money import format_yuan
from office.permissions import check
from office.roles import Permission
from office.signing import ReasonMissing

BEFORE = "系统启用前已支付,没有在系统里审批"
DECIDED = ["status", "decided_by", "decided_at", "decision_note"]


@transaction.atomic
def ask_opening(*, file_name: str, data: bytes, seen: str, only_valid: bool, by: User) -> Opening:
    """Hand the workbook to a second person, as it was shown. Nothing is booked yet.

    Raises: Refused, FileRefused, OpeningRefused, OpeningWaits, ChangedMeanwhile.
    """
    check(by, Permission.KEEP_SOURCES)
    plan = OpeningPlan(read_openings(file_name, data), by)
    _check_plan(plan, seen, only_valid)
    opening = Opening(bureau=by.bureau, title=file_name[:100], seen=seen, only_valid=only_valid)
    try:
        with transaction.atomic():
            files.keep(opening, content=data, content_type="xlsx", by=by)
    except IntegrityError as fault:
        raise OpeningWaits from fault
    _record("asked", opening, plan, by)
    return opening


@transaction.atomic
def confirm_opening(*, opening: Opening, by: User) -> Opening:
    """Book the workbook, as a second person: balances, then the payments out of them.

    Raises: Refused, SamePersonOpens, WrongStatus, OpeningRefused, ChangedMeanwhile, SourceShort.
    Rule: R-684.
    """
    _decide(opening, OpeningStatus.BOOKED, "", by)
    sources = FundSource.objects.filter(bureau=opening.bureau_id).order_by("pk")
    list(sources.select_for_update(of=("self",)))
    plan = OpeningPlan(read_again(opening), opening.added_by)
    _check_plan(plan, opening.seen, opening.only_valid)
    for line in plan.fine.values():
        if line.source:
            _book_balance(line.source, line, by)
    _book_paid([line for line in plan.paid if line.is_fine], opening, by)
    _record("booked", opening, plan, by)
    return opening


@transaction.atomic
def decline_opening(*, opening: Opening, note: str, by: User) -> Opening:
    """Decline a workbook: nothing is booked. Raises: Refused, SamePersonOpens, WrongStatus, ReasonMissing."""
    if not note.strip():
        raise ReasonMissing("不同意的原因")
    _decide(opening, OpeningStatus.DECLINED, note.strip()[:200], by)
    record_event("funds.opening.declined", on=opening, by=by, summary=opening.decision_note)
    return opening


def read_again(opening: Opening) -> Read:
    """Return the rows of a workbook that was kept."""
    return read_openings("期初.xlsx", bytes(opening.content))


def _check_plan(plan: OpeningPlan, seen: str, only_valid: bool) -> None:
    """Refuse what changed since it was shown, and refused rows unless they are to be left out. Rule: R-685."""
    if plan.fingerprint() != seen:
        raise ChangedMeanwhile("预览之后资料有了变化,还没有导入。请由管理人重新上传,再看一遍。")
    if not plan.fine or (plan.refused and not only_valid):
        raise OpeningRefused(len(plan.refused))


def _decide(opening: Opening, status: OpeningStatus, note: str, by: User) -> None:
    """Answer a request once, as a second person. Rule: R-685."""
    check(by, Permission.CONFIRM_PAPER)
    check_own_bureau(by, opening.bureau_id)
    if opening.status != OpeningStatus.ASKED:
        raise WrongStatus("这份期初已经处理过,请刷新页面查看。")
    if routes.Actor.of_account(by).is_same_person(routes.Actor.of_account(opening.added_by)):
        raise SamePersonOpens
    opening.status, opening.decided_by, opening.decided_at, opening.decision_note = status, by, clock.now(), note
    store.claim(opening, by=by, fields=DECIDED, was={"status": OpeningStatus.ASKED})


def _book_balance(source: FundSource, line: Line, by: User) -> None:
    """Book what a source brings along on the last day of last year, and what it got this year on its day."""
    get = line.row.get
    document = get("document") or ""
    if carried := get("carried"):
        ledger.post(
            source=source,
            kind=EntryKind.CARRY_OVER,
            direction=Direction.IN,
            amount=carried,
            on=date(clock.today().year - 1, 12, 31),
            by=by,
            request_key=f"opening:{source.public_id}",
            counterparty="上年结余",
            document=document,
            note="期初余额",
        )
    if received := get("received"):
        ledger.post(
            source=source,
            kind=EntryKind.RECEIPT,
            amount=received,
            on=get("received_on"),
            by=by,
            request_key=f"opening-receipt:{source.public_id}",
            counterparty="启用前到账",
            document=document,
            note="期初导入",
        )


def _book_paid(lines: Sequence[Line], opening: Opening, by: User) -> None:
    """Write a closed application with its payment for each row, and the entries."""
    if not lines:
        return
    keeper, year = opening.added_by, clock.today().year
    first = next_number(opening.bureau_id, year)
    applications = [_application(line, opening, first + n) for n, line in enumerate(lines)]
    store.bulk_create(applications, by=by)
    items = [_item(line, application) for line, application in zip(lines, applications, strict=True)]
    store.bulk_create(items, by=by)
    payments = [
        Payment(
            item=item,
            source=item.application.source,
            amount=line.amount,
            payee_name=item.payee_name,
            method=PaymentMethod.TREASURY,
            voucher_number=line.row.get("voucher"),
            paid_on=line.row.get("paid_on"),
            status=PaymentStatus.PAID,
            request_key=f"opening:{item.public_id}",
            by=keeper,
            at=clock.now(),
        )
        for line, item in zip(lines, items, strict=True)
    ]
    store.bulk_create(payments, by=by)
    ledger.post_payments(zip(payments, (line.row.get("paid_on") for line in lines), strict=True), by=by)


def _application(line: Line, opening: Opening, number: int) -> AidApplication:
    now, year, kind = clock.now(), clock.today().year, AidKind(line.row.get("aid_kind"))
    occasion = line.row.get("occasion") or ""
    return AidApplication(
        bureau=opening.bureau,
        year=year,
        number=number,
        form=AidForm.SINGLE,
        title=line.row.get("title") or f"{kind.label}(启用前)",
        aid_kind=kind,
        occasion=occasion,
        occasion_year=year if occasion else None,
        source=line.source,
        status=AidStatus.CLOSED,
        round=1,
        entered_by=opening.added_by,
        entered_at=now,
        submitted_by=opening.added_by,
        submitted_at=now,
        approved_at=now,
        ended_by=opening.decided_by,
        ended_at=now,
        end_reason=BEFORE,
    )


def _item(line: Line, application: AidApplication) -> AidItem:
    return AidItem(
        application=application,
        person=line.person,
        payee_name=line.person.name if line.person else "",
        amount_asked=line.amount,
        amount_approved=line.amount,
        way_of_help=WAY_OF_KIND.get(AidKind(application.aid_kind), WayOfHelp.ONE_OFF),
        status=ItemStatus.PAID,
    )


def _record(act: str, opening: Opening, plan: OpeningPlan, by: User) -> None:
    paid = sum(line.is_fine for line in plan.paid)
    summary = (
        f"{len(plan.fine)} 个来源期初 {format_yuan(plan.carried)} 元,已支付 {paid} 笔 {format_yuan(plan.spent)} 元"
    )
    record_event(f"funds.opening.{act}", on=opening, by=by, summary=summary, digest=opening.digest)
