"""A random sample that anybody can draw again: the drawn are those whose hash with the seed comes first.

The SHA-256 of "seed:number" orders the frame; the first `size` are the sample. No library's generator is involved,
so the draw can be repeated with any program, in any year.
"""

import hashlib
import secrets
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal


def new_seed() -> str:
    """Return a seed nobody chose (64 bits, in hexadecimal)."""
    return secrets.token_hex(8)


def size_of(count: int, *, percent: Decimal, least: int) -> int:
    """Return how many to draw of `count`: so many per cent, rounded up, at least so many, at most all. Rule: R-299."""
    share = (Decimal(count) * percent / 100).to_integral_value(ROUND_CEILING)
    return min(count, max(int(share), least))


def draw(seed: str, frame: Iterable[str], size: int) -> list[str]:
    """Return the sample in the order of the draw; the same seed and frame give the same sample. Rule: R-300."""
    return sorted(set(frame), key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())[:size]
