"""What is done once a day: upper apps append their work, the worker does it (`manage.py run_worker --once` at once).

A piece of work takes the day and is safe to run twice.
"""

from collections.abc import Callable
from datetime import date

WORK: list[Callable[[date], object]] = []


def run(today: date) -> None:
    """Do the day's work."""
    for work in WORK:
        work(today)
