"""Which PDFs are taken for harmless scans."""

import random
import re
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ValidationError

from office.pdf_check import UNPACKED_BYTES, is_active
from office.scans import ScanField

HEAD, TAIL = b"%PDF-1.5\n1 0 obj << /Type /Catalog >> endobj\n", b"\n%%EOF"


def stream(dictionary: bytes, data: bytes) -> bytes:
    return b"2 0 obj <<%s /Length %d>>\nstream\n%s\nendstream endobj" % (dictionary, len(data), data)


def objects(text: bytes) -> bytes:
    return stream(b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(text))


def pdf(part: bytes) -> bytes:
    return HEAD + part + TAIL


PIXELS = random.Random(7).randbytes(200_000) + b"/JS (/AA)"


@pytest.mark.parametrize(
    "part",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /J#61vaScript >>",
        b"<</S/#4a#53(x)>>",
        b"<< /OpenAction 5 0 R >>",
        b"<< /Names << /EmbeddedFiles 6 0 R >> >>",
        b"<< /Encrypt 9 0 R >>",
        objects(b"5 0 << /S /Launch /F (cmd.exe) >>"),
        objects(b"5 0 << /S /L#61unch >>"),
        stream(b"/Type /Obj#53tm", zlib.compress(b"<< /JS 1 0 R >>")),
        stream(b"/Type /ObjStm /Filter /ASCIIHexDecode", b"2f4a53"),
        objects(bytes(UNPACKED_BYTES + 1)),
        stream(b"/Subtype /Image", PIXELS) + b"<< /AA << >> >>",
        b"%/Subtype /Image\nstream\n<< /AA 1 0 R >>\nendstream",
    ],
)
def test_a_pdf_that_acts_or_hides_is_refused_wherever_scans_are_taken(part):
    assert is_active(pdf(part))
    with pytest.raises(ValidationError, match="脚本"):
        ScanField().clean(SimpleUploadedFile("批条.pdf", pdf(part)))


@pytest.mark.parametrize(
    "part",
    [
        b"<< /AAPL:Keywords [] /JSON (x) >>",  # names that only begin alike
        objects(b"5 0 << /Type /Page >>"),
        stream(b"/Type /XObject /Subtype /Image /Filter /DCTDecode", PIXELS),
        b"stream\nno end",
    ],
)
def test_a_plain_scan_is_taken_whatever_its_pixels_spell(part):
    assert not is_active(pdf(part))
    assert re.match(rb"%PDF", ScanField().clean(SimpleUploadedFile("批条.pdf", pdf(part))).data)
