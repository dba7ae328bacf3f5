"""Answers that are files."""

import io

from django.http import FileResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(data: bytes, name: str, content_type: str = XLSX) -> FileResponse:
    """Return a file to be saved, never shown in the page and never kept by a cache."""
    answer = FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=content_type)
    answer["Cache-Control"] = "no-store"
    return answer
