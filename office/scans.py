"""Scanned sheets: which files are taken, and how one is given back."""

from typing import Any, NamedTuple

from django import forms
from django.http import HttpResponse

from office.pdf_check import is_active
from office.views.files import attachment

MAX_BYTES = 5 * 1024 * 1024
ACTIVE_PDF = "这个 PDF 带有脚本、附件或密码,不能收。请打印后重新扫描。"
HELP = "PDF、JPG 或 PNG,不超过 5 MB。"
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}
SUFFIX = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Scan(NamedTuple):
    data: bytes | None
    kind: str


class ScanField(forms.FileField):
    """A scanned sheet, told by its first bytes; cleans to a Scan, None without a file."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.png"})

    def __init__(self, *, required: bool = True, help_text: str = HELP) -> None:
        super().__init__(label="扫描件", required=required, help_text=help_text)

    def clean(self, data: Any, initial: Any = None) -> Scan | None:
        upload = super().clean(data, initial)
        if upload is None:
            return None
        if upload.size > MAX_BYTES:
            raise forms.ValidationError("扫描件不能超过 5 MB,请降低扫描分辨率后再传。")
        content = upload.read()
        kind = next((kind for head, kind in KINDS.items() if content.startswith(head)), "")
        if not kind:
            raise forms.ValidationError("只收 PDF、JPG、PNG 文件。")
        if kind == "application/pdf" and is_active(content):
            raise forms.ValidationError(ACTIVE_PDF)
        return Scan(content, kind)


def answer(data: Any, kind: str, public_id: str) -> HttpResponse:
    """Give a scan as a file to be saved."""
    return attachment(bytes(data), f"scan-{public_id}.{SUFFIX[kind]}", kind)
