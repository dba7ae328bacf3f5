"""The sheet that closes the file of a notice: when and where it hung, what came in, how it was decided.

It stays in the office. Who objected and what they said does not stand on it.
"""

from casework.closing import closing_of
from casework.models import Objection, RecognitionNotice
from office import clock, formats
from office.choices import PostingChannel
from office.documents import ListColumn, list_rows, render_pdf

TITLE = "公示情况说明"
COLUMNS = [
    ListColumn("序号", "w8"),
    ListColumn("对象", "w16"),
    ListColumn("收到日期", "w18"),
    ListColumn("方式", "w16"),
    ListColumn("核实人", "w14"),
    ListColumn("结论", "w16"),
    ListColumn("答复日期", "w18"),
]


def closing_pdf(notice: RecognitionNotice) -> bytes:
    """Return the sheet as PDF. Queries: four."""
    objections = Objection.objects.filter(row__notice=notice).for_list()
    cells = [_cells(number, objection) for number, objection in enumerate(objections, 1)]
    photos = notice.evidence.filter(withdrawn_on=None).values_list("kind", "channel", "taken_on")
    context = {
        "notice": notice,
        "closing": closing_of(notice),
        "channels": "、".join(PostingChannel(channel).label for channel in notice.channels),
        "from_words": formats.day_cn(notice.from_on),
        "to_words": formats.day_cn(notice.to_on),
        "photos": len(photos),
        "columns": COLUMNS,
        "rows": list_rows(COLUMNS, cells),
        "issuer": notice.bureau.section_name or notice.bureau.name,
        "issued_on": notice.closed_at.astimezone(clock.SHANGHAI).date() if notice.closed_at else clock.today(),
    }
    return render_pdf("casework/notice_closing_print.html", context, title=TITLE)


def _cells(number: int, objection: Objection) -> list[str]:
    named = "实名" if objection.is_named else "匿名"
    return [
        str(number),
        objection.row.name,
        formats.day(objection.received_on),
        f"{objection.get_channel_display()}({named})",
        objection.handler.name,
        str(objection.get_finding_display()) if objection.finding else "尚在核实",
        formats.day(objection.replied_on) if objection.replied_on else "—",
    ]
