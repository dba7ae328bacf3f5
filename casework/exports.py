"""Workbooks that casework writes."""

from casework.imports import HEADERS
from office.spreadsheets import ColumnOut, SheetOut, write_workbook

TEMPLATE_NOTE = "每行一对;同名时填身份证号后四位或工号;起始日期写到日,如 2026-01-05,不填为导入当天。"


def pairing_template() -> bytes:
    """Return the empty template for pairings."""
    columns = [ColumnOut(header, 16) for header in HEADERS]
    return write_workbook([SheetOut("结对", columns, [], title="结对导入表", subtitle=TEMPLATE_NOTE)])
