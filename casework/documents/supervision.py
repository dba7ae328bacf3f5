"""The appraisal sheet of a year, as an official paper and as a workbook: who answered for how much, and nobody helped.

It names staff and counts; the people helped and their illnesses stand in neither.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from casework.choices.supervision import SHARE_HEADS, Figure
from casework.models import InspectedRecord
from casework.supervision import Line, Supervision
from office import clock
from office.documents import ListColumn, ListRow, list_rows, render_pdf
from office.spreadsheets import ColumnOut, SheetOut, write_workbook

F = Figure
PARTS = [(part, SHARE_HEADS[part]) for part in (F.MET, F.IN_TIME, F.SETTLED, F.REVIEWED)]
COLUMNS = [
    ListColumn("对象", "w16", "left"),
    ListColumn("走访人次", "w8", "number"),
    *(ListColumn(head, "w16", "number") for _, head in PARTS),
    ListColumn("抽查 / 问题 / 未改", "w12", "number"),
]
RECORD_COLUMNS = [
    ListColumn("记录", "w14", "left"),
    ListColumn("责任人", "w16", "left"),
    ListColumn("检查结果", "w11"),
    ListColumn("问题", "w28", "left"),
    ListColumn("整改期限", "w16"),
    ListColumn("整改日期", "w16"),
]
SHEET = [ColumnOut("分组", 10), ColumnOut("对象", 18), ColumnOut("股室", 14)]
SHEET += [ColumnOut(figure.label, 12, "number") for figure in Figure]
SHEET += [ColumnOut(f"{head}(%)", 14, "number") for _, head in PARTS]
RECORD_SHEET = [ColumnOut("记录", 12), ColumnOut("责任人", 14), ColumnOut("检查结果", 12), ColumnOut("问题", 24)]
RECORD_SHEET += [ColumnOut("整改期限", 14, "date"), ColumnOut("整改日期", 14, "date")]


def title_of(year: int) -> str:
    return f"{year}年度离退休人员帮扶工作督查考核表"


def groups_of(found: Supervision) -> list[tuple[str, list[Line]]]:
    """Return the tables of the sheet and of the page: head → lines."""
    return [("按股室", found.sections), ("按责任人", found.helpers), ("按结对领导", found.leaders)]


def supervision_pdf(found: Supervision, records: Sequence[InspectedRecord]) -> bytes:
    """Return the sheet as an official paper. Raises: Unprintable."""
    year, title = found.of, title_of(found.of.year)
    rows: list[ListRow] = []
    for head, lines in groups_of(found):
        rows += list_rows(COLUMNS, [[head, *[None] * (len(COLUMNS) - 1)]], "subtotal")
        rows += list_rows(COLUMNS, map(_printed, lines))
    rows += list_rows(COLUMNS, [_printed(found.total)], "total")
    context = {
        "above": [f"填报单位：{year.bureau.name}", f"截至{year.as_of:%Y-%m-%d}"],
        "columns": COLUMNS,
        "rows": rows,
        "record_columns": RECORD_COLUMNS,
        "records": list_rows(RECORD_COLUMNS, _record_cells(records, "")),
        "remarks": [REMARK],
        "issuer": year.bureau.name,
        "issued_on": clock.today(),
        "small": True,
    }
    return render_pdf("casework/supervision_print.html", context, title=title, orientation="landscape")


REMARK = (
    "“按期联系”按月末统计：一人一个月末算一次，当时没有逾期的算按期；“按期办结”是期限已到的诉求中在期限内办完的；"
    "“已复核”是当年复核中已审定的。结对领导一行里，走访人次是本人走访的，其余是所结对的人的情况。"
)


def supervision_xlsx(found: Supervision, records: Sequence[InspectedRecord]) -> bytes:
    title, under = title_of(found.of.year), [f"填报单位:{found.of.bureau.name}", f"截至 {found.of.as_of}"]
    lines = [_written(head, line) for head, lines in groups_of(found) for line in lines]
    lines.append(_written("合计", found.total))
    checked = list(_record_cells(records, None))
    return write_workbook(
        [
            SheetOut("考核情况", SHEET, lines, title=title, subtitle=under),
            SheetOut("抽查记录", RECORD_SHEET, checked, title=title, subtitle=under),
        ]
    )


def _printed(line: Line) -> list[str]:
    inspected = " / ".join(str(line.counts[figure]) for figure in (F.DRAWN, F.FAULTY, F.UNMENDED))
    return [line.label, str(line.counts[F.CONTACTS]), *(_share(line, part) for part, _ in PARTS), inspected]


def _share(line: Line, part: Figure) -> str:
    whole, share = line.whole(part), line.share(part)
    return "—" if share is None else f"{line.counts[part]} / {whole}（{share}%）"


def _written(group: str, line: Line) -> list[Any]:
    counts = [line.counts[figure] for figure in Figure]
    return [group, line.label, line.note, *counts, *(line.share(part) for part, _ in PARTS)]


def _record_cells(records: Sequence[InspectedRecord], empty: Any) -> Iterator[list[Any]]:
    for record in records:
        yield [
            record.get_subject_display(),
            record.helper.name if record.helper else "无",
            record.get_finding_display() or "待检查",
            record.get_fault_display(),
            record.mend_by or empty,
            record.mended_on or empty,
        ]
