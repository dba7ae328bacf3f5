"""Reads of the annual review: what a number on its board counts is what the list behind it shows."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from casework.choices.reviews import APPLIED_FOR, TO_PROPOSE, UNDECIDED, ReviewOutcome, ReviewStatus
from office.identifiers.names import name_key
from office.roles import Permission

if TYPE_CHECKING:
    from office.models import User

NO_BRANCH = "none"
SURVEYED = "surveyed"  # the annotation: surveyed at home in the campaign's year
# What the list of a campaign may show: the codes of the address, which the board counts too.
SHOWN: dict[str, Q] = {
    "all": Q(),
    "surveyed": Q(surveyed=True),
    "unsurveyed": Q(surveyed=False, status__in=TO_PROPOSE),
    "waiting": Q(status__in=TO_PROPOSE),
    "proposed": Q(status=ReviewStatus.PROPOSED),
    "decided": Q(status=ReviewStatus.DECIDED),
    **{str(outcome): Q(status=ReviewStatus.DECIDED, outcome=outcome) for outcome in ReviewOutcome},
    "returned": Q(status=ReviewStatus.RETURNED),
    "left": Q(status=ReviewStatus.LEFT),
    "undecided": Q(status__in=UNDECIDED),
    "unapplied": Q(status=ReviewStatus.DECIDED, outcome__in=APPLIED_FOR, follow_up=None),
    "sampled": Q(recheck__isnull=False),
    "unchecked": Q(recheck__isnull=False, recheck__checked_on=None),
    "differs": Q(recheck__agrees=False),
}
COUNTED = ("all", "surveyed", "waiting", "proposed", "decided", *map(str, ReviewOutcome), "left")


class ReviewCampaignQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_RECOGNITION):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path)

    def open(self):
        return self.filter(closed_at=None)

    def with_counts(self):
        rows, decided = Count("rows"), Count("rows", filter=Q(rows__status=ReviewStatus.DECIDED))
        return self.annotate(row_count=rows, decided_count=decided)

    def locked(self):
        return self.select_for_update(of=("self",))


class ReviewRowQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_RECOGNITION):
            return self.none()
        return self.filter(campaign__bureau__path__startswith=user.bureau.path)

    def in_hand(self, user: "User"):
        """Return the rows of the user's own bureau whose campaign is open."""
        return self.visible_to(user).filter(campaign__bureau=user.bureau_id, campaign__closed_at=None)

    def with_survey(self):
        """Annotate whether, and when last, the person was surveyed in the campaign's year. Rule: R-297."""
        made = _surveys(self).filter(person=OuterRef("person"), surveyed_on__year=OuterRef("campaign__year"))
        last = made.order_by("-surveyed_on").values("surveyed_on")[:1]
        return self.annotate(surveyed=Exists(made), surveyed_on=Subquery(last))

    def shown(self, code: str):
        """Return the rows a code of the address stands for; an unknown code shows all."""
        return self.with_survey().filter(SHOWN.get(code, Q()))

    def of_branch(self, branch: str):
        """Return the rows of a branch by its public id; `none` is for those who have no branch."""
        if not branch:
            return self
        return self.filter(branch=None) if branch == NO_BRANCH else self.filter(branch__public_id=branch)

    def named(self, text: str):
        if not text:
            return self
        like = Q(person__name_key__contains=name_key(text)) | Q(person__initials__startswith=text.lower())
        return self.filter(like)

    def by_branch(self) -> list[Mapping[str, Any]]:
        """Return one line a branch: its name, and for each code of `COUNTED` how many rows that list has."""
        counts = {f"n_{code}": Count("pk", filter=SHOWN[code]) if SHOWN[code] else Count("pk") for code in COUNTED}
        rows = self.with_survey().order_by().values("branch__public_id", "branch__name")
        return list(rows.annotate(**counts).order_by("branch__name"))

    def for_list(self):
        return self.select_related("person", "branch", "campaign", "recheck").defer("reason")

    def for_page(self):
        return self.select_related(
            "campaign__bureau",
            "person__branch",
            "branch",
            "survey__surveyor",
            "survey__entered_by",
            "proposed_by",
            "decided_by",
            "follow_up",
            "recheck__checker",
            "recheck__recorded_by",
        )

    def decided_since(self, day: date):
        return self.filter(status=ReviewStatus.DECIDED, decided_on__gte=day)

    def locked(self):
        return self.select_for_update(of=("self",))


def _surveys(queryset: ReviewRowQuerySet) -> models.QuerySet:
    return queryset.model._meta.get_field("survey").related_model.objects.all()
