"""What make setup makes of the front-end packages."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
VENDOR = ROOT / "var" / "frontend" / "vendor"


def test_every_icon_a_template_names_is_in_the_sprite():
    sprite = (VENDOR / "icons.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    for template in (ROOT / "templates").rglob("*.html"):
        named = set(re.findall(r'{% icon "([^"]+)"', template.read_text(encoding="utf-8")))
        assert named <= there, f"{template}: add {sorted(named - there)} to tools/icons.txt"


def test_no_served_file_names_a_source_map():
    for name in ("bootstrap.min.css", "bootstrap.bundle.min.js"):
        text = (VENDOR / name).read_text(encoding="utf-8")
        assert len(text) > 50_000
        assert "sourceMappingURL" not in text
