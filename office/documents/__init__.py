"""Official papers as PDF, set as GB/T 9704 asks."""

from office.documents.fonts import unprintable
from office.documents.listing import ListColumn, ListRow, list_rows
from office.documents.rendering import Unprintable, render_pdf

__all__ = ["ListColumn", "ListRow", "Unprintable", "list_rows", "render_pdf", "unprintable"]
