"""Copy the front-end files that are served from node_modules into var/frontend/vendor/."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "var" / "frontend" / "vendor"

# The manifest storage would look for the source maps these comments name, which are not served.
SOURCE_MAP = re.compile(r"\n?(/\*|//)# sourceMappingURL=.*", re.DOTALL)


def main() -> None:
    for name in ("css/bootstrap.min.css", "js/bootstrap.bundle.min.js"):
        source = MODULES / "bootstrap" / "dist" / name
        write(VENDOR / source.name, SOURCE_MAP.sub("\n", source.read_text(encoding="utf-8")))
    write(VENDOR / "icons.svg", sprite(icon_names()))


def icon_names() -> list[str]:
    lines = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def sprite(names: list[str]) -> str:
    """Return one SVG with a symbol for each name."""
    symbols = [
        f'<symbol id="{name}" viewBox="0 0 16 16" fill="currentColor">{drawing(name)}</symbol>' for name in names
    ]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def drawing(name: str) -> str:
    """Return what is inside the icon's <svg> element."""
    file = MODULES / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not file.is_file():
        sys.exit(f"tools/icons.txt 里的图标“{name}”在 bootstrap-icons 里没有,请改成它的图标名。")
    return re.sub(r"\s*\n\s*", "", re.sub(r"</?svg[^>]*>", "", file.read_text(encoding="utf-8")))


def write(file: Path, text: str) -> None:
    """Write the file only when its text changed."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
