"""Which rules a person meets: the same code for one person and for a whole bureau."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from office.models import User
from registry.categories import evidence
from registry.categories.checks import Check
from registry.categories.choices import Answer, all_of, any_of
from registry.categories.evidence import Evidence
from registry.categories.readings import Reading
from registry.categories.rules import RuleVersion, in_force
from registry.querysets import PersonQuerySet


@dataclass(frozen=True, slots=True)
class Line:
    """One check of a rule and what it found."""

    check: Check
    reading: Reading


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one person, with every line that made it so."""

    person: Evidence
    version: RuleVersion
    groups: tuple[tuple[Line, ...], ...]

    @property
    def answer(self) -> Answer:
        """Return yes if every group has a line that says yes, unknown if one could still. Rule: R-272."""
        return all_of(answer_of(group) for group in self.groups)

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group]

    @property
    def basis(self) -> dict[str, str]:
        """Return what a decline of this suggestion rests on: check → the fact, never an age."""
        return {line.check.key: line.reading.basis for line in self.lines}


def answer_of(group: Iterable[Line]) -> Answer:
    return any_of(line.reading.answer for line in group)


def judge(person: Evidence, versions: Iterable[RuleVersion]) -> list[Verdict]:
    """Return what each rule that is meant for persons of this kind says of one. Rule: R-273."""
    return [
        Verdict(person, version, tuple(tuple(Line(one, one.read(person)) for one in group) for group in version.groups))
        for version in versions
        if person.kind in version.kinds
    ]


def rules_for(user: User, on: date) -> list[RuleVersion]:
    """Return the rules in force of which the user may know who meets them. Rule: R-274."""
    return [version for version in in_force(on) if all(user.may(guard) for guard in version.guards)]


def evaluate(people: PersonQuerySet, *, on: date, versions: Iterable[RuleVersion]) -> list[Verdict]:
    """Return every verdict of everybody who counts on the day. Queries: those of `evidence.read`."""
    versions = list(versions)
    return [verdict for one in evidence.read(people, on) for verdict in judge(one, versions)]
