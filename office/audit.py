"""The audit trail: one event per act, in the act's transaction; a job seals events into chains afterwards."""

import hashlib
import json
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from office import clock
from office.models import AuditEvent, AuditSeal

if TYPE_CHECKING:
    from office.models import Bureau, User

SEAL_WITHIN = timedelta(days=1)

# The address of the request being served; empty for commands and jobs. Set by office.middleware.
source_address: ContextVar[str] = ContextVar("source_address", default="")


def record_event(
    action: str,
    *,
    by: "User",
    on: models.Model | None = None,
    summary: str = "",
    bureau: "Bureau | None" = None,
    **data: Any,
) -> AuditEvent:
    """Write one audit event inside the caller's transaction. Data never holds a whole ID number, phone or diagnosis.

    Queries: one insert.
    Rule: R-54.
    """
    event = event_of(action, by=by, on=on, summary=summary, bureau=bureau, **data)
    event.save(force_insert=True)
    return event


def event_of(
    action: str,
    *,
    by: "User",
    on: models.Model | None = None,
    summary: str = "",
    bureau: "Bureau | None" = None,
    **data: Any,
) -> AuditEvent:
    """Return an event of this moment that is not written yet."""
    bureau_id = bureau.pk if bureau else getattr(on, "bureau_id", None) or by.bureau_id
    return AuditEvent(
        at=clock.now(),
        bureau_id=bureau_id,
        actor=by.username,
        actor_name=str(by),
        action=action,
        object_type=on._meta.label_lower if on is not None else "",
        object_key=str(getattr(on, "public_id", "") or on.pk) if on is not None else "",
        object_label=str(on)[:200] if on is not None else "",
        summary=summary[:500],
        data={key: _plain(value) for key, value in data.items()},
        address=source_address.get(),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, models.Model):
        return str(value)
    return value


def canonical(event: AuditEvent) -> str:
    """Return the event's canonical JSON text: what the chain protects."""
    fields = {field.attname: getattr(event, field.attname) for field in event._meta.concrete_fields}
    fields["at"] = event.at.astimezone(clock.SHANGHAI).isoformat(timespec="microseconds")
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(previous: str, text: str) -> str:
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


@transaction.atomic
def seal_events(limit: int = 5000) -> int:
    """Seal the oldest unsealed events, in order, and return how many. Safe to run twice and beside writers."""
    sealed = AuditSeal.objects.values("event_id")
    events = list(AuditEvent.objects.exclude(pk__in=sealed).order_by("pk")[:limit])
    tails: dict[int, tuple[int, str]] = {}
    links = []
    for event in events:
        chain = event.bureau_id or 0
        if chain not in tails:
            tails[chain] = _tail(chain)
        number, previous = tails[chain]
        text = canonical(event)
        link = AuditSeal(
            chain=chain,
            number=number + 1,
            event_id=event.pk,
            text=text,
            previous=previous,
            digest=digest(previous, text),
        )
        links.append(link)
        tails[chain] = (link.number, link.digest)
    AuditSeal.objects.bulk_create(links)
    return len(links)


def _tail(chain: int) -> tuple[int, str]:
    last = AuditSeal.objects.filter(chain=chain).order_by("-number").first()
    return (last.number, last.digest) if last else (0, "")


def verify_chains() -> list[str]:
    """Return a sentence for every broken link; an empty list means the trail is whole. Rule: R-56."""
    faults: list[str] = []
    tails: dict[int, tuple[int, str]] = {}
    events = AuditEvent.objects.in_bulk()
    for link in AuditSeal.objects.order_by("chain", "number").iterator():
        number, previous = tails.get(link.chain, (0, ""))
        event = events.get(link.event_id)
        if link.number != number + 1 or link.previous != previous or link.digest != digest(previous, link.text):
            faults.append(f"审计链 {link.chain} 第 {link.number} 环断开。")
        if event is None:
            faults.append(f"审计链 {link.chain} 第 {link.number} 环所封存的事件 {link.event_id} 不见了。")
        elif canonical(event) != link.text:
            faults.append(f"审计事件 {link.event_id} 封存后被改动过。")
        tails[link.chain] = (link.number, link.digest)
    waiting = AuditEvent.objects.filter(at__lt=clock.now() - SEAL_WITHIN).exclude(
        pk__in=AuditSeal.objects.values("event_id")
    )
    if count := waiting.count():
        faults.append(f"有 {count} 条一天以前的审计事件还没有封存,请检查封存任务是否在运行。")
    return faults
