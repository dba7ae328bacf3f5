"""Reads of the leaders' visit plans."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery

from casework.choices.contacts import ContactKind
from office.roles import Permission

if TYPE_CHECKING:
    from office.models import User

GONE = (
    ~Q(left_reason="")
    | Q(person__died_on__isnull=False)
    | Q(person__transferred_out_on__isnull=False)
    | Q(person__withdrawn_on__isnull=False)
)
SEEN = Q(visited_on__isnull=False)
# What the page may show: the codes of the address, which it counts too.
SHOWN: dict[str, Q] = {"all": Q(), "waiting": ~SEEN & ~GONE, "done": SEEN, "dropped": ~SEEN & GONE}


class LeaderPlanQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_CASEWORK):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path)

    def open(self):
        return self.filter(withdrawn_at=None)

    def locked(self):
        return self.select_for_update(of=("self",))


class LeaderPlanLineQuerySet(models.QuerySet):
    def with_visits(self):
        """Annotate the first visit of the leader to the person on the planned day or later. Rule: R-548."""
        contacts = apps.get_model("casework", "Contact").objects.valid()
        person = Q(person_rows__person=OuterRef("person")) | Q(person_rows__person__merged_into=OuterRef("person"))
        made = contacts.filter(
            person, kind=ContactKind.VISIT, held_on__gte=OuterRef("planned_on"), helper_rows__helper=OuterRef("leader")
        ).order_by("held_on", "pk")
        return self.annotate(
            visited_on=Subquery(made.values("held_on")[:1]), visit_id=Subquery(made.values("public_id")[:1])
        )

    def shown(self, code: str):
        """Return the lines a code of the address stands for; an unknown code shows all."""
        return self.with_visits().filter(SHOWN.get(code, Q()))

    def for_list(self):
        return self.select_related("leader", "person__branch").order_by(
            "planned_on", "leader__pinyin", "leader_id", "person__pinyin", "pk"
        )

    def counted(self, plan_ids: Sequence[int]) -> dict[int, Mapping[str, int]]:
        """Return for each plan how many lines each code of the address shows. Queries: one."""
        counts = {f"n_{code}": Count("pk", filter=condition) for code, condition in SHOWN.items()}
        rows = self.filter(plan__in=plan_ids).with_visits().order_by().values(key=F("plan_id")).annotate(**counts)
        return {row["key"]: row for row in rows}
