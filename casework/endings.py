"""The words under which a death ends what goes on for somebody, by which taking it back finds that again."""

from datetime import date

BEGINS, ENDS = "本人于 ", " 去世"


def died(on: date) -> str:
    return f"{BEGINS}{on}{ENDS}"


def ended_by_death(reason: str) -> bool:
    return reason.startswith(BEGINS) and reason.endswith(ENDS)
