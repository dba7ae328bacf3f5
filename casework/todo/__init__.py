"""What of casework waits for a person; each module holds the sources of its nouns."""

from casework.todo import care, recognition
from office.todo import SOURCES


def register() -> None:
    """Register the sources once; called from `ready()`."""
    SOURCES.extend([*care.SOURCES, *recognition.SOURCES])
