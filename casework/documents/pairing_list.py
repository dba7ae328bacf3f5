"""The list of pairings as an internal paper: who is in touch with whom since when."""

from django.db.models import QuerySet

from casework.models import Pairing
from office import clock, formats
from office.documents import ListColumn, list_rows, render_pdf
from office.models import User
from registry import looks

TITLE = "结对联系名单"
COLUMNS = [
    ListColumn("序号", "w6"),
    ListColumn("姓名", "w14"),
    ListColumn("类别", "w8"),
    ListColumn("联系人", "w14"),
    ListColumn("股室", "w16", "left"),
    ListColumn("类型", "w14"),
    ListColumn("起始日期", "w16"),
    ListColumn("状态", "w12"),
]


def pairing_list_pdf(*, rows: QuerySet[Pairing], by: User) -> bytes:
    """Return the list as PDF and note in the audit trail that it was made."""
    listed = list(rows)
    cells = [_cells(number, row) for number, row in enumerate(listed, 1)]
    context = {
        "above": [str(by.bureau or ""), f"打印日期：{formats.day_cn(clock.today())}"],
        "columns": COLUMNS,
        "rows": list_rows(COLUMNS, cells),
        "small": True,
    }
    data = render_pdf("office/print/list.html", context, title=TITLE)
    people = {row.person_id for row in listed}
    looks.record_file("casework.pairing_list.made", people=people, by=by, summary=TITLE, rows=len(cells))
    return data


def _cells(number: int, row: Pairing) -> list[str]:
    person, helper = row.person, row.helper
    return [
        str(number),
        person.name,
        person.get_kind_display(),
        helper.name,
        helper.section,
        row.get_kind_display(),
        formats.day(row.starts_on),
        row.get_status_display(),
    ]
