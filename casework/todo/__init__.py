"""What of casework waits for a person; each module holds the sources of its nouns."""

from casework import bulletin
from casework.todo import care, duties, hospital, recognition, reviews, services
from office.todo import PANELS, SOURCES


def register() -> None:
    """Register the sources and the helper's cards once; called from `ready()`."""
    SOURCES.extend(
        [
            *care.SOURCES,
            *duties.SOURCES,
            *hospital.SOURCES,
            *recognition.SOURCES,
            *reviews.SOURCES,
            *services.SOURCES,
            bulletin.notices_to_know,
        ]
    )
    PANELS.append(care.own_handovers)
    PANELS.append(care.own_cards)
