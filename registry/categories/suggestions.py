"""What stands of a bureau's suggestions on a day: suggested, still unknown, taken up, or declined by somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from registry import hooks
from registry.categories.choices import Answer, State
from registry.categories.evaluation import Verdict, evaluate
from registry.categories.rules import RuleVersion
from registry.hooks import TakenUp
from registry.models import DeclinedSuggestion
from registry.querysets import PersonQuerySet


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule's verdict on a person and what people made of it; `state` None: the rule does not fit."""

    verdict: Verdict
    state: State | None
    taken: TakenUp | None = None
    decline: DeclinedSuggestion | None = None  # in force, or what was said when the facts were others


def suggestions(people: PersonQuerySet, *, on: date, versions: Sequence[RuleVersion]) -> list[Suggestion]:
    """Return the suggestions of everybody among the people who counts on the day, in their order.

    Queries: those of `evidence.read`, one for the declined, and one a hook.
    """
    verdicts = evaluate(people, on=on, versions=versions)
    unordered = people.order_by()
    taken = {key: found for hook in hooks.TAKEN_UP for key, found in hook(unordered, on).items()}
    declined = _declined(unordered, on, [version.rule for version in versions])
    return [
        _settle(
            verdict,
            taken.get((verdict.person.pk, verdict.version.category)),
            declined.get((verdict.person.pk, verdict.version.rule)),
        )
        for verdict in verdicts
    ]


def _declined(people: PersonQuerySet, on: date, rules: Iterable[str]) -> dict[tuple[int, str], DeclinedSuggestion]:
    """Return the newest decline of each person and rule that nobody had taken back by the day."""
    rows = DeclinedSuggestion.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on), person__in=people, rule__in=rules, declined_on__lte=on
    )
    return {(row.person_id, row.rule): row for row in rows.select_related("declined_by").order_by("declined_on", "pk")}


def _settle(verdict: Verdict, taken: TakenUp | None, decline: DeclinedSuggestion | None) -> Suggestion:
    """Return where the suggestion stands: a decline holds while the facts it rested on are the same. Rule: R-275."""
    answer = verdict.answer
    if answer == Answer.NO:
        return Suggestion(verdict, None, taken, decline)
    if taken is not None:
        return Suggestion(verdict, State.TAKEN, taken, decline)
    if answer == Answer.UNKNOWN:
        return Suggestion(verdict, State.MISSING, None, decline)
    declined = decline is not None and decline.basis == verdict.basis
    return Suggestion(verdict, State.DECLINED if declined else State.SUGGESTED, None, decline)
