"""Words of the categories: why somebody may be a recipient, the rules that suggest it, and what became of it."""

from collections.abc import Iterable

from django.db.models import TextChoices


class Category(TextChoices):
    """Why somebody is a recipient (B04–B07); rules suggest, people decide."""

    FORMER_LEADER = "former_leader", "老领导"
    VETERAN = "veteran", "老军人"
    AGED_EMPTY_NEST = "aged_empty_nest", "高龄空巢"
    SEVERE_ILLNESS = "severe_illness", "重症"
    DEPENDANT_IN_HARDSHIP = "dependant_in_hardship", "困难遗属"
    DISASTER = "disaster", "灾难"
    HARDSHIP = "hardship", "生活困难"


class Rule(TextChoices):
    """What suggests a category; several ways lead to 生活困难."""

    FORMER_LEADER = "former_leader", "老领导"
    VETERAN = "veteran", "老军人"
    AGED_EMPTY_NEST = "aged_empty_nest", "高龄空巢"
    SEVERE_ILLNESS = "severe_illness", "重症"
    DEPENDANT_IN_HARDSHIP = "dependant_in_hardship", "困难遗属"
    DISASTER = "disaster", "灾难"
    SINGLE_EARNER = "single_earner", "一拖三"
    SUBSISTENCE = "subsistence", "低保未享受"
    ONE_OFF_AID = "one_off_aid", "因病因灾困难"
    LIVING_SUBSIDY = "living_subsidy", "长期请人照料"


class Answer(TextChoices):
    """Three values: what is not known is neither yes nor no."""

    YES = "yes", "符合"
    NO = "no", "不符合"
    UNKNOWN = "unknown", "还不能判断"


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return NO if one is, else UNKNOWN if one is, else YES."""
    found = set(answers)
    return next((answer for answer in (Answer.NO, Answer.UNKNOWN) if answer in found), Answer.YES)


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return YES if one is, else UNKNOWN if one is, else NO."""
    found = set(answers)
    return next((answer for answer in (Answer.YES, Answer.UNKNOWN) if answer in found), Answer.NO)


class State(TextChoices):
    """Where a suggestion stands on a day."""

    SUGGESTED = "suggested", "建议认定"
    MISSING = "missing", "还缺情况"
    TAKEN = "taken", "已在办理"
    DECLINED = "declined", "不采纳"


TONES = {State.SUGGESTED: "wait", State.MISSING: "warn", State.TAKEN: "good", State.DECLINED: "quiet"}
