"""Whose review is overdue: recipients neither reviewed nor recognised within the policy's months. Rule: R-302."""

from calendar import monthrange
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from casework.choices.recognition import RecognitionStatus
from casework.choices.reviews import ReviewStatus
from casework.models import Recognition, ReviewRow
from office import clock, policy
from office.models import User
from registry.models import Person


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def overdue_people(user: User) -> QuerySet[Person]:
    """Return the user's recipients (of this year or the last) whose last review is longer ago than policy allows.

    A first recognition counts as a review. `last_review` and `recognised_on` say when the last ones were.
    Queries: one for the policy number.
    Rule: R-302.
    """
    today = clock.today()
    since = months_before(today, policy.whole("review_months", bureau=user.bureau))
    mine = Recognition.objects.filter(person=OuterRef("pk"))
    standing = mine.filter(status=RecognitionStatus.RECOGNISED, year__in=(today.year, today.year - 1))
    reviewed = ReviewRow.objects.filter(person=OuterRef("pk")).decided_since(since)
    return (
        Person.objects.visible_to(user)
        .living(today)
        .filter(Exists(standing), ~Exists(mine.filter(recognised_on__gte=since)), ~Exists(reviewed))
    )


def with_last_review(people: QuerySet[Person]) -> QuerySet[Person]:
    """Annotate when each was last reviewed and last recognised, the longest ago first."""
    decided = Max("reviews__decided_on", filter=Q(reviews__status=ReviewStatus.DECIDED))
    return people.annotate(last_review=decided, last_recognised=Max("recognitions__recognised_on")).order_by(
        "last_recognised", "pinyin", "pk"
    )
