"""Objections to a posted name: an open one holds its row and no other."""

from datetime import date

from django.db import transaction

from casework.errors.recognition import HandlerSigned
from casework.models import NoticeRow, Objection, RecognitionNotice
from casework.permissions.recognition import check_can_prepare
from casework.workflows.notices import clear_row, return_from_notice
from casework.workflows.recognition import set_struck
from office import clock, notices, store
from office.audit import record_event
from office.choices import Finding, NoticeStatus, ObjectionChannel, RowStatus, StepKind
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

    Raises: Refused, WrongStatus, ObjectionOutsidePeriod, HandlerSigned, ChangedMeanwhile.
    """
    row = _locked_row(row_id, by)
    if row.status not in (RowStatus.POSTED, RowStatus.HELD):
        raise WrongStatus(f"{row.name} 现在是“{row.get_status_display()}”,不在公示中,不能登记异议。")
    if received_on > clock.today():
        raise ObjectionOutsidePeriod("收到日期不能晚于今天。")
    notices.check_objection_day(row, received_on)
    _check_handler(row, handler)
    if not content.strip():
        raise ReasonMissing("反映的内容")
    objection = Objection(
        row=row,
        received_on=received_on,
        channel=channel,
        content=content.strip(),
        objector=objector.strip(),
        is_named=bool(objector.strip()),
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
    *,
    objection_id: int,
    finding: Finding,
    finding_text: str,
    replied_on: date | None = None,
    reply: str = "",
    by: User,
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
    _check_reply(objection, replied_on)
    objection.replied_on, objection.reply = replied_on, reply.strip()
    objection.decided_by, objection.decided_at = by, clock.now()
    fields = ["finding", "finding_text", "replied_on", "reply", "decided_by", "decided_at"]
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


@transaction.atomic
def record_reply(*, objection_id: int, replied_on: date, reply: str, by: User) -> Objection:
    """Enter what somebody who objected in their name was answered, once. Raises: Refused, WrongStatus, ReasonMissing.

    Rule: R-456.
    """
    row_id = Objection.objects.values_list("row_id", flat=True).get(pk=objection_id)
    row = _locked_row(row_id, by)
    objection = Objection.objects.get(pk=objection_id)
    if not objection.awaits_reply:
        raise WrongStatus("这件异议不用再登记答复。请刷新页面查看最新情况。")
    _check_reply(objection, replied_on)
    if not reply.strip():
        raise ReasonMissing("答复的内容")
    objection.replied_on, objection.reply = replied_on, reply.strip()
    store.claim(objection, by=by, fields=["replied_on", "reply"], was={"replied_on": None})
    record_event("casework.objection.replied", on=objection, bureau=row.notice.bureau, by=by, summary=row.name)
    return objection


def _check_reply(objection: Objection, replied_on: date | None) -> None:
    if replied_on is not None and not objection.received_on <= replied_on <= clock.today():
        raise WrongStatus("答复日期应在收到日期之后、今天之前(含当天),请核对。")


def _check_handler(row: NoticeRow, handler: StaffMember) -> None:
    """Refuse as handler who signed the recognition that is objected to. Raises: HandlerSigned. Rule: R-455."""
    signatures = row.recognition.steps.filter(kind=StepKind.SIGNATURE, signer=handler)
    if signatures.exclude(outcome="").exists():
        raise HandlerSigned(handler.name, row.name)


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
