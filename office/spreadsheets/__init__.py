"""Spreadsheets as offices keep them: read whatever comes, find the table in it, write what opens anywhere."""

from office.spreadsheets import limits
from office.spreadsheets.errors import FileRefused
from office.spreadsheets.reading import Sheet, Workbook, read_workbook
from office.spreadsheets.tables import REASON_HEADER, Column, Table, TableRow, column_letter, find_table
from office.spreadsheets.writing import ColumnOut, GridOut, SheetOut, Subtotal, write_grids, write_workbook

__all__ = [
    "Column",
    "ColumnOut",
    "FileRefused",
    "GridOut",
    "REASON_HEADER",
    "Sheet",
    "SheetOut",
    "Subtotal",
    "Table",
    "TableRow",
    "Workbook",
    "column_letter",
    "find_table",
    "limits",
    "read_workbook",
    "write_grids",
    "write_workbook",
]
