"""Reads of the schedule: who stands how, and what is due when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet

from casework.choices.schedule import Standing


def standing(code: str, today: date, path: str = "contact_state__") -> Q:
    """Return the condition of standing so today; `path` leads to the columns of the state. Rule: R-405."""
    due, amber = f"{path}next_due_on", f"{path}amber_on"
    conditions = {
        Standing.OVERDUE: Q(**{f"{due}__lt": today}),
        Standing.SOON: Q(**{f"{due}__gte": today, f"{amber}__lte": today}),
        Standing.FINE: Q(**{f"{due}__gte": today, f"{amber}__gt": today}),
        Standing.NONE: Q(**{f"{due}__isnull": True}),
    }
    return conditions[Standing(code)]


def standing_of(due_on: date | None, amber_on: date | None, on: date) -> Standing:
    """Return how somebody with these dates stands on a day; says the same as `standing`."""
    if due_on is None or amber_on is None:
        return Standing.NONE
    if due_on < on:
        return Standing.OVERDUE
    return Standing.SOON if amber_on <= on else Standing.FINE


def warned(today: date, path: str = "contact_state__") -> Q:
    """Return the condition of being overdue or close to it: the numerator of the warning ratio."""
    return Q(**{f"{path}amber_on__lte": today})


def counts(today: date, path: str = "contact_state__") -> dict[str, Any]:
    """Return the columns people, overdue, soon, fine, none of a table over people."""
    found: dict[str, Any] = {"people": Count("pk")}
    return found | {str(code): Count("pk", filter=standing(code, today, path)) for code in Standing}


def tallied(people: QuerySet, today: date, *fields: str) -> list[Mapping[str, Any]]:
    """Return one line for each value of the fields: people, and how many stand how. Queries: one."""
    if not fields:
        return [people.aggregate(**counts(today))]
    return list(
        people.order_by().values(*dict.fromkeys(fields)).annotate(**counts(today)).order_by(fields[-1], fields[0])
    )


class ContactDueQuerySet(models.QuerySet):
    def of(self, people: QuerySet):
        return self.filter(person__in=people.order_by().values("pk"))

    def between(self, first: date, last: date):
        """Return what is due from a day to another, both included."""
        return self.filter(due_on__gte=first, due_on__lte=last)

    def by_day(self) -> Mapping[date, Mapping[str, int]]:
        """Return day → kind → how many are due. Queries: one."""
        found: dict[date, dict[str, int]] = {}
        for day, kind, count in self.order_by().values_list("due_on", "kind").annotate(Count("pk")):
            found.setdefault(day, {})[kind] = count
        return found


_NOTHING: Mapping[str, str | None] = {"helper": None, "branch": None, "tier": ""}


class MonthEndRowQuerySet(models.QuerySet):
    def asked(self, query: Mapping[str, str]):
        """Return the rows that a number of the page counts: how they stood, with whom, where, in which tier."""
        rows = self
        if query.get("show") in Standing.values:
            rows = rows.filter(standing=query["show"])
        for name, column in (("helper", "helper__public_id"), ("branch", "branch__public_id"), ("tier", "tier")):
            if value := query.get(name):
                rows = rows.filter(**{column: _NOTHING[name] if value == "none" else value})
        return rows

    def tallied(self, *fields: str) -> list[Mapping[str, Any]]:
        """Return one line for each value of the fields: people and how many stood how. Queries: one."""
        tallies = {str(code): Count("pk", filter=Q(standing=code)) for code in Standing}
        return list(
            self.order_by().values(*dict.fromkeys(fields)).annotate(people=Count("pk"), **tallies).order_by(fields[-1])
        )
