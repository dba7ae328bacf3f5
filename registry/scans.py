"""An uploaded photo or scan made fit to keep: what it is by its content, its size, and nothing hidden in it."""

import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError

from office.pdf_check import is_active
from office.scans import ACTIVE_PDF

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000  # a small file may unpack to a picture that fills the memory
PHOTO_SIDE, SCAN_SIDE = 640, 3508  # pixels; the second is A4 at 300 dpi
PDF, JPEG = "application/pdf", "image/jpeg"
SUFFIX = {PDF: "pdf", JPEG: "jpg"}


@dataclass(frozen=True)
class Scan:
    """The bytes that are kept, and what they are."""

    content: bytes
    content_type: str


def read_scan(data: bytes, *, side: int = SCAN_SIDE, takes_pdf: bool = True) -> Scan:
    """Return a picture as a plain JPEG without the camera's notes, no longer than `side`; a PDF as it is.

    Raises: ValidationError with a sentence.
    Rule: R-235.
    """
    if len(data) > MAX_BYTES:
        raise ValidationError("文件不能超过 10 MB,请降低分辨率后再传。")
    if data.startswith(b"%PDF-"):
        return _pdf(data, takes_pdf)
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError("图片太大,请降低分辨率后再传。")
            return Scan(_plain(picture, side), JPEG)
    except UnidentifiedImageError:
        raise ValidationError("只收 JPG、PNG 图片和 PDF 文件。") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ValidationError("图片打不开,可能没有传完整。请重新扫描或另存后再传。") from None


def _pdf(data: bytes, taken: bool) -> Scan:
    if not taken:
        raise ValidationError("照片请用 JPG 或 PNG 图片,不收 PDF。")
    if is_active(data):
        raise ValidationError(ACTIVE_PDF)
    return Scan(data, PDF)


def _plain(picture: Image.Image, side: int) -> bytes:
    """Return the picture upright, no larger than needed, and drawn anew, so that nothing comes along with it."""
    picture.thumbnail((side, side))  # first of all: what follows makes copies
    upright = ImageOps.exif_transpose(picture)
    paper = Image.new("RGB", upright.size, "white")
    whole = upright.convert("RGBA")
    paper.paste(whole, mask=whole.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=85)
    return out.getvalue()
