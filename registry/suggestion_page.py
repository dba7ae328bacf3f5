"""What the pages of suggestions say: the list with its counts, and one person's rules line by line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from office.display import Action
from office.identifiers.dates import completed_years
from office.models import User
from office.roles import Permission
from registry import hooks
from registry.categories import explanation
from registry.categories.choices import TONES, Answer, State
from registry.categories.explanation import Shown
from registry.categories.rules import RuleVersion
from registry.categories.suggestions import Suggestion
from registry.choices import PersonKind
from registry.models import Person

DECIDES_NOTHING = "这些是系统按规则从登记的情况推出来的,只供参考;认定不认定由人核实后决定(个人信息保护法第二十四条)。"


@dataclass(frozen=True)
class CountedRule:
    """One line of the table above the list: a rule and how many suggestions stand in each state."""

    rule: str
    label: str
    counts: list[tuple[State, int]]


def counted(found: Iterable[Suggestion], versions: Iterable[RuleVersion]) -> list[CountedRule]:
    """Return how many suggestions of each rule stand in each state."""
    counts = Counter((one.verdict.version.rule, one.state) for one in found)
    return [
        CountedRule(version.rule.value, version.rule.label, [(state, counts[version.rule, state]) for state in State])
        for version in versions
    ]


@dataclass(frozen=True)
class Row:
    """One line of the list in words."""

    name: str
    url: str
    kind: str
    age: int | str
    branch: str
    rule: str
    summary: str
    state: str
    tone: str
    taken: hooks.TakenUp | None

    @property
    def stands(self) -> str:
        return self.taken.text if self.taken else self.state


def row(one: Suggestion) -> Row:
    """Return a suggestion as a line of the list or the file."""
    person, version = one.verdict.person, one.verdict.version
    return Row(
        name=person.name,
        url=reverse("registry:person-suggestions", args=[person.public_id]) + f"#{version.rule.value}",
        kind=PersonKind(person.kind).label,
        age=completed_years(person.birth_date, person.on) if person.birth_date else "",
        branch=person.branch,
        rule=version.rule.label,
        summary=explanation.summary(one.verdict),
        state=one.state.label if one.state else "",
        tone=TONES[one.state] if one.state else "",
        taken=one.taken,
    )


@dataclass(frozen=True)
class Card:
    """One rule on the page of one person: where it stands, why, what is missing, what would change it, what to do."""

    rule: RuleVersion
    state: str
    tone: str
    fits: bool
    lines: list[Shown]
    missing: list[str]
    changes: list[str]
    summary: str
    taken: hooks.TakenUp | None
    decline: str = ""
    actions: list[Action] = field(default_factory=list)


def cards(user: User, person: Person, found: Iterable[Suggestion], on: date, today: date) -> list[Card]:
    """Return a card a rule; what to do is offered today alone, to the caseworker of the person's own bureau."""
    may_act = on == today and user.may(Permission.EDIT_PEOPLE) and user.bureau_id == person.bureau_id
    return [_card(user, person, one, may_act) for one in found]


def _card(user: User, person: Person, one: Suggestion, may_act: bool) -> Card:
    verdict = one.verdict
    return Card(
        rule=verdict.version,
        state=one.state.label if one.state else Answer.NO.label,
        tone=TONES[one.state] if one.state else "quiet",
        fits=one.state is not None,
        lines=explanation.shown_lines(verdict),
        missing=explanation.missing(verdict),
        changes=explanation.changes(verdict),
        summary=explanation.summary(verdict) if one.state else "",
        taken=one.taken,
        decline=_words_of_decline(user, one),
        actions=_actions(user, person, one) if may_act else [],
    )


def _words_of_decline(user: User, one: Suggestion) -> str:
    """Return who declined it when, and whether the facts have changed since; the reason may name an illness."""
    if one.decline is None:
        return ""
    row = one.decline
    said = f"{row.declined_by} 于 {row.declined_on:%Y-%m-%d} 不采纳"
    if user.may(Permission.SEE_ILLNESS):
        said = f"{said}:{row.reason}"
    return said if one.state == State.DECLINED else f"{said}。此后情况有变化,请重新核实"


def _actions(user: User, person: Person, one: Suggestion) -> list[Action]:
    rule = one.verdict.version.rule.value
    at = [person.public_id, rule]
    if one.state == State.SUGGESTED:
        ways = [way for hook in hooks.ACCEPT_SUGGESTION if (way := hook(user, person.public_id, rule))]
        accept = [Action("按这条申请认定", way) for way in ways]
        return [*accept, Action("不采纳", reverse("registry:suggestion-decline", args=at))]
    if one.state == State.DECLINED:
        return [Action("恢复建议", reverse("registry:suggestion-restore", args=at), method="post")]
    if one.state == State.MISSING:
        return [Action("补登记", reverse("registry:person-edit", args=at[:1]))]
    return []


def panel(user: User, person: Person) -> list[hooks.Panel]:
    """Return the part of a living person's page that fetches the suggestions once it is looked at. Queries: none."""
    if person.died_on or not user.may(Permission.SEE_PEOPLE):
        return []
    context = {"url": reverse("registry:person-suggestions", args=[person.public_id])}
    return [hooks.Panel("care", "帮扶建议", "registry/_person_suggestions.html", context)]
