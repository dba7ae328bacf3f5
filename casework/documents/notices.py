"""The printed notice of recognitions: what it says, and its PDF.

What is printed is a fixed list of columns: name in full, branch, kind of person, neutral wording. Nothing else of a
person can reach the paper, because nothing else is handed to the template.
"""

from collections.abc import Iterable
from datetime import date

from casework.models import NoticeRow, RecognitionNotice
from office import formats
from office.choices import PostingChannel
from office.documents import ListColumn, list_rows, render_pdf

COLUMNS = [
    ListColumn("序号", "w10"),
    ListColumn("姓名", "w26"),
    ListColumn("所在党支部", "w30", "left"),
    ListColumn("人员类别", "w16"),
    ListColumn("拟帮扶类别", "w18"),
]
COLUMNS_WITH_REMARK = [
    ListColumn("序号", "w8"),
    ListColumn("姓名", "w20"),
    ListColumn("所在党支部", "w24", "left"),
    ListColumn("人员类别", "w12"),
    ListColumn("拟帮扶类别", "w16"),
    ListColumn("备注", "w20", "left"),
]


def notice_content(notice: RecognitionNotice, rows: Iterable[NoticeRow], period: tuple[date, date]) -> dict:
    """Return everything the notice prints, as plain data: this is what is kept beside the PDF."""
    first, last = formats.day_cn(period[0]), formats.day_cn(period[1])
    return {
        "title": notice.title,
        "basis": notice.basis,
        "process": notice.process,
        "rows": [_printed_row(number, row, period) for number, row in enumerate(rows, 1)],
        "period": f"公示期为{notice.working_days}个工作日，自{first}至{last}。",
        "channels": [PostingChannel(channel).label for channel in notice.channels],
        "contact_section": notice.contact_section,
        "contact_phone": notice.contact_phone,
        "contact_address": notice.contact_address,
        "issuer": notice.bureau.name,
        "issued_on": period[0].isoformat(),
    }


def notice_pdf(content: dict) -> bytes:
    """Return the notice as an official paper without a red head (a notice is none of the 15 statutory kinds)."""
    remarked = any(row[-1] for row in content["rows"])
    columns = COLUMNS_WITH_REMARK if remarked else COLUMNS
    context = {
        "notice": content,
        "columns": columns,
        "rows": list_rows(columns, [row[: len(columns)] for row in content["rows"]]),
        "issuer": content["issuer"],
        "issued_on": date.fromisoformat(content["issued_on"]),
    }
    return render_pdf("casework/notice_print.html", context, title=content["title"])


def _printed_row(number: int, row: NoticeRow, period: tuple[date, date]) -> list[str]:
    own = (row.from_on, row.to_on)
    remark = "" if own in (period, (None, None)) else f"公示至{formats.day_cn(row.to_on)}"
    return [str(number), row.name, row.branch_name, row.person_kind, row.wording, remark]
