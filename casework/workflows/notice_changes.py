"""What changes on a running notice without moving a period: words mended, and the sheet issued again."""

from django.db import transaction

from casework.documents import notices as documents
from casework.models import NoticeIssue, NoticeRow, RecognitionNotice
from casework.permissions.recognition import check_can_prepare
from casework.workflows.notices import (
    RUNNING,
    NoticeTexts,
    check_reason,
    check_status,
    current_content,
    keep_issue,
    locked_notice,
    locked_row,
    set_words,
    words,
)
from office import store
from office.audit import record_event
from office.choices import NoticeStatus
from office.errors import ChangedMeanwhile, WrongStatus
from office.models import User


@transaction.atomic
def mend_notice(*, notice_id: int, version: int, texts: NoticeTexts, reason: str, by: User) -> RecognitionNotice:
    """Mend words of a running notice; periods and names stay, both wordings are recorded.

    Raises: Refused, WrongStatus, ChangedMeanwhile.
    """
    notice = locked_notice(notice_id, by)
    check_status(notice, NoticeStatus.POSTED)
    check_reason(reason, "改动的原因")
    old = {name: getattr(notice, name) for name in words(texts)}
    set_words(notice, texts)
    notice.version = version
    store.claim(notice, by=by, fields=list(old), was={"status": NoticeStatus.POSTED}, reason=reason)
    changes = {name: [old[name], new] for name, new in words(texts).items() if old[name] != new}
    record_event("casework.notice.mended", on=notice, by=by, summary=reason, changes=changes)
    return notice


@transaction.atomic
def mend_row(*, row_id: int, name: str, branch_name: str, reason: str, by: User) -> NoticeRow:
    """Mend a slip in a posted name or branch; another person's name is a new row, through its own route.

    Raises: Refused, WrongStatus, ChangedMeanwhile.
    """
    row = locked_row(row_id, by)
    if row.status not in RUNNING:
        raise WrongStatus(f"这一行现在是“{row.get_status_display()}”,不用再改。")
    check_reason(reason, "改动的原因")
    changes = {"name": [row.name, name], "branch_name": [row.branch_name, branch_name]}
    row.name, row.branch_name = name, branch_name
    store.claim(row, by=by, fields=["name", "branch_name"], was={"status": row.status}, reason=reason)
    record_event("casework.notice.mended", on=row.notice, by=by, summary=reason, row=row.number, changes=changes)
    return row


def issue_again(*, notice_id: int, reason: str, by: User) -> NoticeIssue:
    """Issue a running notice as its list and words now stand; earlier issues stay as they were.

    Raises: Refused, WrongStatus, ChangedMeanwhile.
    """
    notice = RecognitionNotice.objects.select_related("bureau").get(pk=notice_id)
    check_can_prepare(by, notice.bureau_id)
    check_status(notice, NoticeStatus.POSTED)
    check_reason(reason, "重新印发的原因")
    printed = current_content(notice)
    pdf = documents.notice_pdf(printed)
    with transaction.atomic():
        notice = locked_notice(notice_id, by)
        check_status(notice, NoticeStatus.POSTED)
        if current_content(notice) != printed:
            raise ChangedMeanwhile
        issue = keep_issue(notice, printed, pdf, reason=reason.strip(), by=by)
        record_event("casework.notice.issued-again", on=notice, by=by, summary=reason.strip(), number=issue.number)
    return issue
