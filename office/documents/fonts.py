"""The fonts of official papers: which file plays which part, and which characters can be drawn at all.

Each part (仿宋 for text, 楷体 and 黑体 for headings, 宋体 for page numbers, 小标宋 for titles) is played by the
office's own font from FONTS_DIR, else by the Fandol font fetched at setup, else by Noto CJK, which also draws every
character the first two lack.
"""

import functools
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

log = logging.getLogger(__name__)

FONT_ENDINGS = (".otf", ".ttf", ".ttc")
SYSTEM_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# The fallbacks the style sheet names; Pango looks into every other installed font after them.
SYSTEM_FONTS = ("NotoSerifCJK-Regular.*", "NotoSansCJK-Regular.*", "NotoSerifCJK*", "NotoSansCJK*")


@dataclass(frozen=True)
class Part:
    """What a font is for: its name in the style sheet, the names of fonts made for it, its weight there."""

    family: str
    names: tuple[str, ...]
    fandol: str
    weight: int = 400


PARTS = (
    # A title font is heavy by drawing; declared bold, it is not made bolder, and its missing characters come bold too.
    Part("office-xiaobiaosong", ("小标宋", "FZXIAOBIAOSONG", "FZXBS"), "FandolSong-Bold.otf", 700),
    Part("office-fangsong", ("仿宋_GB2312", "仿宋", "FANGSONG", "FZFANGSONG", "FZFS"), "FandolFang-Regular.otf"),
    Part("office-kai", ("楷体_GB2312", "楷体", "KAITI", "FZKAI", "FZKT"), "FandolKai-Regular.otf"),
    Part("office-hei", ("黑体", "SIMHEI", "FZHEI", "FZHT"), "FandolHei-Regular.otf"),
    Part("office-song", ("宋体", "SIMSUN", "书宋", "FZSHUSONG", "FZSS"), "FandolSong-Regular.otf"),
)

# Drawn as nothing by any font: joiners, direction marks, variation selectors, the byte order mark.
INVISIBLE = frozenset(
    [0xAD, 0x61C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0xFE00, 0xFE10)]
    + [*range(0xE0100, 0xE01F0)]
)


def unprintable(text: str) -> list[str]:
    """Return the characters of a text that no font in use can draw, each once, in order of coming."""
    unsure = {char for char in set(text) if not char.isspace() and ord(char) not in INVISIBLE}
    for font in _drawing_fonts():
        if not unsure:
            return []
        covered = _characters(font)
        unsure = {char for char in unsure if ord(char) not in covered}
    return [char for char in dict.fromkeys(text) if char in unsure]


@functools.cache
def font_faces() -> str:
    """Return the @font-face rules of the fonts in use."""
    rules = [
        f'@font-face {{ font-family: "{part.family}"; font-weight: {part.weight}; src: url("{path.as_uri()}"); }}'
        for part, path in _chosen().items()
    ]
    # The office's other fonts are only made known: they draw the characters the parts lack.
    rules += [
        f'@font-face {{ font-family: "office-more-{number}"; src: url("{path.as_uri()}"); }}'
        for number, path in enumerate(_own_fonts())
        if path not in _chosen().values()
    ]
    return "\n".join(rules)


def folders() -> list[Path]:
    """Return the folders font files may be read from."""
    return [folder for folder in (settings.FONTS_DIR, settings.DATA_DIR / "fonts") if folder]


@functools.cache
def _chosen() -> dict[Part, Path]:
    """Return the file that plays each part; a part left out is played by Noto."""
    chosen = {}
    for part in PARTS:
        own = next((path for path in _own_fonts() if _plays(_family_names(path), part)), None)
        fandol = settings.DATA_DIR / "fonts" / part.fandol
        if own or fandol.is_file():
            chosen[part] = own or fandol
    return chosen


@functools.cache
def _own_fonts() -> tuple[Path, ...]:
    folder = settings.FONTS_DIR
    if not folder:
        return ()
    return tuple(path for path in sorted(folder.iterdir()) if path.suffix.lower() in FONT_ENDINGS and _readable(path))


def _plays(families: Iterable[str], part: Part) -> bool:
    """Tell whether a font is made for a part; 仿宋 contains 宋, so a name must begin or end with the part's."""
    return any(
        family.startswith(name) or family.startswith(f"方正{name}") for family in families for name in part.names
    )


def _readable(path: Path) -> bool:
    try:
        return bool(_family_names(path))
    except (TTLibError, OSError, ValueError, KeyError):
        log.warning("Font file cannot be read and is left out: %s", path.name)
        return False


@functools.cache
def _family_names(path: Path) -> frozenset[str]:
    """Return the family and full names of a font file, in capitals without blanks, in every language it names."""
    with _faces(path) as faces:
        records = [record for font in faces for record in font["name"].names if record.nameID in (1, 4, 16)]
        return frozenset(record.toUnicode().upper().replace(" ", "") for record in records)


@functools.cache
def _characters(path: Path) -> frozenset[int]:
    """Return the code points a font file can draw. The faces of a collection share their characters."""
    with _faces(path) as faces:
        return frozenset(faces[0].getBestCmap() or ())


@contextmanager
def _faces(path: Path) -> Iterator[list[TTFont]]:
    """Open a font file and give its faces."""
    with path.open("rb") as file:
        yield TTCollection(file, lazy=True).fonts if path.suffix.lower() == ".ttc" else [TTFont(file, lazy=True)]


@functools.cache
def _drawing_fonts() -> tuple[Path, ...]:
    """Return every font file that may draw: the large ones first, since they settle most texts alone."""
    system = [path for pattern in SYSTEM_FONTS for folder in SYSTEM_FOLDERS for path in sorted(folder.rglob(pattern))]
    return tuple(dict.fromkeys([*system[:2], *_own_fonts(), *_chosen().values()]))
