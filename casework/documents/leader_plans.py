"""The leaders' visit plan on paper and as a workbook: what is arranged, no address, telephone or stay in hospital."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from casework.errors.leader_plans import NothingPlanned
from casework.models import LeaderPlan, LeaderPlanLine
from office import formats
from office.documents import ListColumn, list_rows, render_pdf
from office.models import User
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry import looks

PRINTED = [
    ListColumn("序号", "w5"),
    ListColumn("走访领导", "w10"),
    ListColumn("走访对象", "w10"),
    ListColumn("类别", "w6"),
    ListColumn("党支部", "w14", "left"),
    ListColumn("走访日期", "w11"),
    ListColumn("陪同人员", "w12"),
    ListColumn("用车", "w9"),
    ListColumn("慰问方式", "w13"),
    ListColumn("已走访", "w10"),
]
WRITTEN = [
    ColumnOut("序号", 6, "number"),
    ColumnOut("走访领导", 12),
    ColumnOut("走访对象", 12),
    ColumnOut("类别", 8),
    ColumnOut("党支部", 22),
    ColumnOut("走访日期", 12, "date"),
    ColumnOut("陪同人员", 16),
    ColumnOut("用车", 14),
    ColumnOut("慰问方式", 20),
    ColumnOut("已走访", 12, "date"),
]


@transaction.atomic
def plan_file(*, plan: LeaderPlan, kind: str, by: User) -> bytes:
    """Return a plan as `pdf` or `xlsx` without those whom nobody visits any more, and record whom it holds.

    Those dropped stand under the table with the reason.
    Raises: NothingPlanned.
    Rule: R-549, R-591.
    """
    lines = list(plan.lines.shown("all").for_list())
    going = [line for line in lines if line.visited_on or not line.why_dropped]
    dropped = [line for line in lines if line not in going]
    if not going:
        raise NothingPlanned
    told = "；".join(f"{line.person.name}（{line.why_dropped}）" for line in dropped)
    remarks = [f"不再走访：{told}"] if told else []
    data = _pdf(plan, going, remarks) if kind == "pdf" else _xlsx(plan, going, remarks)
    people = {line.person_id for line in lines}
    looks.record_file("casework.leader_plan.made", people=people, on=plan, by=by, summary=plan.title, rows=len(going))
    return data


def _pdf(plan: LeaderPlan, lines: Sequence[LeaderPlanLine], remarks: list[str]) -> bytes:
    cells = [
        [*_cells(number, line, formats.day(line.planned_on)), formats.day(line.visited_on, "")]
        for number, line in enumerate(lines, 1)
    ]
    context = {
        "above": [str(plan.bureau), f"共 {len(lines)} 人次"],
        "columns": PRINTED,
        "rows": list_rows(PRINTED, cells),
        "remarks": remarks,
        "issuer": str(plan.bureau),
        "issued_on": plan.drafted_at.date(),
        "small": True,
    }
    return render_pdf("office/print/list.html", context, title=plan.title, orientation="landscape")


def _xlsx(plan: LeaderPlan, lines: Sequence[LeaderPlanLine], remarks: list[str]) -> bytes:
    cells = [[*_cells(number, line, line.planned_on), line.visited_on] for number, line in enumerate(lines, 1)]
    sheet = SheetOut("走访计划", WRITTEN, cells, title=plan.title, subtitle=str(plan.bureau), footer=remarks or None)
    return write_workbook([sheet])


def _cells(number: int, line: LeaderPlanLine, day: date | str) -> list[Any]:
    person = line.person
    return [
        number,
        line.leader.name,
        person.name,
        person.get_kind_display(),
        person.branch.name if person.branch else "",
        day,
        line.companions,
        line.car,
        line.gift,
    ]
