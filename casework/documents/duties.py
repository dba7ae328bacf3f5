"""A yearly list on paper with a column to sign, and as a workbook."""

from collections.abc import Sequence

from django.db import transaction

from casework.models import Duty, DutyRow
from office import clock, formats
from office.documents import ListColumn, list_rows, render_pdf
from office.models import User
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry import looks

PRINTED = [
    ListColumn("序号", "w6"),
    ListColumn("姓名", "w14"),
    ListColumn("类别", "w8"),
    ListColumn("党支部", "w16", "left"),
    ListColumn("联系人", "w14"),
    ListColumn("情况", "w12"),
    ListColumn("日期", "w16"),
    ListColumn("签字", "w14"),
]
WRITTEN = [
    ColumnOut("序号", 6, "number"),
    ColumnOut("姓名", 14),
    ColumnOut("类别", 8),
    ColumnOut("党支部", 20),
    ColumnOut("联系人", 14),
    ColumnOut("情况", 12),
    ColumnOut("日期", 12, "date"),
    ColumnOut("备注", 30),
]


@transaction.atomic
def duty_list(*, duty: Duty, rows: Sequence[DutyRow], kind: str, by: User) -> bytes:
    """Return these rows of a list as `pdf` with an empty column to sign or as `xlsx`, and record whom it holds."""
    title, on = str(duty), formats.day_cn(clock.today())
    if kind == "pdf":
        context = {
            "above": [str(duty.bureau), f"打印日期：{on}"],
            "columns": PRINTED,
            "rows": list_rows(PRINTED, [_printed(number, row) for number, row in enumerate(rows, 1)]),
            "small": True,
        }
        data = render_pdf("office/print/list.html", context, title=f"{title}签收名单")
    else:
        cells = [[number, *_cells(row), row.done_on, row.note] for number, row in enumerate(rows, 1)]
        data = write_workbook([SheetOut("名单", WRITTEN, cells, title=title, subtitle=f"导出日期:{on}")])
    people = {row.person_id for row in rows}
    looks.record_file("casework.duty_list.made", people=people, on=duty, by=by, summary=title, rows=len(rows))
    return data


def _cells(row: DutyRow) -> list[str]:
    person = row.person
    branch, helper = row.branch.name if row.branch else "", row.helper.name if row.helper else ""
    return [person.name, person.get_kind_display(), branch, helper, row.left_reason or row.standing]


def _printed(number: int, row: DutyRow) -> list[str]:
    """Return a printed row: who is still missing has room to write the day."""
    return [str(number), *_cells(row), formats.day(row.done_on, ""), ""]
