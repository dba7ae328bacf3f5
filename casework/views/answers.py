"""Answers that are files."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(data: bytes, file_name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, file_name), "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=content_type, headers=headers)


def pdf_response(data: bytes, file_name: str) -> HttpResponse:
    return file_response(data, file_name, "application/pdf")
