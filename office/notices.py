"""The rules of a public notice with objections, which recognition and aid share: no table, no query.

Every row has a period of its own, so that a row posted anew disturbs no other. Days are inclusive.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from office import workdays
from office.choices import NOTICE_TRANSITIONS, ROW_TRANSITIONS, EvidenceKind, Finding, NoticeStatus, RowStatus
from office.clock import SHANGHAI
from office.errors import NoticeStillRunning, NoticeTooShort, ObjectionOpen, ObjectionOutsidePeriod, WrongStatus


def check_notice_move(old: str, new: str) -> None:
    """Refuse a step the notice's table does not know. Raises: WrongStatus."""
    if new not in NOTICE_TRANSITIONS.get(NoticeStatus(old), set()):
        raise WrongStatus(
            f"公示现在是“{NoticeStatus(old).label}”,不能改为“{NoticeStatus(new).label}”。请刷新页面后再办。"
        )


def check_row_move(old: str, new: str) -> None:
    """Refuse a step the row's table does not know. Raises: WrongStatus."""
    if new not in ROW_TRANSITIONS.get(RowStatus(old), set()):
        raise WrongStatus(f"这一行现在是“{RowStatus(old).label}”,不能改为“{RowStatus(new).label}”。请刷新页面后再办。")


def check_length(days: int, *, minimum: int) -> None:
    """Refuse a notice of fewer working days than policy asks. Raises: NoticeTooShort. Rule: R-96."""
    if days < minimum:
        raise NoticeTooShort(f"公示期不少于 {minimum} 个工作日,现在填的是 {days} 个。请改为 {minimum} 个或更多。")


def period_for(first_day: date, *, days: int, minimum: int, count_posting_day: bool = True) -> tuple[date, date]:
    """Return the first and the last day of a notice of so many working days. Raises: NoticeTooShort."""
    check_length(days, minimum=minimum)
    return workdays.notice_period(first_day, days, count_posting_day=count_posting_day)


def opens_at(last_day: date) -> datetime:
    """Return the first moment of the next step: midnight in Shanghai after the last notice day."""
    return datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=SHANGHAI)


def is_over(last_day: date | None, moment: datetime) -> bool:
    """Say whether the period has ended; a row never posted has none. Rule: R-99."""
    return last_day is not None and moment >= opens_at(last_day)


def is_clear(row: Any, moment: datetime) -> bool:
    """Say whether the next step is open for a row: posted to the end of its own period, without an open objection."""
    return row.status == RowStatus.CLEARED or (row.status == RowStatus.POSTED and is_over(row.to_on, moment))


def check_clear(row: Any, moment: datetime) -> None:
    """Refuse the next step for a row that is not through its notice.

    Raises: ObjectionOpen, NoticeStillRunning, WrongStatus.
    """
    if is_clear(row, moment):
        return
    if row.status == RowStatus.HELD:
        raise ObjectionOpen(f"{row.name} 有异议尚未作出结论,结论作出前不能办下一步。其他人不受影响。")
    if row.status == RowStatus.POSTED:
        raise NoticeStillRunning(f"{row.name} 的公示到 {row.to_on:%Y-%m-%d} 为止,次日零时起才能办下一步。")
    raise WrongStatus(f"{row.name} 现在是“{RowStatus(row.status).label}”,没有公示通过。")


def ripe(rows: Iterable[Any], moment: datetime) -> list[Any]:
    """Return the posted rows whose own period is over; held rows wait for their finding. Rule: R-100."""
    return [row for row in rows if row.status == RowStatus.POSTED and is_over(row.to_on, moment)]


def check_objection_day(row: Any, received_on: date) -> None:
    """Refuse an objection that came outside its row's period (both days inclusive). Raises: ObjectionOutsidePeriod.

    Rule: R-101.
    """
    if row.from_on is None or not row.from_on <= received_on <= row.to_on:
        period = f"{row.from_on:%Y-%m-%d} 至 {row.to_on:%Y-%m-%d}" if row.from_on else "尚未公示"
        raise ObjectionOutsidePeriod(
            f"收到日期 {received_on:%Y-%m-%d} 不在 {row.name} 的公示期内({period})。公示期外的反映请按来信来访办理。"
        )


def check_evidence_day(kind: str, taken_on: date, *, first: date | None, last: date | None, today: date) -> None:
    """Refuse a photo dated before the sheet hung, to come, or of a taking down within the period. Raises: WrongStatus.

    Rule: R-453.
    """
    if first is None or last is None:
        raise WrongStatus("公示还没有张贴,没有凭证可存。")
    if not first <= taken_on <= today:
        raise WrongStatus(f"拍摄日期应在张贴日 {first:%Y-%m-%d} 至今天之间,请核对。")
    if kind == EvidenceKind.DOWN and taken_on < last:
        raise WrongStatus(f"公示到 {last:%Y-%m-%d} 为止,期内不能撤下。请核对拍摄日期。")


def after_finding(finding: str, *, others_open: bool) -> RowStatus:
    """Return what a finding makes of a held row: upheld strikes it, dismissed lets it go on unless another is open."""
    if finding == Finding.UPHELD:
        return RowStatus.STRUCK
    return RowStatus.HELD if others_open else RowStatus.POSTED
