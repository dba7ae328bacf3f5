"""How a due date reads."""

from datetime import date

from casework.choices.schedule import CAUSES, DISCREET, Cause, DueKind

WORDS = dict(CAUSES)
BIRTHDAY = "生日"


def cause_words(cause: str, *, illness: bool) -> str:
    """Return why something is due; an illness is named to those alone who may read of it. Rule: R-409."""
    if cause == Cause.ILL and not illness:
        return DISCREET
    return BIRTHDAY if cause == "birthday" else WORDS.get(cause, cause)


def due_words(due_on: date, kind: str, cause: str, *, illness: bool) -> str:
    """Return the one line that says by when, how and why: 2026-12-31 前上门(高龄老人)."""
    act = "上门" if kind == DueKind.VISIT else "联系"
    return f"{due_on} 前{act}({cause_words(cause, illness=illness)})"
