"""Routes of an office's own, put in force without being proposed: what the rules would refuse included."""

from datetime import date

from office import clock
from office.models import User


def put_in_force(model, bureau, *steps, holds_from=date(1900, 1, 1), **values):
    """Save a confirmed route with steps of (kind, role, title)."""
    by, now = User.operator(), clock.now()
    told = {"proposed_by": by, "proposed_at": now, "confirmed_by": by, "confirmed_at": now, "document": "会议"}
    route = model.objects.create(bureau=bureau, holds_from=holds_from, **told, **values)
    for order, (kind, role, title) in enumerate(steps, start=1):
        route.steps.create(order=order, kind=kind, role=role, title=title)
    return route
