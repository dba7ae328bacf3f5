"""Look at a PDF as paper: page sizes, ink on the page in millimetres, texts with their places, fonts."""

import re
import subprocess
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

DPI = 144
MM_PER_POINT = 25.4 / 72
XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Box:
    """A rectangle on a page in millimetres from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Word:
    """A text as placed on a page (from 1)."""

    text: str
    page: int
    box: Box


def _run(command, data, *arguments):
    """Run one of poppler's programs over the PDF and return what it prints."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        arguments = [argument.replace("PDF", file.name) for argument in arguments]
        result = subprocess.run([command, *arguments], check=True, capture_output=True)
    return result.stdout.decode()


def text(data):
    """Return the text of the whole file in reading order."""
    return _run("pdftotext", data, "-layout", "PDF", "-")


def info(data):
    """Return what pdfinfo says, by label."""
    lines = _run("pdfinfo", data, "PDF").splitlines()
    return {label: value.strip() for label, _, value in (line.partition(":") for line in lines)}


def page_sizes(data):
    """Return width and height of each page in millimetres."""
    found = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", _run("pdfinfo", data, "-f", "1", "-l", "9999", "PDF"))
    return [(round(float(width) * MM_PER_POINT, 1), round(float(height) * MM_PER_POINT, 1)) for width, height in found]


def words(data):
    """Return every word with its page and place."""
    root = ElementTree.fromstring(_run("pdftotext", data, "-bbox", "PDF", "-"))
    return [
        Word(
            word.text, number, Box(*(float(word.get(side)) * MM_PER_POINT for side in ("xMin", "yMin", "xMax", "yMax")))
        )
        for number, page in enumerate(root.iter(f"{XHTML}page"), start=1)
        for word in page.iter(f"{XHTML}word")
    ]


def metadata(data):
    """Return the file's XMP metadata."""
    return _run("pdfinfo", data, "-meta", "PDF")


def fonts(data):
    """Return the fonts of the file: name → whether embedded, whether with a map back to text, and its encoding."""
    rows = [line.split() for line in _run("pdffonts", data, "PDF").splitlines()[2:]]
    return {row[0]: {"embedded": row[-5] == "yes", "to_unicode": row[-3] == "yes", "encoding": row[-6]} for row in rows}


def glyphs(data):
    """Return the glyph numbers the pages show, over all fonts. 0 is .notdef: a character printed as a box."""
    shown = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            stream = zlib.decompress(stream)
        except zlib.error:
            continue
        for line in re.findall(rb"\[([^\]]*)\]\s*TJ", stream):
            digits = b"".join(re.findall(rb"<([0-9A-Fa-f]+)>", line))
            shown |= {int(digits[at : at + 4], 16) for at in range(0, len(digits), 4)}
    return shown


def has_boxes(data):
    """Tell whether a character is printed as a box, which text extraction does not show.

    WeasyPrint gives a character no font draws a number of its own and maps it to .notdef by a special encoding.
    """
    return 0 in glyphs(data) or any(font["encoding"] != "Identity-H" for font in fonts(data).values())


def pictures(data, dpi=DPI):
    """Return each page as a grey picture."""
    with tempfile.TemporaryDirectory() as folder:
        _run("pdftoppm", data, "-r", str(dpi), "-gray", "PDF", f"{folder}/page")
        return [Image.open(path).copy() for path in sorted(Path(folder).iterdir())]


def ink(picture, area=None, dpi=DPI, darker_than=128):
    """Return the rectangle that holds everything dark in a picture or in an area of it, or None for a blank one."""
    scale = dpi / 25.4
    left, top = 0, 0
    if area:
        left, top = round(area.left * scale), round(area.top * scale)
        picture = picture.crop((left, top, round(area.right * scale), round(area.bottom * scale)))
    found = picture.point(lambda grey: 255 if grey < darker_than else 0).getbbox()
    if found is None:
        return None
    return Box(*((edge + start) / scale for edge, start in zip(found, (left, top, left, top), strict=True)))
