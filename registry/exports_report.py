"""The situation report as a file: xlsx, PDF or JSON, each written in the audit trail."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from office import audit, formats
from office.models import User
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry.documents import situation_pdf
from registry.figures import Situation
from registry.reports import TITLE, Line, groups

COLUMNS = [
    ColumnOut("类别", 14),
    ColumnOut("项目", 30),
    ColumnOut("数值", 12, "number"),
    ColumnOut("单位", 8),
    ColumnOut("基数(人)", 12, "number"),
    ColumnOut("占比(%)", 12, "number"),
    ColumnOut("未登记(人)", 12, "number"),
]


def situation_file(of: Situation, *, kind: str, by: User) -> bytes:
    """Return the report as xlsx, pdf or json and record who took it. Raises: KeyError for another kind."""
    data = WRITERS[kind](of)
    audit.record_event(
        "registry.situation.exported",
        by=by,
        bureau=of.bureau,
        summary=f"导出{TITLE},截至 {of.as_of}",
        as_of=of.as_of,
        format=kind,
    )
    return data


def file_name(of: Situation, kind: str) -> str:
    return f"{TITLE}-{of.as_of}.{kind}"


def _json(of: Situation) -> bytes:
    return (json.dumps(of.as_json(), ensure_ascii=False, indent=2) + "\n").encode()


def _xlsx(of: Situation) -> bytes:
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
    return write_workbook([sheet], properties={"title": TITLE})


def _rows(of: Situation) -> Iterator[list[Any]]:
    for group in groups(of):
        for line in group.lines:
            yield [group.title, line.label, _or_unknown(line.value), line.unit, *_comparison(line), line.unknown]


def _comparison(line: Line) -> list[Any]:
    return [_or_unknown(line.base), line.percent] if line.compared else [None, None]


def _or_unknown(value: Any) -> Any:
    return formats.UNKNOWN if value is None else value


WRITERS: dict[str, Callable[[Situation], bytes]] = {"json": _json, "xlsx": _xlsx, "pdf": situation_pdf}
CONTENT_TYPES = {"json": "application/json", "pdf": "application/pdf"}
