"""A suggestion in words: what made it so line by line, what is not known, and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office import formats
from office.policy import SHIPPED, InForce
from office.roles import Permission
from registry.categories.checks import Check
from registry.categories.choices import Answer
from registry.categories.evaluation import Line, Verdict, answer_of

STANDARD = "subsistence_yuan"
TONES = {Answer.YES: "good", Answer.NO: "quiet", Answer.UNKNOWN: "warn"}


@dataclass(frozen=True)
class Shown:
    """One line as it is read: what was looked at, what is known since when, what the rule asks, and the answer."""

    label: str
    words: str
    since: date | None
    wanted: str
    answer: str
    tone: str
    one_of: bool  # whether another line of the same group would do as well


def plain(number: Decimal) -> str:
    """Return a policy number without needless zeros: 70, 1.5."""
    return f"{number.normalize():f}"


def wanted(check: Check, numbers: Mapping[str, InForce]) -> str:
    """Return what a check asks for, with the numbers in force."""
    return check.wanted.format(**{code: with_unit(code, numbers[code]) for code in check.numbers})


def with_unit(code: str, number: InForce) -> str:
    """Return a number with its unit; a local standard of zero is one that nobody has entered."""
    if code == STANDARD and not number.value:
        return "还没有登记"
    return f"{plain(number.value)} {SHIPPED[code].unit}"


def shown_lines(verdict: Verdict) -> list[Shown]:
    """Return every line of a verdict in the rule's order."""
    return [_shown(verdict, line, len(group) > 1) for group in verdict.groups for line in group]


def _shown(verdict: Verdict, line: Line, one_of: bool) -> Shown:
    answer = line.reading.answer
    return Shown(
        label=line.check.label,
        words=line.reading.words,
        since=line.reading.since,
        wanted=wanted(line.check, verdict.person.numbers),
        answer=str(answer.label),
        tone=TONES[answer],
        one_of=one_of,
    )


def summary(verdict: Verdict) -> str:
    """Return in one line what speaks for it, or what is missing."""
    if verdict.answer == Answer.UNKNOWN:
        return f"还缺:{'、'.join(missing(verdict))}"
    return ";".join(_with_day(line) for line in verdict.lines if line.reading.answer == Answer.YES)


def _with_day(line: Line) -> str:
    since = f"({formats.day(line.reading.since)} 起)" if line.reading.since else ""
    return f"{line.reading.words}{since}"


def missing(verdict: Verdict) -> list[str]:
    """Return what is not known and could still make the answer yes."""
    if verdict.answer != Answer.UNKNOWN:
        return []
    return list(
        dict.fromkeys(
            line.reading.lacks or line.check.label
            for group in verdict.groups
            if answer_of(group) != Answer.YES
            for line in group
            if line.reading.answer == Answer.UNKNOWN
        )
    )


def changes(verdict: Verdict) -> list[str]:
    """Return what would change the answer, one sentence each."""
    if verdict.answer == Answer.YES:
        return [sentence for group in verdict.groups for sentence in _ends(verdict, group)] or [
            "依据的情况不会随时间改变;登记有误的,请更正资料。"
        ]
    if verdict.answer == Answer.UNKNOWN:
        return [f"登记{'、'.join(missing(verdict))}以后,就能判断。"]
    return [_begins(verdict, group) for group in verdict.groups if answer_of(group) == Answer.NO]


def _ends(verdict: Verdict, group: tuple[Line, ...]) -> list[str]:
    """Return when a group that is met would be so no more: once all of its lines that say yes have changed."""
    held = [line for line in group if line.reading.answer == Answer.YES]
    if any(line.check.lasting for line in held):
        return []
    turns = [f"{line.reading.turns}。" for line in held if line.reading.turns]
    if turns:
        return turns
    asked = "、".join(f"{line.check.label}不再是“{wanted(line.check, verdict.person.numbers)}”" for line in held)
    return [f"{asked},就不再符合。"]


def _begins(verdict: Verdict, group: tuple[Line, ...]) -> str:
    """Return when a group that is not met would be: by time, by a correction of the file, or by a change."""
    turns = next((line.reading.turns for line in group if line.reading.turns), "")
    if turns:
        return f"{turns},到时符合这一项。"
    if any(line.check.lasting for line in group):
        return f"{group[0].check.label}登记有误的,请更正资料。"
    asked = "或".join(f"“{wanted(line.check, verdict.person.numbers)}”" for line in group)
    return f"情况变为{asked}时,符合这一项。"


def reason_for_recognition(verdict: Verdict) -> str:
    """Return the words that a recognition starts from: the rule and the facts, for a person to check and complete.

    Sums stay out: a branch secretary reads the reason and sees no income.
    """
    held = [line for line in verdict.lines if line.reading.answer == Answer.YES]
    told = "\n".join(f"{line.check.label}:{_told(verdict, line)}。" for line in held)
    return f"{verdict.version.wording}\n截至 {formats.day_cn(verdict.person.on)}:\n{told}\n{verdict.version.advice}"


def _told(verdict: Verdict, line: Line) -> str:
    return wanted(line.check, verdict.person.numbers) if line.check.guard == Permission.SEE_INCOME else _with_day(line)
