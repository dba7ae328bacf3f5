"""The public notice of recognitions: draft, post, strike, add, mend, issue again, close, withdraw."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from casework.choices.recognition import RecognitionStatus
from casework.documents import notices as documents
from casework.errors.recognition import FirstDayPast, NotApproved, NothingRipe, NoticeEmpty
from casework.models import NoticeIssue, NoticeRow, Recognition, RecognitionNotice
from casework.permissions.recognition import check_can_prepare
from casework.workflows.recognition import lock_notices_of, set_struck
from office import clock, notices, policy, store
from office.audit import record_event
from office.choices import NoticeStatus, RowStatus
from office.errors import ChangedMeanwhile, WrongStatus
from office.models import Bureau, User
from office.signing import ReasonMissing

RUNNING = (RowStatus.POSTED, RowStatus.HELD)


@dataclass(frozen=True)
class NoticeTexts:
    """The words of a notice around its list."""

    title: str
    basis: str
    process: str
    channels: Sequence[str]
    contact_section: str
    contact_phone: str = ""
    contact_address: str = ""


@transaction.atomic
def draft_notice(
    *, recognition_ids: Sequence[int], texts: NoticeTexts, working_days: int, by: User
) -> RecognitionNotice:
    """Put approved recognitions of one bureau on one notice.

    Raises: Refused, NoticeEmpty, NotApproved, NoticeTooShort.
    """
    approved = _approved(recognition_ids)
    bureau = approved[0].bureau
    check_can_prepare(by, bureau.pk)
    notices.check_length(working_days, minimum=_minimum(bureau))
    notice = RecognitionNotice(
        bureau=bureau, working_days=working_days, drafted_by=by, drafted_at=clock.now(), **words(texts)
    )
    store.create(notice, by=by)
    _list_rows(notice, approved, by)
    record_event("casework.notice.drafted", on=notice, by=by, summary=f"{notice.title},{len(approved)} 人")
    return notice


@transaction.atomic
def edit_notice(*, notice_id: int, version: int, texts: NoticeTexts, working_days: int, by: User) -> RecognitionNotice:
    """Change the words of a draft. Raises: Refused, WrongStatus, NoticeTooShort, ChangedMeanwhile."""
    notice = locked_notice(notice_id, by)
    check_status(notice, NoticeStatus.DRAFT)
    notices.check_length(working_days, minimum=_minimum(notice.bureau))
    set_words(notice, texts)
    notice.working_days, notice.version = working_days, version
    store.claim(notice, by=by, fields=[*words(texts), "working_days"], was={"status": NoticeStatus.DRAFT})
    record_event("casework.notice.edited", on=notice, by=by, summary=notice.title)
    return notice


def post_notice(*, notice_id: int, first_day: date, by: User) -> RecognitionNotice:
    """Post a draft from a day on for its working days, and keep the PDF exactly as issued.

    The PDF is made before the transaction, which refuses if what it prints has changed by then.
    Raises: Refused, WrongStatus, NoticeEmpty, NoticeTooShort, ChangedMeanwhile.
    """
    notice = RecognitionNotice.objects.select_related("bureau").get(pk=notice_id)
    _check_postable(notice, first_day, by)
    rows = list(notice.rows.filter(status=RowStatus.LISTED))
    period = _period(notice.bureau, first_day, notice.working_days)
    printed = documents.notice_content(notice, rows, period)
    pdf = documents.notice_pdf(printed)
    return _post(notice_id, first_day, period, printed, pdf, by)


@transaction.atomic
def _post(
    notice_id: int, first_day: date, period: tuple[date, date], printed: dict, pdf: bytes, by: User
) -> RecognitionNotice:
    notice = locked_notice(notice_id, by)
    _check_postable(notice, first_day, by)
    rows = list(notice.rows.filter(status=RowStatus.LISTED).select_related("recognition__person"))
    if documents.notice_content(notice, rows, period) != printed:
        raise ChangedMeanwhile
    notice.status = NoticeStatus.POSTED
    notice.from_on, notice.to_on = period
    notice.posted_by, notice.posted_at = by, clock.now()
    fields = ["status", "from_on", "to_on", "posted_by", "posted_at"]
    store.claim(notice, by=by, fields=fields, was={"status": NoticeStatus.DRAFT})
    for row in rows:
        _post_row(row, period, by)
    keep_issue(notice, printed, pdf, reason="首次张贴", by=by)
    record_event("casework.notice.posted", on=notice, by=by, summary=notice.title, from_on=period[0], to_on=period[1])
    return notice


@transaction.atomic
def add_to_notice(*, notice_id: int, recognition_ids: Sequence[int], by: User) -> RecognitionNotice:
    """Add approved names: to a draft as they are, to a running notice for a full period of their own from today.

    Raises: Refused, WrongStatus, NoticeEmpty, NotApproved.
    Rule: R-104.
    """
    notice = locked_notice(notice_id, by)
    check_status(notice, NoticeStatus.DRAFT, NoticeStatus.POSTED)
    approved = _approved(recognition_ids, bureau_id=notice.bureau_id)
    rows = _list_rows(notice, approved, by)
    if notice.status == NoticeStatus.POSTED:
        period = _period(notice.bureau, clock.today(), notice.working_days)
        for row in rows:
            _post_row(row, period, by)
    names = "、".join(row.name for row in rows)
    record_event("casework.notice.names-added", on=notice, by=by, summary=f"增列 {names}")
    return notice


@transaction.atomic
def strike_row(*, row_id: int, reason: str, by: User) -> NoticeRow:
    """Take a name off: from a draft it waits for another notice, from a running one it goes back to be mended.

    Raises: Refused, WrongStatus, ChangedMeanwhile.
    Rule: R-103.
    """
    row = locked_row(row_id, by)
    notices.check_row_move(row.status, RowStatus.STRUCK)
    check_reason(reason, "撤下的原因")
    was_posted = row.status in RUNNING
    set_struck(row, reason=reason.strip(), by=by)
    if was_posted:
        return_from_notice(row, note=reason.strip(), by=by)
    record_event("casework.notice.row-struck", on=row.notice, by=by, summary=f"{row.name}:{reason.strip()}")
    return row


@transaction.atomic
def close_notice(*, notice_id: int, note: str, by: User) -> RecognitionNotice:
    """Recognise every row whose own period is over and that nobody objects to; close when no row runs any longer.

    Rule: possible from 00:00 of the day after the last day; a held row waits for its finding and holds no other.
    Raises: Refused, WrongStatus, NothingRipe, ChangedMeanwhile.
    """
    notice = locked_notice(notice_id, by)
    check_status(notice, NoticeStatus.POSTED)
    rows = list(notice.rows.select_related("recognition__person").order_by("number"))
    ripe = notices.ripe(rows, clock.now())
    running = [row for row in rows if row.status in RUNNING and not notices.is_over(row.to_on, clock.now())]
    if running and not ripe:
        raise NothingRipe(f"{max(row.to_on for row in running if row.to_on):%Y-%m-%d}")
    for row in ripe:
        clear_row(row, by=by)
    if not running:
        notice.status, notice.closing_note = NoticeStatus.CLOSED, note.strip()
        notice.closed_by, notice.closed_at = by, clock.now()
        fields = ["status", "closing_note", "closed_by", "closed_at"]
        store.claim(notice, by=by, fields=fields, was={"status": NoticeStatus.POSTED})
    record_event("casework.notice.closed", on=notice, by=by, summary=note, recognised=len(ripe), open=len(running))
    return notice


@transaction.atomic
def withdraw_notice(*, notice_id: int, reason: str, by: User) -> RecognitionNotice:
    """Take a whole notice back; names not yet through wait for another one.

    Raises: Refused, WrongStatus, ChangedMeanwhile.
    """
    notice = locked_notice(notice_id, by)
    notices.check_notice_move(notice.status, NoticeStatus.WITHDRAWN)
    check_reason(reason, "撤回的原因")
    for row in notice.rows.filter(status__in=[RowStatus.LISTED, *RUNNING]).select_related("recognition"):
        was_posted = row.status in RUNNING
        set_struck(row, reason=f"公示撤回:{reason.strip()}", by=by)
        if was_posted:
            _move(row.recognition, RecognitionStatus.APPROVED, ["status"], by)
    was, notice.status = notice.status, NoticeStatus.WITHDRAWN
    notice.closing_note, notice.closed_by, notice.closed_at = reason.strip(), by, clock.now()
    fields = ["status", "closing_note", "closed_by", "closed_at"]
    store.claim(notice, by=by, fields=fields, was={"status": was})
    record_event("casework.notice.withdrawn", on=notice, by=by, summary=reason.strip())
    return notice


def clear_row(row: NoticeRow, *, by: User) -> None:
    """Let a row through its notice and recognise the person. Raises: NoticeStillRunning, ObjectionOpen."""
    notices.check_clear(row, clock.now())
    was, row.status, row.cleared_at = row.status, RowStatus.CLEARED, clock.now()
    store.claim(row, by=by, fields=["status", "cleared_at"], was={"status": was})
    recognition = row.recognition
    recognition.recognised_on = clock.today()
    _move(recognition, RecognitionStatus.RECOGNISED, ["status", "recognised_on"], by)
    record_event(
        "casework.recognition.recognised",
        on=recognition,
        by=by,
        summary=f"{row.name} {recognition.year}年 {recognition.wording}",
    )


def return_from_notice(row: NoticeRow, *, note: str, by: User) -> None:
    """Send a posted recognition back to the caseworker; once mended it goes through the route again."""
    recognition = row.recognition
    recognition.closing_note = note
    _move(recognition, RecognitionStatus.RETURNED, ["status", "closing_note"], by)


def current_content(notice: RecognitionNotice) -> dict:
    """Return what a running notice would print now. Queries: one."""
    if notice.from_on is None or notice.to_on is None:
        raise WrongStatus("公示还没有张贴,没有印发的内容。")
    rows = list(notice.rows.filter(status__in=[*RUNNING, RowStatus.CLEARED]))
    return documents.notice_content(notice, rows, (notice.from_on, notice.to_on))


def _move(recognition: Recognition, status: RecognitionStatus, fields: list[str], by: User) -> None:
    was = recognition.status
    recognition.move_to(status)
    store.claim(recognition, by=by, fields=fields, was={"status": was})


def _post_row(row: NoticeRow, period: tuple[date, date], by: User) -> None:
    notices.check_row_move(row.status, RowStatus.POSTED)
    row.status, (row.from_on, row.to_on) = RowStatus.POSTED, period
    store.claim(row, by=by, fields=["status", "from_on", "to_on"], was={"status": RowStatus.LISTED})
    _move(row.recognition, RecognitionStatus.ON_NOTICE, ["status"], by)


def _list_rows(notice: RecognitionNotice, approved: list[Recognition], by: User) -> list[NoticeRow]:
    start = max(notice.rows.values_list("number", flat=True), default=0) + 1
    rows = [
        NoticeRow(
            notice=notice,
            recognition=recognition,
            number=number,
            name=recognition.person.name,
            branch_name=recognition.branch.name if recognition.branch else "",
            person_kind=recognition.person.get_kind_display(),
            wording=recognition.wording,
        )
        for number, recognition in enumerate(approved, start)
    ]
    return store.bulk_create(rows, by=by)


def _approved(recognition_ids: Sequence[int], bureau_id: int | None = None) -> list[Recognition]:
    """Lock the recognitions to be posted. Raises: NoticeEmpty, NotApproved. Rule: R-95."""
    if not recognition_ids:
        raise NoticeEmpty
    lock_notices_of(list(recognition_ids))
    found = list(
        Recognition.objects.locked()
        .select_related("person", "branch", "bureau")
        .filter(pk__in=recognition_ids)
        .order_by("person__pinyin", "pk")
    )
    listed = NoticeRow.objects.filter(recognition__in=found, status__in=[RowStatus.LISTED, *RUNNING])
    taken = set(listed.values_list("recognition_id", flat=True))
    for recognition in found:
        if recognition.status != RecognitionStatus.APPROVED or recognition.pk in taken:
            raise NotApproved(f"{recognition.person.name} 的认定不是“待公示”,或已在别的公示里。请从名单里去掉。")
    if len(found) != len(set(recognition_ids)) or {row.bureau_id for row in found} != {bureau_id or found[0].bureau_id}:
        raise NotApproved("一个公示只列本局审批通过的认定。请刷新页面后重新选择。")
    return found


def keep_issue(notice: RecognitionNotice, printed: dict, pdf: bytes, *, reason: str, by: User) -> NoticeIssue:
    """Keep what is issued, word and byte, under the next number. Rule: R-105."""
    return NoticeIssue.objects.create(
        notice=notice,
        number=notice.issues.count() + 1,
        reason=reason[:200],
        printed=printed,
        pdf=pdf,
        digest=hashlib.sha256(pdf).hexdigest(),
        issued_by=by,
        issued_at=clock.now(),
    )


def locked_notice(notice_id: int, by: User) -> RecognitionNotice:
    notice = RecognitionNotice.objects.locked().select_related("bureau").get(pk=notice_id)
    check_can_prepare(by, notice.bureau_id)
    return notice


def locked_row(row_id: int, by: User) -> NoticeRow:
    """Lock the row's notice, then read the row."""
    notice_id = NoticeRow.objects.values_list("notice_id", flat=True).get(pk=row_id)
    notice = locked_notice(notice_id, by)
    row = NoticeRow.objects.select_related("recognition__person").get(pk=row_id)
    row.notice = notice
    return row


def _check_postable(notice: RecognitionNotice, first_day: date, by: User) -> None:
    """Refuse to post what is no draft, has no name, or would begin in the past. Rule: R-98."""
    check_can_prepare(by, notice.bureau_id)
    notices.check_notice_move(notice.status, NoticeStatus.POSTED)
    if first_day < clock.today():
        raise FirstDayPast
    if not notice.rows.filter(status=RowStatus.LISTED).exists():
        raise NoticeEmpty


def _period(bureau: Bureau, first_day: date, days: int) -> tuple[date, date]:
    counted = bool(policy.whole("count_posting_day", bureau=bureau, on=first_day))
    return notices.period_for(first_day, days=days, minimum=_minimum(bureau), count_posting_day=counted)


def _minimum(bureau: Bureau) -> int:
    return policy.whole("notice_min_days", bureau=bureau)


def check_status(notice: RecognitionNotice, *allowed: NoticeStatus) -> None:
    if notice.status not in allowed:
        raise WrongStatus(f"公示现在是“{notice.get_status_display()}”,不能这样办理。请刷新页面查看最新情况。")


def check_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise ReasonMissing(what)


def words(texts: NoticeTexts) -> dict:
    return {
        "title": texts.title.strip(),
        "basis": texts.basis.strip(),
        "process": texts.process.strip(),
        "channels": list(texts.channels),
        "contact_section": texts.contact_section.strip(),
        "contact_phone": texts.contact_phone.strip(),
        "contact_address": texts.contact_address.strip(),
    }


def set_words(notice: RecognitionNotice, texts: NoticeTexts) -> None:
    for name, value in words(texts).items():
        setattr(notice, name, value)
