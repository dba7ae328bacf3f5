"""The year-end form as an official paper and as a workbook; both print the same figures and people."""

import datetime
from collections.abc import Iterator
from typing import Any

from funds.year_end import GROUPS, PERSON_COLUMNS, PersonRow, YearEnd, figure_text
from office.documents import ListColumn, list_rows, render_pdf
from office.money import format_yuan
from office.spreadsheets import ColumnOut, SheetOut, write_workbook

FIGURE_COLUMNS = [ListColumn("类别", "w20"), ListColumn("项目", "w40", "left"), ListColumn("数量", "w24", "number")]
FIGURE_COLUMNS += [ListColumn("单位", "w16")]
WIDTHS = ("w5", "w11", "w5", "w5", "w16", "w6", "w5", "w13", "w10", "w8", "w13")
LEFT, NUMBERS = {"branch", "category"}, {"amount"}
PEOPLE_COLUMNS = [
    ListColumn(label, width, "left" if key in LEFT else "number" if key in NUMBERS else "")
    for (key, label), width in zip(PERSON_COLUMNS.items(), WIDTHS, strict=True)
]
SHEET_FIGURES = [ColumnOut("类别", 16), ColumnOut("项目", 34), ColumnOut("数量", 16, "number"), ColumnOut("单位", 8)]
SHEET_PEOPLE = [
    ColumnOut(label, 14, "money" if key == "amount" else "number" if key in ("number", "age", "times") else "text")
    for key, label in PERSON_COLUMNS.items()
]


def title_of(year: int) -> str:
    return f"{year}年度离退休人员慰问帮扶统计情况表"


def file_name(year: int, kind: str, *, draft: bool) -> str:
    """Return the file's name, which names no person."""
    return f"慰问帮扶统计情况表-{year}{'-草稿' if draft else ''}.{kind}"


def form_pdf(content: YearEnd, *, issued_at: datetime.datetime | None) -> bytes:
    """Return the form as PDF: a draft, marked so, unless it says when it was issued. Raises: Unprintable."""
    context = {
        "content": content,
        "above": [
            f"填报单位：{content.issuer}",
            f"截至{content.as_of.year}年{content.as_of.month}月{content.as_of.day}日",
        ],
        "columns": FIGURE_COLUMNS,
        "rows": list_rows(FIGURE_COLUMNS, _figure_rows(content)),
        "people_columns": PEOPLE_COLUMNS,
        "people": list_rows(PEOPLE_COLUMNS, map(_paper_cells, content.people)),
        "issuer": content.issuer,
        "issued_on": issued_at.date() if issued_at else None,
        "small": True,
    }
    draft = issued_at is None
    title = title_of(content.year)
    return render_pdf("funds/year_end_print.html", context, title=title, draft=draft, made_at=issued_at)


def form_xlsx(content: YearEnd, *, issued_at: datetime.datetime | None) -> bytes:
    """Return the form as a workbook of two sheets, its titles marked 草稿 unless it was issued."""
    title = title_of(content.year) + ("" if issued_at else "(草稿)")
    under = [f"填报单位:{content.issuer}", f"截至 {content.as_of}"]
    rows = [
        (group, label, content.figures[code], unit) for group, lines in GROUPS for code, (label, unit) in lines.items()
    ]
    sheets = [
        SheetOut("统计", SHEET_FIGURES, rows, title=title, subtitle=under),
        SheetOut("帮扶对象", SHEET_PEOPLE, map(_values, content.people), title=title, subtitle=under),
    ]
    return write_workbook(sheets, properties={"title": title, "created": issued_at})


def _figure_rows(content: YearEnd) -> Iterator[list[Any]]:
    for group, lines in GROUPS:
        for number, (code, (label, unit)) in enumerate(lines.items()):
            yield ["" if number else group, label, figure_text(code, content.figures[code]), unit]


def _values(row: PersonRow) -> list[Any]:
    return [getattr(row, key) for key in PERSON_COLUMNS]


def _paper_cells(row: PersonRow) -> list[str]:
    return [
        format_yuan(row.amount) if key == "amount" else "" if value is None else str(value)
        for key, value in zip(PERSON_COLUMNS, _values(row), strict=True)
    ]
