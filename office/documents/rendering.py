"""Make PDFs from print templates."""

import datetime
import functools
import gc
import hashlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from office import clock
from office.documents import fonts
from office.errors import RuleBroken

STYLES = Path(settings.BASE_DIR) / "static" / "print"
VARIANT = "pdf/a-3u"

# What the base templates ask for and a paper need not have.
NOTHING: dict[str, Any] = {
    "recipients": "",
    "attachment_names": (),
    "issuer": "",
    "issued_on": None,
    "above": (),
    "remarks": (),
    "small": False,
}

# Pango's font map is not made for two threads at once.
_drawing = threading.Lock()


class Unprintable(RuleBroken):
    """A text holds characters that no font in use can draw; a paper with boxes in it must not be issued."""

    code = "unprintable"

    def __init__(self, characters: Sequence[str]) -> None:
        named = "、".join(f"{char}(U+{ord(char):04X})" for char in characters[:10])
        super().__init__(
            f"文件里有字体画不出的字:{named}。请核对是否录错;确实无误的,请系统管理员补装带有这些字的字体后再生成。"
        )
        self.characters = list(characters)


class ResourceRefused(FatalURLFetchingError):
    """A print template asks for something outside the print folder; nothing is fetched from elsewhere."""


class PrintFetcher(URLFetcher):
    """Give the renderer files of the print folder and the font folders, and nothing else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or not any(path.is_relative_to(folder) for folder in _readable_folders()):
            raise ResourceRefused(f"Not a file of the print folder: {parts.scheme}:{parts.path[:80]}")
        return super().fetch(url, headers)


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    orientation: Literal["portrait", "landscape"] = "portrait",
    draft: bool = False,
    made_at: datetime.datetime | None = None,
    styles: Sequence[str] = (),
) -> bytes:
    """Return the PDF (PDF/A-3u) of a print template.

    The template extends office/print/document.html or list.html and is given `title`, `orientation`, `draft` and
    `made_at` besides its context. `styles` names further style sheets in static/print. The same context and
    `made_at` (now, unless told) give the same bytes; the file names the title and the time, and no person.
    Raises: Unprintable when a character cannot be drawn.
    """
    made_at = made_at or clock.now()
    given = {"title": title, "orientation": orientation, "draft": draft, "made_at": made_at.isoformat("T", "seconds")}
    html = render_to_string(template, {**NOTHING, **context, **given})
    if boxes := fonts.unprintable(html):
        raise Unprintable(boxes)
    with _drawing:
        sheets = [_fonts_sheet(), *(_style_sheet(name, _changed(name)) for name in ("official.css", *styles))]
        data = HTML(string=html, base_url=STYLES.as_uri() + "/", url_fetcher=PrintFetcher()).write_pdf(
            stylesheets=sheets,
            font_config=_font_configuration(),
            pdf_variant=VARIANT,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
        gc.collect()  # the renderer's boxes hold each other; without this a run of letters fills memory
    return data


@functools.cache
def _font_configuration() -> FontConfiguration:
    """Return the process's one font configuration: each further one costs memory that is never given back."""
    return FontConfiguration()


@functools.cache
def _fonts_sheet() -> CSS:
    return CSS(string=fonts.font_faces(), font_config=_font_configuration(), url_fetcher=PrintFetcher())


@functools.lru_cache(maxsize=32)
def _style_sheet(name: str, changed: float) -> CSS:
    """Return a parsed style sheet; it is parsed again only after the file has changed."""
    return CSS(filename=STYLES / name, font_config=_font_configuration(), url_fetcher=PrintFetcher())


def _changed(name: str) -> float:
    return (STYLES / name).stat().st_mtime


def _readable_folders() -> list[Path]:
    return [folder.resolve() for folder in (STYLES, *fonts.folders())]
