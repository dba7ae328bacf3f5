"""What the pages of a notice show: its acts with the reasons that bar them, and the tones of its states."""

from django.urls import reverse

from casework.models import NoticeRow, RecognitionNotice
from casework.permissions.recognition import check_can_prepare
from casework.views.recognition_parts import may
from casework.workflows.notices import current_content
from office import clock, formats, notices, workdays
from office.choices import NoticeStatus, PostingChannel, RowStatus
from office.display import Action, Fact
from office.models import User


def facts(notice: RecognitionNotice) -> list[Fact]:
    period = f"{notice.from_on:%Y-%m-%d} 至 {notice.to_on:%Y-%m-%d}" if notice.from_on else "尚未张贴"
    rows = [
        Fact("公示期", period, f"{notice.working_days} 个工作日"),
        Fact("公示方式", [PostingChannel(channel).label for channel in notice.channels]),
        Fact("受理股室", notice.contact_section),
        Fact("电话", notice.contact_phone),
        Fact("地址", notice.contact_address),
        Fact("拟稿", notice.drafted_by, formats.day(notice.drafted_at)),
    ]
    if notice.posted_at:
        rows.append(Fact("发布", notice.posted_by, formats.day(notice.posted_at)))
    if notice.closed_at:
        rows.append(Fact(notice.get_status_display(), notice.closed_by, formats.day(notice.closed_at)))
        rows.append(Fact("说明", notice.closing_note))
    return rows


def rows(notice: RecognitionNotice, listed: list[NoticeRow], user: User) -> list[dict]:
    """Return each row with its state and its acts."""
    works = not may(check_can_prepare, user, notice.bureau_id)
    return [
        {
            "row": row,
            "running": works and row.status in (RowStatus.POSTED, RowStatus.HELD),
            "strikable": works and row.status in (RowStatus.LISTED, RowStatus.POSTED, RowStatus.HELD),
            "url": reverse("casework:recognition-detail", args=[row.recognition.public_id]),
        }
        for row in listed
    ]


def actions(notice: RecognitionNotice, listed: list[NoticeRow], user: User) -> list[Action]:
    """Return what the caseworker may do with the notice now."""
    if may(check_can_prepare, user, notice.bureau_id):
        return []
    if notice.status == NoticeStatus.DRAFT:
        return [
            Action("张贴公示", _url(notice, "post"), primary=True),
            Action("修改", _url(notice, "edit")),
            Action("增列名单", _url(notice, "add")),
            Action("撤回", _url(notice, "withdraw")),
        ]
    if notice.status == NoticeStatus.CLOSED:
        return [
            Action("打印公示情况说明", _url(notice, "closing"), method="post"),
            Action("上传张贴凭证", _url(notice, "evidence-add")),
        ]
    if notice.status != NoticeStatus.POSTED:
        return []
    reason = closing_obstacle(listed)
    return [
        Action("办结公示", _url(notice, "close"), not reason, reason, primary=True),
        Action("上传张贴凭证", _url(notice, "evidence-add")),
        Action("增列名单", _url(notice, "add")),
        Action("改动文字", _url(notice, "mend")),
        Action("重新印发", _url(notice, "issue")),
        Action("撤回公示", _url(notice, "withdraw")),
    ]


def closing_obstacle(listed: list[NoticeRow]) -> str:
    """Return why no row may go on yet, "" when one may or none is running."""
    running = [
        row
        for row in listed
        if row.status in (RowStatus.POSTED, RowStatus.HELD) and not notices.is_over(row.to_on, clock.now())
    ]
    if not running or notices.ripe(listed, clock.now()):
        return ""
    return f"公示到 {max(row.to_on for row in running if row.to_on):%Y-%m-%d} 为止,次日零时起才能办结。"


def changed_since_issue(notice: RecognitionNotice, last) -> bool:
    """Say whether the newest printed sheet no longer says what the notice says."""
    return notice.status == NoticeStatus.POSTED and last is not None and last.printed != current_content(notice)


def unknown_years(notice: RecognitionNotice) -> list[int]:
    """Return the years of the period whose holiday plan has not been entered."""
    return workdays.unknown_years(notice.from_on, notice.to_on) if notice.from_on else []


def _url(notice: RecognitionNotice, name: str) -> str:
    return reverse(f"casework:notice-{name}", args=[notice.public_id])
