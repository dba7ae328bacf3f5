"""The colours: every word can be read in light and in dark, and the two dark sets are one."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
WORDS = [
    *[("ink", ground) for ground in ("ground", "surface", "sunken")],
    *[("ink-soft", ground) for ground in ("ground", "surface", "sunken")],
    *[("accent", ground) for ground in ("ground", "surface", "sunken", "accent-pale")],
    ("accent-strong", "accent-pale"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-bad", "bad-strong"),
    *[(tone, ground) for tone in ("good", "warn", "bad") for ground in (f"{tone}-pale", "surface", "ground")],
]
EDGES = [("line-strong", "surface"), ("line-strong", "ground"), ("focus", "ground"), ("focus", "surface")]


def colours(selector: str) -> dict[str, str]:
    block = TOKENS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("selector", [":root", ":root.theme-dark"])
@pytest.mark.parametrize("pair, least", [(p, 4.5) for p in WORDS] + [(p, 3.0) for p in EDGES])
def test_contrast(selector, pair, least):
    colour = colours(selector)
    assert contrast(colour[pair[0]], colour[pair[1]]) >= least


def test_dark_is_the_same_by_choice_and_by_system():
    assert colours(":root.theme-dark") == colours(":root.theme-auto")
    assert colours(":root").keys() == colours(":root.theme-dark").keys()
