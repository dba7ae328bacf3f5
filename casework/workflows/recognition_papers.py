"""The written request of a recognition and its proofs: added, opened, taken away."""

from django.db import transaction

from casework.choices.recognition import CLOSED, EDITABLE, RecognitionPaperKind, RecognitionStatus
from casework.errors.recognition import RecognitionWrongStatus
from casework.models import Recognition, RecognitionPaper
from casework.permissions.recognition import check_can_prepare, sees_reason
from office import files
from office.audit import record_event
from office.errors import Refused
from office.models import User
from registry.scans import Scan


@transaction.atomic
def add_paper(
    *, recognition: Recognition, kind: RecognitionPaperKind, title: str = "", scan: Scan, by: User
) -> RecognitionPaper:
    """Keep a scan with an application that is still open. Raises: Refused, WrongStatus."""
    check_can_prepare(by, recognition.bureau_id)
    if recognition.status in CLOSED:
        raise RecognitionWrongStatus(RecognitionStatus(recognition.status).label, "补充材料")
    paper = RecognitionPaper(
        recognition=recognition, kind=kind, title=title.strip() or str(RecognitionPaperKind(kind).label)
    )
    files.keep(paper, content=scan.content, content_type=scan.content_type, by=by)
    _record("paper-added", paper, by)
    return paper


@transaction.atomic
def open_paper(*, paper: RecognitionPaper, by: User) -> bytes:
    """Return a paper's bytes to who may read why somebody applied, and record the look. Raises: Refused.

    Rule: R-452.
    """
    if not sees_reason(by, paper.recognition):
        raise Refused("申请材料只有需要办理的人才能打开,请找经办人。")
    _record("scan-seen", paper, by)
    return bytes(paper.content)


@transaction.atomic
def withdraw_paper(*, paper: RecognitionPaper, reason: str, by: User) -> None:
    """Take away a paper that nobody has signed on. Raises: Refused, WrongStatus, ChangedMeanwhile. Rule: R-452."""
    recognition = paper.recognition
    check_can_prepare(by, recognition.bureau_id)
    if recognition.status not in EDITABLE:
        raise RecognitionWrongStatus(RecognitionStatus(recognition.status).label, "撤销材料")
    files.withdraw(paper, reason=reason, by=by)
    _record("paper-withdrawn", paper, by)


def _record(act: str, paper: RecognitionPaper, by: User) -> None:
    recognition = paper.recognition
    summary = f"{recognition.person.name} {recognition.year}年 {paper.get_kind_display()}:{paper.title}"
    record_event(f"casework.recognition.{act}", on=recognition, by=by, summary=summary, digest=paper.digest)
