"""The register of recipients (知情台帐): one list, the same on the page, in the workbook and on paper.

It holds no number, phone or address. Who may not see an illness reads the posted wording instead of category and cause.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from casework.models import Recognition
from casework.permissions.recognition import sees_categories
from office import clock, formats, permissions
from office.documents import ListColumn, list_rows, render_pdf
from office.models import User
from office.roles import Permission
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry import looks

TITLE = "帮扶对象知情台帐"
HEADS = ("序号", "姓名", "人员类别", "党支部", "类别", "致困原因", "年度", "认定日期", "状态", "终止")
WIDTHS = (6, 12, 10, 22, 12, 16, 8, 12, 10, 24)
PAPER = ("w6", "w9", "w7", "w15", "w10", "w12", "w6", "w13", "w9", "w13")  # a date stays on one line


def cells(number: int, row: Recognition, *, sees: bool) -> list[str | int]:
    """Return one line of the register as it reads for who sees categories, or not. Rule: R-457."""
    causes = [row.get_cause_display(), row.get_second_cause_display()] if sees else []
    ended = f"{row.ended_on} {row.get_end_reason_display()}" if row.ended_on else ""
    return [
        number,
        row.person.name,
        str(row.person.get_kind_display()),
        row.branch.name if row.branch else "无",
        str(row.get_category_display()) if sees else row.wording,
        "、".join(str(cause) for cause in causes if cause),
        row.year,
        formats.day(row.recognised_on),
        str(row.get_status_display()),
        ended,
    ]


@transaction.atomic
def export(*, rows: Iterable[Recognition], kind: str, purpose: str, by: User) -> bytes:
    """Return the register as `xlsx` or `pdf` and record who took it for what. Raises: Refused.

    Queries: one, the audit event and whom the file holds. Rule: R-458.
    """
    permissions.check(by, Permission.EXPORT_PEOPLE)
    found, sees = list(rows), sees_categories(by)
    lines = [cells(number, row, sees=sees) for number, row in enumerate(found, 1)]
    looks.record_file(
        "casework.register.exported",
        people=list(dict.fromkeys(row.person_id for row in found)),
        by=by,
        summary=f"{TITLE} {len(lines)} 行,用途:{purpose}",
        count=len(lines),
        purpose=purpose,
        format=kind,
    )
    return _pdf(lines, by) if kind == "pdf" else _workbook(lines, by)


def _workbook(lines: Sequence[Sequence[str | int]], by: User) -> bytes:
    columns = [ColumnOut(head, width) for head, width in zip(HEADS, WIDTHS, strict=True)]
    subtitle = f"{by.bureau} {formats.day_cn(clock.today())}"
    return write_workbook(
        [SheetOut("知情台帐", columns, [list(line) for line in lines], title=TITLE, subtitle=subtitle)]
    )


def _pdf(lines: Sequence[Sequence[str | int]], by: User) -> bytes:
    columns = [ListColumn(head, width) for head, width in zip(HEADS, PAPER, strict=True)]
    context = {
        "above": [str(by.bureau or ""), f"打印日期：{formats.day_cn(clock.today())}"],
        "columns": columns,
        "rows": list_rows(columns, [[str(cell) for cell in line] for line in lines]),
        "small": True,
    }
    return render_pdf("office/print/list.html", context, title=TITLE)
