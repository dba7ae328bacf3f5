"""Answers that are files."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(data: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """Return a file to be saved, never shown in the page and never kept by a cache.

    A browser that shows it all the same gives it no script and nothing of the site. Rule: R-381.
    """
    headers = {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type=content_type, headers=headers)
