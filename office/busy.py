"""Which errors of the database mean "at this moment": the act was rolled back and may simply be done again."""

from django.db import DatabaseError

POSTGRES_STATES = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not had in time
SQLITE_BUSY, SQLITE_LOCKED = 5, 6  # primary result codes; the extended ones carry them in their low byte


def is_busy(error: BaseException | None) -> bool:
    """Return whether the database only could not do it at this moment, whatever the error was wrapped in since."""
    while error is not None:
        if isinstance(error, DatabaseError) and _says_busy(error.__cause__):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_busy(cause: object) -> bool:
    """Read the driver's own error: Django's carries it as its cause."""
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return getattr(cause, "sqlstate", None) in POSTGRES_STATES or code in (SQLITE_BUSY, SQLITE_LOCKED)
