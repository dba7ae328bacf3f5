"""Photos of a notice on the board: kept, opened, taken away."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from casework.models import NoticeEvidence
from casework.permissions.recognition import check_can_prepare
from casework.workflows.notices import locked_notice
from office import clock, files, notices
from office.audit import record_event
from office.choices import EvidenceKind, NoticeStatus, PostingChannel
from office.errors import WrongStatus
from office.models import User
from registry.scans import Scan


@dataclass(frozen=True)
class Evidence:
    """What a photo shows: the sheet going up or coming down, where and when."""

    kind: EvidenceKind
    channel: PostingChannel
    taken_on: date
    scan: Scan


@transaction.atomic
def keep_evidence(*, notice_id: int, evidence: Evidence, by: User) -> NoticeEvidence:
    """Keep a photo with a notice that hangs or hung. Raises: Refused, WrongStatus. Rule: R-453."""
    notice = locked_notice(notice_id, by)
    if notice.status == NoticeStatus.DRAFT:
        raise WrongStatus("公示还没有张贴,没有凭证可存。")
    last = notice.rows.exclude(status="struck").aggregate(last=Max("to_on"))["last"] or notice.to_on
    if notice.status == NoticeStatus.WITHDRAWN:
        last = notice.from_on
    notices.check_evidence_day(evidence.kind, evidence.taken_on, first=notice.from_on, last=last, today=clock.today())
    channel = PostingChannel(evidence.channel)
    title = f"{EvidenceKind(evidence.kind).label} {channel.label}"
    kept = NoticeEvidence(notice=notice, kind=evidence.kind, channel=channel, taken_on=evidence.taken_on, title=title)
    files.keep(kept, content=evidence.scan.content, content_type=evidence.scan.content_type, by=by)
    record_event("casework.notice.evidence-kept", on=notice, by=by, summary=f"{title} {evidence.taken_on}")
    return kept


@transaction.atomic
def withdraw_evidence(*, evidence: NoticeEvidence, reason: str, by: User) -> None:
    """Take a photo away, with a reason. Raises: Refused, ChangedMeanwhile."""
    check_can_prepare(by, evidence.notice.bureau_id)
    files.withdraw(evidence, reason=reason, by=by)
    record_event("casework.notice.evidence-withdrawn", on=evidence.notice, by=by, summary=f"{evidence}:{reason}")
