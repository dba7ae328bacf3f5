"""The publicity list as an official paper and as a workbook; both print the same rows and sums."""

import datetime
from collections.abc import Iterator
from typing import Any

from funds.publicity import PublicityList, Row
from office.documents import ListColumn, ListRow, list_rows, render_pdf
from office.identifiers.amounts import to_capitals
from office.money import format_yuan
from office.spreadsheets import ColumnOut, SheetOut, Subtotal, write_workbook

PAPER_COLUMNS = [
    ListColumn("序号", "w6"),
    ListColumn("姓名", "w13"),
    ListColumn("所在党支部", "w21", "left"),
    ListColumn("人员类别", "w11"),
    ListColumn("帮扶方式", "w14"),
    ListColumn("次数", "w6"),
    ListColumn("金额（元）", "w13", "number"),
    ListColumn("资金来源", "w16", "left"),
]
SHEET_COLUMNS = [
    ColumnOut("序号", 6, "number"),
    ColumnOut("姓名", 16),
    ColumnOut("所在党支部", 24),
    ColumnOut("人员类别", 10),
    ColumnOut("帮扶方式", 18),
    ColumnOut("次数", 8, "number"),
    ColumnOut("金额(元)", 14, "money"),
    ColumnOut("资金来源", 24),
]
NOTHING = "—"


def title_of(year: int) -> str:
    return f"关于{year}年度离退休人员帮扶情况的公布名单"


def file_name(year: int, kind: str, *, draft: bool) -> str:
    """Return the file's name, which names no person."""
    return f"帮扶情况公布名单-{year}{'-草稿' if draft else ''}.{kind}"


def list_pdf(content: PublicityList, *, issued_at: datetime.datetime | None) -> bytes:
    """Return the list as PDF: a draft, marked so, unless it says when it was issued. Raises: Unprintable."""
    context = {
        "content": content,
        "capitals": to_capitals(content.total),
        "columns": PAPER_COLUMNS,
        "rows": list(_paper_rows(content)),
        "issuer": content.issuer,
        "issued_on": issued_at.date() if issued_at else None,
        "small": True,
    }
    return render_pdf(
        "funds/publicity_print.html",
        context,
        title=title_of(content.year),
        draft=issued_at is None,
        made_at=issued_at,
    )


def list_xlsx(content: PublicityList, *, issued_at: datetime.datetime | None) -> bytes:
    """Return the list as a workbook, its title marked 草稿 unless it was issued."""
    draft = "" if issued_at else "(草稿)"
    sheet = SheetOut(
        "公布名单",
        SHEET_COLUMNS,
        _sheet_rows(content),
        title=title_of(content.year) + draft,
        subtitle=[content.issuer, f"印发日期:{issued_at.date()}" if issued_at else "草稿"],
    )
    return write_workbook([sheet], properties={"title": title_of(content.year) + draft, "created": issued_at})


def _paper_rows(content: PublicityList) -> Iterator[ListRow]:
    for part in content.parts:
        yield from list_rows(PAPER_COLUMNS, map(_paper_cells, part.rows))
        yield from list_rows(PAPER_COLUMNS, [_sum_cells("小计", part.times, part.subtotal, part.source)], "subtotal")
    yield from list_rows(PAPER_COLUMNS, [_sum_cells("合计", content.times, content.total, "")], "total")


def _paper_cells(row: Row) -> list[str]:
    times = str(row.times) if row.times else NOTHING
    amount = format_yuan(row.amount)
    return [str(row.number), row.name, row.branch or NOTHING, row.kind, row.way, times, amount, row.source]


def _sum_cells(label: str, times: int, amount: Any, source: str) -> list[Any]:
    return [label, None, None, None, None, str(times), format_yuan(amount), source]


def _sheet_rows(content: PublicityList) -> Iterator[Any]:
    for part in content.parts:
        for row in part.rows:
            yield (row.number, row.name, row.branch, row.kind, row.way, row.times, row.amount, row.source)
        yield Subtotal(("小计", "", "", "", "", part.times, part.subtotal, part.source))
    yield Subtotal(("合计", "", "", "", "", content.times, content.total, ""))
