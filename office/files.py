"""Keeping pictures and scans with a record: what every table of such files has in common."""

import hashlib

from office import clock, store
from office.models import KeptFileBase, User


def keep(file: KeptFileBase, *, content: bytes, content_type: str, by: User) -> None:
    """Save a new file with its bytes, and who added it when."""
    file.content, file.content_type = content, content_type
    file.size, file.digest = len(content), hashlib.sha256(content).hexdigest()
    file.added_by, file.added_at = by, clock.now()
    store.create(file, by=by)


def withdraw(file: KeptFileBase, *, reason: str, by: User) -> None:
    """Take a file away, with a reason; its bytes stay. Raises: ChangedMeanwhile."""
    file.withdrawn_on, file.withdrawn_reason = clock.today(), reason
    store.claim(file, by=by, fields=["withdrawn_on", "withdrawn_reason"], was={"withdrawn_on": None}, reason=reason)
