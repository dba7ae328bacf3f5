"""A volunteer's statement of hours on paper and as a workbook."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from casework.errors.timebank import in_hours
from casework.models import Volunteer
from casework.time_statement import Statement, statements
from office import formats
from office.documents import ListColumn, ListRow, list_rows, render_pdf
from office.models import User
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry import looks

PRINTED = [
    ListColumn("日期", "w14"),
    ListColumn("类型", "w10"),
    ListColumn("内容", "w30", "left"),
    ListColumn("增加", "w14", "number"),
    ListColumn("减少", "w14", "number"),
    ListColumn("结余", "w14", "number"),
]
WRITTEN = [
    ColumnOut("账户", 16),
    ColumnOut("日期", 12, "date"),
    ColumnOut("类型", 10),
    ColumnOut("内容", 36),
    ColumnOut("增加(小时)", 12, "number"),
    ColumnOut("减少(小时)", 12, "number"),
    ColumnOut("结余(小时)", 12, "number"),
]


@transaction.atomic
def time_statement(*, volunteer: Volunteer, since: date, until: date, kind: str, by: User) -> bytes:
    """Return the statement as `pdf` or `xlsx`, and record whom it holds."""
    found = statements(volunteer, since, until)
    title, span = f"{volunteer.name}服务时间对账单", f"{formats.day_cn(since)}至{formats.day_cn(until)}"
    if kind == "pdf":
        rows = [row for one in found for row in _printed(one)]
        context = {"above": [str(volunteer.bureau), span], "columns": PRINTED, "rows": rows, "small": True}
        data = render_pdf("office/print/list.html", context, title=title)
    else:
        cells = [row for one in found for row in _written(one, since)]
        data = write_workbook([SheetOut("对账单", WRITTEN, cells, title=title, subtitle=span)])
    looks.record_file(
        "casework.time_statement.made", people=_people(volunteer, found), on=volunteer, by=by, summary=span
    )
    return data


def _people(volunteer: Volunteer, found: list[Statement]) -> set[int]:
    served = {line.booking.service.person_id for one in found for line in one.lines if line.booking.service}
    return served | ({volunteer.person_id} if volunteer.person_id else set())


def _printed(one: Statement) -> Iterator[ListRow]:
    yield from list_rows(PRINTED, [[f"{one.holder}:期初", None, None, "", "", in_hours(one.opening)]], "subtotal")
    yield from list_rows(
        PRINTED,
        [
            [
                formats.day(line.booking.on),
                line.booking.get_kind_display(),
                line.text,
                in_hours(line.minutes) if line.minutes > 0 else "",
                in_hours(-line.minutes) if line.minutes < 0 else "",
                in_hours(line.after),
            ]
            for line in one.lines
        ],
    )
    total = [f"{one.holder}:期末", None, None, in_hours(one.gained), in_hours(one.spent), in_hours(one.closing)]
    yield from list_rows(PRINTED, [total], "total")


def _written(one: Statement, since: date) -> Iterator[list[Any]]:
    """Yield rows of hours with two places: a workbook adds numbers, not words."""
    yield [one.holder, since, "期初", "", None, None, _hours(one.opening)]
    for line in one.lines:
        gained, spent = max(line.minutes, 0), max(-line.minutes, 0)
        moved = [_hours(gained) if gained else None, _hours(spent) if spent else None, _hours(line.after)]
        yield [one.holder, line.booking.on, line.booking.get_kind_display(), line.text, *moved]


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)
