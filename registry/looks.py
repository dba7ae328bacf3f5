"""Who looked at a person: opened the page, saw the whole number, took a file that holds them.

Opening a page is recorded once an hour for each user and person, and the page does not wait for it: the event is made
while the page is, and written when the answer has gone out. What a file holds is written with the file's own event.
"""

import logging
from collections import deque
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.core.signals import request_finished
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q, QuerySet
from django.dispatch import receiver

from office import audit, clock, store
from office.models import AuditEvent, User
from registry.models import FileMention, Person

logger = logging.getLogger(__name__)

SEEN = "registry.person.seen"
ONCE_SECONDS = 3600
# Acts on one person's own record that show or hand out personal data; files of many people are in FileMention.
ACTIONS = {
    SEEN,
    "registry.person.id-revealed",
    "registry.person.extracted",
    "registry.dossier.printed",
    "registry.paper.scan-seen",
    "registry.obituary.made",
}
FILES_LISTED = 2000

_waiting: deque[AuditEvent] = deque()


def note(*, person: Person, by: User) -> None:
    """Note that somebody opened a person's page. Queries: none. Rule: R-340."""
    hour = f"{clock.now():%Y%m%d%H}"
    if cache.add(f"look:{by.pk}:{person.pk}:{hour}", True, ONCE_SECONDS):
        _waiting.append(audit.event_of(SEEN, by=by, on=person))


@receiver(request_finished, dispatch_uid="registry.looks")
def write_waiting(**kwargs: Any) -> None:
    """Write what was noted, after the answer; what cannot be written now waits for the next answer."""
    if not _waiting:
        return
    events = [_waiting.popleft() for _ in range(len(_waiting))]
    try:
        AuditEvent.objects.bulk_create(_not_written(events))
    except DatabaseError as error:
        _waiting.extendleft(reversed(events))
        logger.error("Looks at persons wait to be written: %s", type(error).__name__)
    finally:
        if not connection.in_atomic_block:  # as Django does at the end of a request; a test's transaction goes on
            connection.close_if_unusable_or_obsolete()


def _not_written(events: list[AuditEvent]) -> list[AuditEvent]:
    """Leave out what another process wrote within the same hour."""
    found = []
    for event in events:
        hour = event.at.replace(minute=0, second=0, microsecond=0)
        same = AuditEvent.objects.filter(
            object_type=event.object_type, object_key=event.object_key, actor=event.actor, action=SEEN, at__gte=hour
        )
        if not same.exists():
            found.append(event)
    return found


@transaction.atomic
def record_file(
    action: str, *, people: Iterable[int], by: User, on: models.Model | None = None, summary: str = "", **data: Any
) -> AuditEvent:
    """Record that a file was made and whom it holds (rows of persons). Queries: two inserts. Rule: R-341."""
    event = audit.record_event(action, by=by, on=on, summary=summary, **data)
    store.insert_rows([FileMention(person_id=pk, event_id=event.pk) for pk in people])
    return event


def of(person: Person) -> QuerySet[AuditEvent]:
    """Return every look at a person. Queries: one for the files that held them."""
    files = FileMention.objects.filter(person=person).order_by("-pk").values_list("event_id", flat=True)
    own = Q(object_type=person._meta.label_lower, object_key=person.public_id, action__in=ACTIONS)
    return AuditEvent.objects.filter(own | Q(pk__in=list(files[:FILES_LISTED])))
