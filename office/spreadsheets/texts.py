"""Text that must not become a formula, on the way out and back in.

A text that begins with one of `= + - @`, a tab or a line break is run as a formula by Excel and WPS once a file has
been saved as CSV and opened again. It is written with an apostrophe before it. Reading takes away exactly one
apostrophe before such a beginning, so what we wrote comes back as it was; a text that itself begins with
apostrophes and such a sign gets one more, and loses one again.
"""

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
GUARD = "'"


def neutralise(text: str) -> str:
    """Return the text as it may stand in a cell."""
    return GUARD + text if text.lstrip(GUARD).startswith(DANGEROUS) else text


def restore(text: str) -> str:
    """Return the text as it was before `neutralise`."""
    return text[1:] if text.startswith(GUARD) and text.lstrip(GUARD).startswith(DANGEROUS) else text
