"""What a check finds."""

from dataclasses import dataclass
from datetime import date

from office.formats import UNKNOWN
from registry.categories.choices import Answer

YES, NO, MISSING = Answer.YES, Answer.NO, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer of a check, the fact in words, from when it holds, and what time alone will do.

    `basis` is what a decline rests on: the same as long as the fact is the same, so never an age. `lacks` names what
    has to be entered where that is not what the check is called.
    """

    answer: Answer
    words: str = UNKNOWN
    since: date | None = None
    basis: str = ""
    turns: str = ""
    lacks: str = ""
