"""Objections to a posted name: an open one holds its row and no other."""

from datetime import date

from django.db import transaction

from casework.models import NoticeRow, Objection, RecognitionNotice
from casework.permissions.recognition import check_can_prepare
from casework.workflows.notices import clear_row, return_from_notice
from casework.workflows.recognition import set_struck
from office import clock, notices, store
from office.audit import record_event
from office.choices import Finding, NoticeStatus, ObjectionChannel, RowStatus
from office.errors import ObjectionOutsidePeriod, WrongStatus
from office.models import StaffMember, User
from office.signing import ReasonMissing


@transaction.atomic
def record_objection(
    *,
    row_id: int,
    received_on: date,
    channel: ObjectionChannel,
    content: str,
    handler: StaffMember,
    objector: str = "",
    by: User,
) -> Objection:
    """Enter an objection, named or anonymous; from now on its row is held.

    Raises: Refused, WrongStatus, ObjectionOutsidePeriod, ChangedMeanwhile.
    """
    row = _locked_row(row_id, by)
    if row.status not in (RowStatus.POSTED, RowStatus.HELD):
        raise WrongStatus(f"{row.name} 现在是“{row.get_status_display()}”,不在公示中,不能登记异议。")
    if received_on > clock.today():
        raise ObjectionOutsidePeriod("收到日期不能晚于今天。")
    notices.check_objection_day(row, received_on)
    if not content.strip():
        raise ReasonMissing("反映的内容")
    objection = Objection(
        row=row,
        received_on=received_on,
        channel=channel,
        content=content.strip(),
        objector=objector.strip(),
        handler=handler,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    store.create(objection, by=by)
    if row.status == RowStatus.POSTED:
        _set_status(row, RowStatus.HELD, by)
    record_event("casework.objection.recorded", on=objection, bureau=row.notice.bureau, by=by, summary=row.name)
    return objection


@transaction.atomic
def decide_objection(
    *, objection_id: int, finding: Finding, finding_text: str, replied_on: date | None = None, by: User
) -> Objection:
    """Decide an objection: upheld strikes its row and returns the recognition, dismissed lets the row go on.

    Raises: Refused, WrongStatus, ChangedMeanwhile.
    Rule: R-102.
    """
    row_id = Objection.objects.values_list("row_id", flat=True).get(pk=objection_id)
    row = _locked_row(row_id, by)
    objection = Objection.objects.select_related("handler").get(pk=objection_id)
    if objection.finding:
        raise WrongStatus("这件异议已经有结论,不能再改。")
    if not finding_text.strip():
        raise ReasonMissing("核实情况")
    objection.finding, objection.finding_text = finding, finding_text.strip()
    objection.replied_on = replied_on
    objection.decided_by, objection.decided_at = by, clock.now()
    fields = ["finding", "finding_text", "replied_on", "decided_by", "decided_at"]
    store.claim(objection, by=by, fields=fields, was={"finding": ""})
    if row.status == RowStatus.HELD:
        _apply(row, objection, by)
    record_event(
        "casework.objection.decided",
        on=objection,
        bureau=row.notice.bureau,
        by=by,
        summary=f"{row.name} {objection.get_finding_display()}",
    )
    return objection


def _apply(row: NoticeRow, objection: Objection, by: User) -> None:
    others = row.objections.undecided().exclude(pk=objection.pk).exists()
    status = notices.after_finding(objection.finding, others_open=others)
    if status == RowStatus.STRUCK:
        set_struck(row, reason="异议成立", by=by)
        return_from_notice(row, note=f"公示异议成立:{objection.finding_text}", by=by)
    elif status == RowStatus.POSTED:
        _set_status(row, RowStatus.POSTED, by)
        if row.notice.status == NoticeStatus.CLOSED:  # the others went on without this row; now it follows
            clear_row(row, by=by)


def _set_status(row: NoticeRow, status: RowStatus, by: User) -> None:
    notices.check_row_move(row.status, status)
    was, row.status = row.status, status
    store.claim(row, by=by, fields=["status"], was={"status": was})


def _locked_row(row_id: int, by: User) -> NoticeRow:
    notice_id = NoticeRow.objects.values_list("notice_id", flat=True).get(pk=row_id)
    notice = RecognitionNotice.objects.locked().select_related("bureau").get(pk=notice_id)
    check_can_prepare(by, notice.bureau_id)
    row = NoticeRow.objects.select_related("recognition__person").get(pk=row_id)
    row.notice = notice
    return row
