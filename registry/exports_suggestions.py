"""The list of suggestions as a workbook. It holds what the page shows this user; its purpose is recorded."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from office import formats, permissions
from office.models import User
from office.roles import Permission
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry import looks
from registry.categories.suggestions import Suggestion
from registry.suggestion_page import DECIDES_NOTHING, row

COLUMNS = [
    ColumnOut("序号", 6, "number"),
    ColumnOut("姓名", 12),
    ColumnOut("人员类别", 10),
    ColumnOut("年龄", 8, "number"),
    ColumnOut("党支部", 20),
    ColumnOut("规则", 14),
    ColumnOut("依据或还缺的情况", 46),
    ColumnOut("状态", 14),
]


@transaction.atomic
def export_suggestions(found: Sequence[Suggestion], *, on: date, user: User, purpose: str) -> bytes:
    """Return a list of suggestions as a workbook. Raises: Refused. Queries: the audit event and whom the file holds.

    Rule: R-278.
    """
    permissions.check(user, Permission.EXPORT_PEOPLE)
    rows = [row(one) for one in found]
    looks.record_file(
        "registry.suggestions.exported",
        people=list(dict.fromkeys(one.verdict.person.pk for one in found)),
        by=user,
        summary=f"导出帮扶建议 {len(rows)} 条,截至 {on},用途:{purpose}",
        count=len(rows),
        purpose=purpose,
    )
    cells = [
        [number, one.name, one.kind, one.age, one.branch, one.rule, one.summary, one.stands]
        for number, one in enumerate(rows, start=1)
    ]
    subtitle = f"截至:{formats.day_cn(on)}"
    sheet = SheetOut("帮扶建议", COLUMNS, cells, title="帮扶建议名单", subtitle=subtitle, footer=DECIDES_NOTHING)
    return write_workbook([sheet])
