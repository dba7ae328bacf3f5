"""The situation report as a file: xlsx, PDF or JSON, each written in the audit trail."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from office import audit, formats
from office.models import User
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry.breakdown import Part
from registry.documents import situation_pdf
from registry.figures import Situation
from registry.reports import TITLE, Line, changes, forecast_sentences, groups
from registry.situation_report import Report

COLUMNS = [
    ColumnOut("类别", 14),
    ColumnOut("项目", 30),
    ColumnOut("数值", 12, "number"),
    ColumnOut("单位", 8),
    ColumnOut("基数(人)", 12, "number"),
    ColumnOut("占比(%)", 12, "number"),
    ColumnOut("未登记(人)", 12, "number"),
]


def situation_file(report: Report, *, kind: str, by: User, details: bool = False) -> bytes:
    """Return the report as xlsx, pdf or json and record who took it; `details` fills the json with everything.

    Raises: KeyError for another kind.
    """
    of = report.of
    data = _json(report, details=details) if kind == "json" else WRITERS[kind](report)
    audit.record_event(
        "registry.situation.exported",
        by=by,
        bureau=of.bureau,
        summary=f"导出{TITLE},截至 {of.as_of}",
        as_of=of.as_of,
        compared_with=report.before.as_of,
        format=kind,
    )
    return data


def file_name(of: Situation, kind: str) -> str:
    return f"{TITLE}-{of.as_of}.{kind}"


def _json(report: Report, *, details: bool = False) -> bytes:
    return (json.dumps(report.as_json(details=details), ensure_ascii=False, indent=2) + "\n").encode()


def _xlsx(report: Report) -> bytes:
    of = report.of
    scope = of.bureau.name if of.bureau else "全部单位"
    warning = f"警戒线:占全部人员的 {of.warning_line.normalize():f}%"
    sheet = SheetOut(
        "情况统计",
        COLUMNS,
        _rows(of),
        title=TITLE,
        subtitle=[f"单位:{scope}", f"截至:{formats.day_cn(of.as_of)}"],
        footer=[warning, "未登记的不计入数值,仍计入基数。"],
    )
    sheets = [sheet, _change_sheet(report), _forecast_sheet(report)]
    sheets += [_part_sheet(part) for part in report.parts]
    return write_workbook(sheets, properties={"title": TITLE})


def _change_sheet(report: Report) -> SheetOut:
    days = [formats.day_cn(one.as_of) for one in (report.of, report.before)]
    heads = ["类别", "项目", *days, "增减", f"{days[0]}占比(%)", f"{days[1]}占比(%)", "占比增减(百分点)"]
    rows = [
        [
            *(title, change.line.label, _or_unknown(change.line.value), _or_unknown(change.before.value)),
            *(change.difference, change.line.percent, change.before.percent, change.points),
        ]
        for title, lines in changes(report.of, report.before)
        for change in lines
    ]
    columns = [ColumnOut(head, 16, "text" if number < 2 else "number") for number, head in enumerate(heads)]
    return SheetOut("增减", columns, rows, title=f"{TITLE}:与{days[1]}相比")


def _forecast_sheet(report: Report) -> SheetOut:
    heads = ["年底", "当年退休(人)", "离退休(人)", "在职(人)", "占比(%)"]
    rows = [
        [str(year.on), len(year.retiring), year.retirees, year.serving, year.percent] for year in report.forecast.years
    ]
    columns = [ColumnOut(head, 14, "number" if number else "text") for number, head in enumerate(heads)]
    return SheetOut("预测", columns, rows, title="五年预测", footer=["".join(forecast_sentences(report.forecast))])


def _part_sheet(part: Part) -> SheetOut:
    heads = [ColumnOut(part.title.removeprefix("按"), 30), *(ColumnOut(head, 14, "number") for head in part.heads)]
    return SheetOut(part.title, heads, [[row.name, *row.counts.values(), *part.share_of(row)] for row in part.rows])


def _rows(of: Situation) -> Iterator[list[Any]]:
    for group in groups(of):
        for line in group.lines:
            yield [group.title, line.label, _or_unknown(line.value), line.unit, *_comparison(line), line.unknown]


def _comparison(line: Line) -> list[Any]:
    return [_or_unknown(line.base), line.percent] if line.compared else [None, None]


def _or_unknown(value: Any) -> Any:
    return formats.UNKNOWN if value is None else value


WRITERS: dict[str, Callable[[Report], bytes]] = {"json": _json, "xlsx": _xlsx, "pdf": situation_pdf}
CONTENT_TYPES = {"json": "application/json", "pdf": "application/pdf"}
