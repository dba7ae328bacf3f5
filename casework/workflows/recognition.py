"""Entering, submitting, withdrawing and ending a recognition; its signed steps are in `signing`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from casework.choices.recognition import (
    DEFAULT_ROUTE,
    EDITABLE,
    Category,
    EndReason,
    Origin,
    RecognitionPaperKind,
    RecognitionStatus,
)
from casework.errors.recognition import (
    AlreadyOpen,
    CannotResume,
    CauseMissing,
    PersonNotRecognisable,
    RecognitionWrongStatus,
    RequestIncomplete,
)
from casework.models import NoticeRow, Recognition, RecognitionNotice, RecognitionRoute, RecognitionStep
from casework.permissions.recognition import check_can_prepare
from casework.workflows.recognition_papers import add_paper
from office import clock, routes, store
from office.audit import record_event
from office.choices import RowStatus
from office.models import User
from office.signing import ReasonMissing
from registry.holding import hold
from registry.hooks import Finding
from registry.models import Person
from registry.scans import Scan

ON_NOTICE_ROWS = (RowStatus.LISTED, RowStatus.POSTED, RowStatus.HELD)
RESUMED = ["status", "ended_on", "end_reason", "closed_by", "closed_at", "closing_note"]
APPLICATION = ["category", "year", "reason", "origin", "cause", "second_cause", "asked_by", "asked_on"]


@dataclass(frozen=True)
class Request:
    """Who asked for a recognition and when, and of which kinds the causes of the hardship are."""

    cause: str = ""
    second_cause: str = ""
    asked_by: str = ""
    asked_on: date | None = None


NO_REQUEST = Request()


@transaction.atomic
def open_recognition(
    *,
    person: Person,
    category: Category,
    year: int,
    reason: str,
    origin: Origin,
    request: Request = NO_REQUEST,
    paper: Scan | None = None,
    by: User,
) -> Recognition:
    """Enter the draft of an application to be recognised in a category for a year, with its written request.

    Raises: Refused, PersonNotRecognisable, AlreadyOpen, ReasonMissing, RequestIncomplete, ChangedMeanwhile.
    """
    check_can_prepare(by, person.bureau_id)
    hold(person)
    _check_person(person)
    _check_reason(reason)
    _check_request(origin, request)
    recognition = Recognition(
        bureau_id=person.bureau_id,
        person=person,
        branch_id=person.branch_id,
        category=category,
        year=year,
        reason=reason.strip(),
        origin=origin,
        entered_by=by,
        entered_at=clock.now(),
        **vars(request),
    )
    with _once(recognition):
        store.create(recognition, by=by)
    _record("opened", recognition, by)
    if paper is not None:
        add_paper(recognition=recognition, kind=RecognitionPaperKind.REQUEST, scan=paper, by=by)
    return recognition


@transaction.atomic
def edit_recognition(
    *,
    recognition_id: int,
    version: int,
    category: Category,
    year: int,
    reason: str,
    origin: Origin,
    request: Request = NO_REQUEST,
    by: User,
) -> Recognition:
    """Change a draft or a returned application.

    Raises: Refused, WrongStatus, AlreadyOpen, ReasonMissing, RequestIncomplete, ChangedMeanwhile.
    """
    recognition = _locked(recognition_id)
    check_can_prepare(by, recognition.bureau_id)
    if recognition.status not in EDITABLE:
        raise RecognitionWrongStatus(RecognitionStatus(recognition.status).label, "修改中")
    _check_reason(reason)
    _check_request(origin, request)
    values = {"category": category, "year": year, "reason": reason.strip(), "origin": origin} | vars(request)
    for name, value in values.items():
        setattr(recognition, name, value)
    recognition.version = version
    with _once(recognition):
        store.claim(recognition, by=by, fields=APPLICATION, was={"status": recognition.status})
    _record("edited", recognition, by)
    return recognition


@transaction.atomic
def submit_recognition(*, recognition_id: int, by: User) -> Recognition:
    """Hand the application in: freezes it and writes its route down, step by step.

    Raises: Refused, WrongStatus, PersonNotRecognisable, CauseMissing, ChangedMeanwhile.
    Rule: R-93, R-450.
    """
    recognition = _locked(recognition_id)
    check_can_prepare(by, recognition.bureau_id)
    _check_person(recognition.person)
    was = recognition.status
    recognition.move_to(RecognitionStatus.SUBMITTED)
    if not recognition.cause:
        raise CauseMissing
    recognition.round += 1
    recognition.branch_id = recognition.person.branch_id
    recognition.submitted_by, recognition.submitted_at = by, clock.now()
    recognition.closing_note = ""
    fields = ["status", "round", "branch", "submitted_by", "submitted_at", "closing_note"]
    store.claim(recognition, by=by, fields=fields, was={"status": was})
    store.bulk_create(_planned_steps(recognition), by=by)
    _record("submitted", recognition, by, round=recognition.round)
    return recognition


@transaction.atomic
def withdraw_recognition(*, recognition_id: int, reason: str, by: User) -> Recognition:
    """Take an application back before it is recognised; a name on a notice is struck there.

    Raises: Refused, WrongStatus, ChangedMeanwhile.
    """
    lock_notices_of([recognition_id])
    recognition = _locked(recognition_id)
    check_can_prepare(by, recognition.bureau_id)
    if not reason.strip():
        raise ReasonMissing("撤回的原因")
    was = recognition.status
    recognition.move_to(RecognitionStatus.WITHDRAWN)
    close(recognition, note=reason.strip(), by=by, was=was)
    strike_rows_of(recognition, reason=f"撤回申请:{reason.strip()}", by=by)
    _record("withdrawn", recognition, by)
    return recognition


@transaction.atomic
def end_recognition(
    *, recognition_id: int, ended_on: date, end_reason: EndReason, note: str = "", by: User
) -> Recognition:
    """End a recognition in force from a day on, with its reason. Raises: Refused, WrongStatus, ReasonMissing.

    Rule: R-108.
    """
    recognition = _locked(recognition_id)
    check_can_prepare(by, recognition.bureau_id)
    if recognition.status != RecognitionStatus.RECOGNISED:
        raise RecognitionWrongStatus(RecognitionStatus(recognition.status).label, RecognitionStatus.ENDED.label)
    if end_reason == EndReason.OTHER and not note.strip():
        raise ReasonMissing("终止的原因")
    _end(recognition, ended_on=ended_on, end_reason=end_reason, note=note.strip(), by=by)
    return recognition


@transaction.atomic
def end_on_death(person: Person, died_on: date, by: User) -> list[Finding]:
    """End every open recognition of somebody who died, and strike the name from running notices (registry hook).

    Rule: R-107.
    """
    ids = list(Recognition.objects.open().filter(person=person).values_list("pk", flat=True))
    lock_notices_of(ids)
    findings = []
    for recognition in Recognition.objects.locked().open().filter(pk__in=ids).select_related("person"):
        _end(recognition, ended_on=died_on, end_reason=EndReason.DIED, note="", by=by)
        struck = strike_rows_of(recognition, reason="去世", by=by)
        text = f"{recognition.year}年“{recognition.wording}”认定已终止。"
        findings.append(Finding(f"{text}公示名单里的姓名已撤下,请重新印发。" if struck else text))
    return findings


def ended_with_death(person: Person, since: datetime) -> list[Recognition]:
    """Return what a death recorded at that moment ended. Queries: one."""
    rows = Recognition.objects.locked().filter(person=person, status=RecognitionStatus.ENDED, closed_at__gte=since)
    return list(rows.filter(end_reason=EndReason.DIED).select_related("person"))


@transaction.atomic
def resume_recognition(recognition: Recognition, *, by: User) -> None:
    """Put a recognition back in force when the death that ended it is taken back; one still under way starts anew.

    Raises: CannotResume, AlreadyOpen, ChangedMeanwhile.
    Rule: R-254.
    """
    before = recognition.history.exclude(status=RecognitionStatus.ENDED).order_by("-history_id")[0]
    if before.status != RecognitionStatus.RECOGNISED:
        raise CannotResume(RecognitionStatus(before.status).label)
    recognition.move_to(RecognitionStatus.RECOGNISED)
    for name in RESUMED[1:]:
        setattr(recognition, name, getattr(before, name))
    with _once(recognition):
        store.claim(recognition, by=by, fields=RESUMED, was={"status": RecognitionStatus.ENDED}, reason="去世登记撤销")
    _record("resumed", recognition, by)


@transaction.atomic
def continue_by_review(recognition: Recognition, *, proposed_by: User, proposed_at: datetime, by: User) -> bool:
    """Recognise somebody for the following year in the same category, as a review decided; no second notice is due.

    Return False where the following year's recognition is there already.

    Rule: R-298.
    """
    year = recognition.year + 1
    same = Recognition.objects.open().filter(person=recognition.person_id, category=recognition.category, year=year)
    if same.exists():
        return False
    following = Recognition(
        bureau_id=recognition.bureau_id,
        person=recognition.person,
        branch_id=recognition.person.branch_id,
        category=recognition.category,
        year=year,
        reason=recognition.reason,
        cause=recognition.cause,
        second_cause=recognition.second_cause,
        origin=Origin.REVIEW,
        status=RecognitionStatus.RECOGNISED,
        entered_by=proposed_by,
        entered_at=proposed_at,
        recognised_on=clock.today(),
    )
    store.create(following, by=by, reason="年度复核保留")
    _record("continued", following, by)
    return True


def end_by_review(recognition: Recognition, *, end_reason: EndReason, note: str, by: User) -> None:
    """End a recognition in force today, as a review decided. Raises: WrongStatus, ChangedMeanwhile. Rule: R-298."""
    if recognition.status != RecognitionStatus.RECOGNISED:
        raise RecognitionWrongStatus(RecognitionStatus(recognition.status).label, RecognitionStatus.ENDED.label)
    _end(recognition, ended_on=clock.today(), end_reason=end_reason, note=note, by=by)


def close(recognition: Recognition, *, note: str, by: User, was: str, fields: tuple[str, ...] = ()) -> None:
    """Save the final status already set on a recognition, with who, when and why."""
    recognition.closed_by, recognition.closed_at, recognition.closing_note = by, clock.now(), note
    names = ["status", "closed_by", "closed_at", "closing_note", *fields]
    store.claim(recognition, by=by, fields=names, was={"status": was})


def lock_notices_of(recognition_ids: list[int]) -> None:
    """Lock the notices that name these recognitions: a notice is locked before its recognitions, everywhere."""
    rows = NoticeRow.objects.filter(recognition__in=recognition_ids, status__in=ON_NOTICE_ROWS)
    list(RecognitionNotice.objects.locked().filter(pk__in=rows.values("notice")).order_by("pk"))


def strike_rows_of(recognition: Recognition, *, reason: str, by: User) -> bool:
    """Strike a recognition's row on a drafted or running notice and say whether it had been posted."""
    posted = False
    for row in recognition.notice_rows.filter(status__in=ON_NOTICE_ROWS):
        posted = posted or row.status != RowStatus.LISTED
        set_struck(row, reason=reason, by=by)
    return posted


def set_struck(row: NoticeRow, *, reason: str, by: User) -> None:
    """Save a row as struck, with who, when and why."""
    was, row.status = row.status, RowStatus.STRUCK
    row.struck_by, row.struck_at, row.struck_reason = by, clock.now(), reason[:200]
    store.claim(row, by=by, fields=["status", "struck_by", "struck_at", "struck_reason"], was={"status": was})


def route_of(bureau_id: int) -> list:
    """Return the bureau's route of recognition in force, else the shipped one. Queries: two. Rule: R-94."""
    own = RecognitionRoute.objects.in_force(bureau_id, clock.today()).last()
    return routes.steps_for(own.steps.all() if own else DEFAULT_ROUTE)


def _end(recognition: Recognition, *, ended_on: date, end_reason: EndReason, note: str, by: User) -> None:
    was = recognition.status
    recognition.move_to(RecognitionStatus.ENDED)
    recognition.ended_on, recognition.end_reason = ended_on, end_reason
    close(recognition, note=note, by=by, was=was, fields=("ended_on", "end_reason"))
    _record("ended", recognition, by, ended_on=ended_on, end_reason=end_reason)


def _planned_steps(recognition: Recognition) -> list[RecognitionStep]:
    return [
        RecognitionStep(
            recognition=recognition,
            round=recognition.round,
            order=step.order,
            kind=step.kind,
            role=step.role,
            title=step.title,
        )
        for step in route_of(recognition.bureau_id)
    ]


def _locked(recognition_id: int) -> Recognition:
    return Recognition.objects.locked().select_related("person").get(pk=recognition_id)


def _check_person(person: Person) -> None:
    """Refuse who is no longer here. Rule: R-91."""
    if person.merged_into_id or person.withdrawn_on:
        raise PersonNotRecognisable(person.name, "的记录已并入别的记录或已撤销")
    if person.died_on:
        raise PersonNotRecognisable(person.name, "已去世")
    if person.transferred_out_on and person.transferred_out_on <= clock.today():
        raise PersonNotRecognisable(person.name, "已转出")


def _check_reason(reason: str) -> None:
    """Refuse an application without its reason. Rule: R-92."""
    if not reason.strip():
        raise ReasonMissing("困难情况和原因")


def _check_request(origin: Origin, request: Request) -> None:
    """Refuse a request of the day to come, of nobody in particular, or two causes that are one. Rule: R-451."""
    if request.asked_on and request.asked_on > clock.today():
        raise RequestIncomplete("提出日期不能晚于今天。")
    if request.cause and request.cause == request.second_cause:
        raise RequestIncomplete("其他致困原因与主要致困原因相同,请改选或留空。")
    if origin in (Origin.FAMILY, Origin.BRANCH) and request.asked_on and not request.asked_by.strip():
        raise RequestIncomplete(f"{Origin(origin).label}的,请写明提出人。")


@contextmanager
def _once(recognition: Recognition) -> Iterator[None]:
    """Save inside; where the constraint finds another open one of the year, say so in words. Rule: R-90."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        category = Category(recognition.category).label
        raise AlreadyOpen(recognition.person.name, category, recognition.year) from error


def _record(act: str, recognition: Recognition, by: User, **data: Any) -> None:
    summary = f"{recognition.person.name} {recognition.year}年 {recognition.wording}"
    record_event(f"casework.recognition.{act}", on=recognition, by=by, summary=summary, **data)
