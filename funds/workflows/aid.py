"""Entering, submitting, withdrawing and stopping aid; its signed steps are in `steps`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from funds import ledger
from funds.choices import (
    ITEM_FINAL,
    ITEM_OUT,
    ITEM_PROMISED,
    MAX_PLAN_ROWS,
    WAY_OF_KIND,
    AidForm,
    AidKind,
    AidStatus,
    ItemStatus,
    PaymentStatus,
    WayOfHelp,
)
from funds.eligibility import check_eligible
from funds.errors import ApplicationIncomplete, BeingPaid, CashOut, ListEmpty, OccasionYearWrong, PersonTwice, YearOver
from funds.models import AidApplication, AidItem, AidStep, FundSource, Payment
from funds.permissions import check_can_edit_aid, check_can_enter_aid
from funds.routes import route_for
from office import clock, store
from office.audit import record_event
from office.choices import StepKind
from office.errors import ChangedMeanwhile, WrongStatus
from office.models import Bureau, User
from office.money import format_yuan
from office.occasions import year_of
from office.signing import ReasonMissing
from registry.holding import hold as hold_people
from registry.hooks import Finding
from registry.models import Person

DEATH = "去世"
TERMS = ["title", "aid_kind", "occasion", "occasion_year", "source", "reason"]
STOPPED = ["status", "stopped_by", "stopped_at", "stop_reason"]


@dataclass(frozen=True)
class Terms:
    """What an application says besides its list."""

    title: str
    aid_kind: AidKind
    source: FundSource
    reason: str = ""
    occasion: str = ""
    occasion_year: int | None = None  # without one: the year in which the occasion next falls


@dataclass(frozen=True)
class Row:
    """What one person is to get. Units: amount in yuan; goods are named and recorded at their value."""

    person: Person
    amount: Decimal
    payee_name: str = ""
    payee_relation: str = ""
    goods: str = ""


@transaction.atomic
def open_application(*, form: AidForm, terms: Terms, rows: Sequence[Row], by: User) -> AidApplication:
    """Enter a draft for one person or a plan with its list.

    Raises: Refused, ListEmpty, PersonTwice, ApplicationIncomplete, ChangedMeanwhile.
    """
    check_can_enter_aid(by, terms.source.bureau_id)
    _check_rows(form, terms, rows)
    hold_people(*(row.person for row in rows))
    year = clock.today().year
    application = AidApplication(
        bureau_id=terms.source.bureau_id,
        year=year,
        number=next_number(terms.source.bureau_id, year),
        form=form,
        entered_by=by,
        entered_at=clock.now(),
    )
    _set_terms(application, terms)
    store.create(application, by=by)
    store.bulk_create([_item(application, row) for row in rows], by=by)
    _record("opened", application, by)
    return application


@transaction.atomic
def change_application(
    *, application: AidApplication, version: int, terms: Terms, rows: Sequence[Row], by: User
) -> AidApplication:
    """Change a draft or a returned application and its list; who is left out is taken off with a reason.

    Raises: Refused, WrongStatus, ListEmpty, PersonTwice, ApplicationIncomplete, ChangedMeanwhile.
    """
    check_can_edit_aid(by, application)
    check_can_enter_aid(by, terms.source.bureau_id)
    check_unfrozen(application)
    _check_rows(AidForm(application.form), terms, rows)
    hold_people(*(row.person for row in rows))
    application.version = version
    _set_terms(application, terms)
    store.claim(application, by=by, fields=TERMS, was={"status": application.status})
    _replace_rows(application, rows, by)
    _record("changed", application, by)
    return application


@transaction.atomic
def submit_application(*, application: AidApplication, by: User) -> AidApplication:
    """Hand the application in: freezes payee, source and amounts and writes the route down, step by step.

    Raises: Refused, WrongStatus, ListEmpty, YearOver, ReasonMissing, ChangedMeanwhile, and what
    `eligibility.check_eligible` raises.
    """
    check_can_edit_aid(by, application)
    was = application.status
    application.move_to(AidStatus.SUBMITTED)
    items = standing_items(application)
    if not items:
        raise ListEmpty("名单里没有人,不能提交。请先选人。")
    if application.year != clock.today().year:  # it would be judged by that year's recognitions and standards
        raise YearOver(application.year)
    if not application.is_plan and not application.reason.strip():
        raise ReasonMissing("申请理由")
    application.round += 1
    application.submitted_by, application.submitted_at = by, clock.now()
    application.end_reason = ""
    for item in items:
        item.amount_approved = None
    check_eligible(application, items)
    fields = ["status", "round", "submitted_by", "submitted_at", "end_reason"]
    store.claim(application, by=by, fields=fields, was={"status": was})
    store.bulk_update(items, ["amount_approved", "recognition", "standard"], by=by)
    store.bulk_create(_planned_steps(application, total_of(items)), by=by)
    _record("submitted", application, by, round=application.round, amount=total_of(items))
    return application


@transaction.atomic
def withdraw_application(*, application: AidApplication, reason: str, by: User) -> AidApplication:
    """Take an application back before anything of it is paid; what was reserved is released.

    Raises: Refused, WrongStatus, BeingPaid, ReasonMissing, ChangedMeanwhile.
    """
    check_can_edit_aid(by, application)
    _check_reason(reason, "撤回的原因")
    hold(application)
    items = standing_items(application)
    if any(item.status in ITEM_OUT for item in items):
        raise WrongStatus("这份申请已有支付或预借,不能整份撤回。其余未支付的请逐人停止发放。")
    check_not_being_paid(items)
    was = application.status
    application.move_to(AidStatus.WITHDRAWN)
    end(application, reason=reason, by=by, was=was)
    stop_items(items, reason=f"申请撤回:{reason.strip()}"[:200], by=by)
    _record("withdrawn", application, by, reason=reason.strip())
    return application


@transaction.atomic
def stop_item(*, item: AidItem, reason: str, by: User) -> AidItem:
    """Stop what one person was to get and was not paid yet; the rest of the list goes on.

    Raises: Refused, WrongStatus, BeingPaid, ReasonMissing, ChangedMeanwhile.
    """
    check_can_edit_aid(by, item.application)
    _check_reason(reason, "停止发放的原因")
    hold(item.application)
    check_not_being_paid([item])
    _stop(item, reason=reason.strip(), by=by)
    return item


@transaction.atomic
def stop_on_death(person: Person, died_on: date, by: User) -> list[Finding]:
    """Stop everything not yet paid to somebody who died (registry hook).

    May not refuse, so it reports what it must leave.

    Rule: R-156.
    """
    findings = []
    open_items = AidItem.objects.filter(person=person, status__in=[ItemStatus.PENDING, *ITEM_PROMISED])
    for item in open_items.select_related("application__source", "application__bureau").order_by("application"):
        hold(item.application)
        text = f"{item.application.title} {format_yuan(item.amount)} 元"
        url = f"/funds/aid/{item.application.public_id}/"
        if item.status == ItemStatus.ADVANCED:
            findings.append(Finding(f"{text}已预借现金,请通知经手人不要再送,报账时退回。", url))
            continue
        if Payment.objects.filter(item=item, status=PaymentStatus.ATTEMPTED).exists():
            findings.append(Finding(f"{text}已送支付,请向银行查询,必要时追回。", url))
            continue
        _stop(item, reason=DEATH, by=by)
        findings.append(Finding(f"{text}尚未支付,已停止发放。", url))
    return findings


def hold(application: AidApplication) -> None:
    """Lock an application before anything that hangs on it is written, and read where it stands now.

    Acts on its steps, rows, reservations and payments begin with this: two at once wait for each other, and the second
    judges by what the first has left; locks taken in different orders would end one of them in a deadlock. SQLite has
    one writer at a time anyway. Queries: one.
    """
    now = AidApplication.objects.select_for_update(no_key=True).values_list("status", "version")
    application.status, application.version = now.get(pk=application.pk)


def standing_items(application: AidApplication) -> list[AidItem]:
    """Return the rows of an application that were not taken off. Queries: one."""
    rows = application.items.standing().select_related("person__branch", "person__deceased", "standard")
    return list(rows.order_by("pk"))


def total_of(items: Sequence[AidItem]) -> Decimal:
    """Return the sum of the rows as it stands, in yuan."""
    return sum((item.amount for item in items), Decimal(0))


def check_unfrozen(application: AidApplication) -> None:
    """Refuse to change what was submitted. Raises: WrongStatus. Rule: R-137."""
    if not application.can_change:
        raise WrongStatus(
            f"这份申请现在是“{application.get_status_display()}”,收款人、资金来源和金额已经锁定。需要修改的,请由审批人退回。"
        )


def check_not_being_paid(items: Sequence[AidItem]) -> None:
    """Refuse to stop what has gone to the bank or is out in cash. Raises: BeingPaid, CashOut. Rule: R-140."""
    out = next((item for item in items if item.status == ItemStatus.ADVANCED), None)
    if out is not None:
        raise CashOut(out.payee_name)
    attempted = Payment.objects.filter(item__in=items, status=PaymentStatus.ATTEMPTED).first()
    if attempted is not None:
        raise BeingPaid(attempted.payee_name)


def end(application: AidApplication, *, reason: str, by: User, was: str) -> None:
    """Save the final status already set, with who, when and why. Raises: ChangedMeanwhile."""
    application.ended_by, application.ended_at, application.end_reason = by, clock.now(), reason.strip()[:200]
    store.claim(application, by=by, fields=["status", "ended_by", "ended_at", "end_reason"], was={"status": was})


def stop_items(items: Sequence[AidItem], *, reason: str, by: User) -> None:
    """Take rows off their list, with a reason, and release what was reserved for them. Rule: R-139."""
    for item in items:
        was_payable = item.status == ItemStatus.PAYABLE
        item.move_to(ItemStatus.STOPPED)
        item.stopped_by, item.stopped_at, item.stop_reason = by, clock.now(), reason
        if was_payable:
            ledger.release(item=item, by=by)
    store.bulk_update(items, STOPPED, by=by)


def close_when_done(application: AidApplication, *, by: User) -> None:
    """Close an approved application once every row of it is paid, stopped or reversed."""
    if application.status != AidStatus.APPROVED or application.items.exclude(status__in=ITEM_FINAL).exists():
        return
    application.move_to(AidStatus.CLOSED)
    end(application, reason="", by=by, was=AidStatus.APPROVED)
    _record("closed", application, by)


def _stop(item: AidItem, *, reason: str, by: User) -> None:
    """Stop one row under its application's version, so that nobody approves or pays it meanwhile."""
    application = item.application
    if application.status not in (AidStatus.DRAFT, AidStatus.RETURNED, AidStatus.SUBMITTED, AidStatus.APPROVED):
        raise WrongStatus(f"这份申请已经“{application.get_status_display()}”,不能再停止发放。")
    store.claim(application, by=by, fields=[], was={"status": application.status})
    was = item.status
    fresh = AidItem.objects.get(pk=item.pk)
    if fresh.status != was:
        raise ChangedMeanwhile
    stop_items([item], reason=reason, by=by)
    summary = f"{application.document_number} {item.payee_name} {format_yuan(item.amount)} 元停止发放:{reason}"
    record_event("funds.aid.item-stopped", on=application, by=by, summary=summary, item=item.public_id)
    if application.status == AidStatus.APPROVED:
        close_when_done(application, by=by)
    elif not application.items.standing().exists():
        was_status = application.status
        application.move_to(AidStatus.WITHDRAWN)
        end(application, reason=f"名单上的人都已停止发放:{reason}", by=by, was=was_status)
        _record("withdrawn", application, by)


def _check_rows(form: AidForm, terms: Terms, rows: Sequence[Row]) -> None:
    """Refuse a list that its form does not allow. Rule: R-136."""
    if not rows:
        raise ListEmpty("名单里没有人。请至少选一个人。")
    if form == AidForm.SINGLE and len(rows) != 1:
        raise ApplicationIncomplete("个人申请只能写一个人;多人请用慰问方案。")
    if form == AidForm.PLAN and terms.aid_kind == AidKind.EMERGENCY:
        raise ApplicationIncomplete("特情帮扶按人申请,不能用方案。")
    if len(rows) > MAX_PLAN_ROWS:
        raise ApplicationIncomplete(f"一份方案最多 {MAX_PLAN_ROWS} 人,请分成几份。")
    seen: set[int] = set()
    for row in rows:
        if row.person.pk in seen:
            raise PersonTwice(row.person.name)
        seen.add(row.person.pk)
        _check_row(terms, row)


def _check_row(terms: Terms, row: Row) -> None:
    if row.person.bureau_id != terms.source.bureau_id:
        raise ApplicationIncomplete(f"{row.person.name} 不是本局人员,不能列入。")
    if row.amount <= 0:
        raise ApplicationIncomplete(f"{row.person.name} 的金额要大于 0。")
    if terms.aid_kind == AidKind.GIFT and not row.goods.strip():
        raise ApplicationIncomplete(f"请写明给 {row.person.name} 的慰问品,并按价值填写金额。")


def _set_terms(application: AidApplication, terms: Terms) -> None:
    """Set what an application says, the year of its occasion included. Raises: OccasionYearWrong. Rule: R-363."""
    for name in TERMS:
        setattr(application, name, getattr(terms, name))
    if not terms.occasion:
        application.occasion_year = None
        return
    this_year = clock.today().year
    application.occasion_year = terms.occasion_year or year_of(terms.occasion, clock.today())
    if application.occasion_year not in (this_year, this_year + 1):
        raise OccasionYearWrong(application.occasion_year)


def _item(application: AidApplication, row: Row) -> AidItem:
    item = AidItem(application=application, person=row.person)
    _fill(item, application, row)
    return item


def _fill(item: AidItem, application: AidApplication, row: Row) -> None:
    item.payee_name = row.payee_name.strip() or row.person.name
    item.payee_relation = row.payee_relation.strip() or "本人"
    item.amount_asked, item.amount_approved = row.amount, None
    item.goods = row.goods.strip()
    item.way_of_help = WAY_OF_KIND.get(AidKind(application.aid_kind), WayOfHelp.ONE_OFF)


def _replace_rows(application: AidApplication, rows: Sequence[Row], by: User) -> None:
    kept = {item.person_id: item for item in standing_items(application)}
    wanted = {row.person.pk: row for row in rows}
    stop_items([item for pk, item in kept.items() if pk not in wanted], reason="修改名单时移出", by=by)
    changed = [item for pk, item in kept.items() if pk in wanted]
    for item in changed:
        _fill(item, application, wanted[item.person_id])
    names = ["payee_name", "payee_relation", "amount_asked", "amount_approved", "goods", "way_of_help"]
    store.bulk_update(changed, names, by=by)
    store.bulk_create([_item(application, row) for pk, row in wanted.items() if pk not in kept], by=by)


def _planned_steps(application: AidApplication, total: Decimal) -> list[AidStep]:
    """Return the steps of the route for this round, not yet saved. Rule: R-124."""
    planned = route_for(application, total)
    if not any(step.kind in (StepKind.SIGNATURE, StepKind.MEETING) for step in planned):
        raise ApplicationIncomplete("这种资金的审批流程里没有签批或会议环节,不能提交。请负责人先完善审批流程。")
    return [
        AidStep(
            application=application,
            round=application.round,
            order=step.order,
            kind=step.kind,
            role=step.role,
            title=step.title,
        )
        for step in planned
    ]


def next_number(bureau_id: int, year: int) -> int:
    """Return the next number of the year; the bureau's row is locked so that two clerks wait for each other."""
    Bureau.objects.select_for_update().get(pk=bureau_id)
    newest = AidApplication.objects.filter(bureau=bureau_id, year=year).aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def _check_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise ReasonMissing(what)


def _record(act: str, application: AidApplication, by: User, **data: Any) -> None:
    record_event(f"funds.aid.{act}", on=application, by=by, summary=str(application), **data)
