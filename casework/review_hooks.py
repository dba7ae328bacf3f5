"""What the annual review fills into the registry's hooks."""

from collections.abc import Sequence

from django.urls import reverse

from casework.choices.reviews import UNDECIDED, ReviewOutcome, ReviewStatus
from casework.models import ReviewRow
from casework.workflows.reviews import leave_on_death, leave_on_departure, resume_after_death
from office.models import User
from office.roles import Permission
from registry import hooks
from registry.hooks import TimelineEvent, TimelineRow, TimelineRows, TimelineSource
from registry.merged import records_of
from registry.models import Person


def sees_recognition(user: User) -> bool:
    return user.may(Permission.SEE_RECOGNITION)


def _reviews(user: User, person: Person) -> list[TimelineRows]:
    decided = ReviewRow.objects.filter(person__in=records_of([person.pk]), status=ReviewStatus.DECIDED)
    return [TimelineRows(decided, "decided_on", "", "public_id", ["outcome", "campaign__year"])]


def _reviews_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(
            row.on,
            "年度复核",
            f"{row.b} 年度:{ReviewOutcome(row.a).label}",
            reverse("casework:review-row", args=[row.ref]),
        )
        for row in found
    ]


def uses(person: Person) -> Sequence[hooks.Use]:
    """Name the reviews that hang on a person. Rule: R-260, R-263. Queries: one."""
    rows = ReviewRow.objects.filter(person=person).exclude(status=ReviewStatus.LEFT).select_related("campaign")
    return [
        hooks.Use(
            f"{row.campaign.year} 年度复核({row.get_status_display()})",
            reverse("casework:review-row", args=[row.public_id]),
            under_way=row.status in UNDECIDED,
        )
        for row in rows
    ]


def fill() -> None:
    """Fill the registry's hooks; called once from `ready()`."""
    hooks.ON_DEATH.append(leave_on_death)
    hooks.ON_DEATH_REVERSED.append(resume_after_death)
    hooks.USES.append(uses)
    hooks.ON_DEPARTURE.append(leave_on_departure)
    hooks.TIMELINE.append(TimelineSource("reviews", "年度复核", sees_recognition, _reviews, _reviews_in_words))
