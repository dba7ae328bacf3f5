"""What time it is. Everything asks here, so that a demonstration or a test can stand at another moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the present moment, aware, in Asia/Shanghai."""
    return _moment.get() or timezone.now().astimezone(SHANGHAI)


def today() -> date:
    """Return the present day in Asia/Shanghai."""
    return now().date()


@contextmanager
def at(moment: datetime | date) -> Iterator[datetime]:
    """Let the block happen at `moment`; a plain date means nine in the morning."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 9, tzinfo=SHANGHAI)
    token = _moment.set(moment.astimezone(SHANGHAI))
    try:
        yield moment
    finally:
        _moment.reset(token)
