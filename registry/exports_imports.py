"""What comes back of an import: the rows that could not be imported, and the file as it was uploaded. Both audited."""

from collections import defaultdict
from typing import Any

from django.db import transaction

from office import audit
from office.errors import RuleBroken
from office.models import User
from office.spreadsheets import REASON_HEADER, GridOut, Sheet, read_workbook, write_grids
from registry.choices import RowVerdict
from registry.imports import cells
from registry.imports import columns as w
from registry.models import ImportBatch
from registry.workflows.imports_common import check_may_import, summary

REFUSED = (RowVerdict.REFUSED, RowVerdict.DOUBT)
FOR_COMPARISON = "这一行没有问题,附在这里是为了对照家庭成员和住院记录。"


class NothingToReturn(RuleBroken):
    code = "nothing-to-return"


@transaction.atomic
def export_refused(*, batch: ImportBatch, by: User) -> bytes:
    """Return the rows that were not imported as a workbook of the same sheets, headers and cells, each with its reason.

    Mended, it is imported again as it is: the rows of the persons whose relatives are in it come along.
    Raises: Refused, NothingToReturn.
    Rule: R-205.
    """
    check_may_import(by, batch.bureau)
    reasons = _reasons(batch)
    if not reasons or not batch.file_bytes:
        raise NothingToReturn("这一批没有不能导入的行。")
    workbook = read_workbook(batch.file_name, bytes(batch.file_bytes))
    layouts = {layout["sheet"]: kind for kind, layout in batch.layout.items()}
    grids = [
        _grid(sheet, batch.layout[kind]["header_row"], reasons[kind])
        for sheet in workbook.sheets
        if (kind := layouts.get(sheet.name)) and (reasons[kind] or kind == w.PEOPLE)
    ]
    count = sum(len(rows) for rows in reasons.values())
    words = summary(f"下载不能导入的 {count} 行", batch)
    audit.record_event("registry.roster.refused-downloaded", on=batch, by=by, summary=words)
    return write_grids(grids)


@transaction.atomic
def original_file(*, batch: ImportBatch, by: User) -> bytes:
    """Return the file as it was uploaded. Raises: Refused, NothingToReturn."""
    check_may_import(by, batch.bureau)
    if not batch.file_bytes:
        raise NothingToReturn("这份文件已经清除。")
    words = summary("下载原文件", batch)
    audit.record_event("registry.roster.file-downloaded", on=batch, by=by, summary=words, digest=batch.digest)
    return bytes(batch.file_bytes)


def _reasons(batch: ImportBatch) -> dict[str, dict[int, str]]:
    """Return kind of sheet → row number → why it was not imported."""
    reasons: dict[str, dict[int, str]] = defaultdict(dict)
    owners: set[Any] = set()
    for row in batch.rows.filter(verdict__in=REFUSED).order_by("pk"):
        faults = [fault for fault in row.faults if not fault.get("warning")]
        reasons[row.kind][row.number] = ";".join(f"{fault['column']}:{fault['reason']}" for fault in faults)
        if row.kind != w.PEOPLE:
            read = cells.from_text(row.cells, sheet=row.sheet, number=row.number, headers={})
            owners |= {read.get("owner_id"), read.get("owner_name")}
    for row in batch.rows.filter(kind=w.PEOPLE).exclude(verdict__in=REFUSED) if owners - {None} else ():
        read = cells.from_text(row.cells, sheet=row.sheet, number=row.number, headers={})
        if {read.get("id_number"), read.get("name")} & (owners - {None}):
            reasons[w.PEOPLE][row.number] = FOR_COMPARISON
    return reasons


def _grid(sheet: Sheet, header_row: int, reasons: dict[int, str]) -> GridOut:
    """Return the head of a sheet and the rows that have a reason, which stands in a column of its own."""
    header = list(sheet.rows[header_row - 1])
    at = header.index(REASON_HEADER) if REASON_HEADER in header else len(header)

    def with_reason(row: list[Any], text: str) -> list[Any]:
        return [*row[:at], text, *row[at + 1 :]]

    head = [with_reason(row, "") for row in sheet.rows[: header_row - 1]]
    rows = [with_reason(sheet.rows[number - 1], words) for number, words in sorted(reasons.items())]
    merges = [merge for merge in sheet.merges if merge[2] < header_row]
    return GridOut(sheet.name, [*head, with_reason(header, REASON_HEADER), *rows], header_row, merges)
