"""Spreadsheets as offices keep them: read whatever comes, find the table in it, write what opens anywhere."""

from office.spreadsheets.errors import FileRefused
from office.spreadsheets.reading import Sheet, Workbook, read_workbook
from office.spreadsheets.tables import Column, Table, TableRow, column_letter, find_table
from office.spreadsheets.writing import ColumnOut, SheetOut, Subtotal, write_workbook

__all__ = [
    "Column",
    "ColumnOut",
    "FileRefused",
    "Sheet",
    "SheetOut",
    "Subtotal",
    "Table",
    "TableRow",
    "Workbook",
    "column_letter",
    "find_table",
    "read_workbook",
    "write_workbook",
]
