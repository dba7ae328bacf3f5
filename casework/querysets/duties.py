"""Reads of the yearly lists: what a number on the page counts is what the list behind it shows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import BooleanField, Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce

from casework.choices.duties import DutyKind, Tick
from office import clock
from office.identifiers.names import name_key
from office.roles import Permission
from registry.choices import ResidenceArea

if TYPE_CHECKING:
    from office.models import User

NOBODY = "none"
LISTED = Q(left_reason="", person__withdrawn_on=None)
AWAY = Q(person__residence_area=ResidenceArea.ELSEWHERE)
DONE = Q(status=Tick.DONE) | Q(status=Tick.WAITING, visited=True)
MISSING = Q(status=Tick.WAITING, visited=False)
# What the list may show: the codes of the address, which the page counts too.
SHOWN: dict[str, Q] = {
    "all": LISTED,
    "missing": LISTED & MISSING,
    "done": LISTED & DONE,
    "absent": LISTED & Q(status=Tick.ABSENT),
    "excused": LISTED & Q(status=Tick.EXCUSED),
    "away": LISTED & MISSING & AWAY,
    "left": ~LISTED,
}


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_CASEWORK):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path)

    def open(self):
        return self.filter(closed_at=None)

    def open_rounds(self, bureau_id: int | None):
        """Return the rounds that a visit of this bureau may be made for today."""
        return self.open().filter(bureau=bureau_id, kind=DutyKind.ROUND, starts_on__lte=clock.today())

    def locked(self):
        return self.select_for_update(of=("self",))


class DutyRowQuerySet(models.QuerySet):
    def with_visits(self):
        """Annotate whether a visit made for its round, and not voided, ticks the person. Rule: R-504."""
        seen = When(contact__isnull=False, contact__voided_at=None, then=True)
        return self.annotate(visited=Case(seen, default=False, output_field=BooleanField()))

    def shown(self, code: str):
        """Return the rows a code of the address stands for; an unknown code shows all."""
        return self.with_visits().filter(SHOWN.get(code, LISTED))

    def of_group(self, name: str, key: str):
        """Return the rows of a branch or helper by its public id; `none` is for those without."""
        if not key:
            return self
        return self.filter(**{name: None}) if key == NOBODY else self.filter(**{f"{name}__public_id": key})

    def named(self, text: str):
        if not text:
            return self
        return self.filter(Q(person__name_key__contains=name_key(text)) | Q(person__initials__startswith=text.lower()))

    def counted_by(self, name: str) -> list[Mapping[str, Any]]:
        """Return one line a branch or helper: its name and for each code how many rows that list has."""
        counts = {f"n_{code}": Count("pk", filter=condition) for code, condition in SHOWN.items()}
        group = {"key": Coalesce(f"{name}__public_id", Value(NOBODY)), "name": F(f"{name}__name")}
        rows = self.with_visits().order_by().values(**group)
        return list(rows.annotate(**counts).order_by("name", "key"))

    def progress_of(self, duty_ids: Sequence[int]) -> dict[int, Mapping[str, int]]:
        """Return for each list how many it holds, are done and are missing. Queries: one."""
        counts = {f"n_{code}": Count("pk", filter=SHOWN[code]) for code in ("all", "done", "missing")}
        rows = self.filter(duty__in=duty_ids).with_visits().order_by().values("duty_id").annotate(**counts)
        return {row["duty_id"]: row for row in rows}

    def away_first(self):
        """Put those who live elsewhere first: their proof takes longest. Rule: R-501."""
        order = Case(When(AWAY, then=0), default=1)
        return self.order_by(order, "branch__name", "person__pinyin", "id")

    def for_list(self):
        return self.select_related("person", "branch", "helper", "ticked_by", "duty", "contact")

    def of_helper(self, user: "User", today: date):
        """Return the rows of open lists that are this helper's to see to."""
        if user.staff_member_id is None:
            return self.none()
        begun = self.filter(duty__closed_at=None, duty__starts_on__lte=today, helper=user.staff_member_id)
        return begun.filter(LISTED)

    def locked(self):
        return self.select_for_update(of=("self",))
