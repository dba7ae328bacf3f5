"""Codes of needs and of a helper's reports, and the tables of what may be done in which status."""

from enum import StrEnum
from typing import NamedTuple

from django.db.models import TextChoices


class NeedKind(TextChoices):
    LIVING = "living", "生活照料"
    HOUSING = "housing", "住房"
    MEDICAL = "medical", "就医用药"
    LEGAL = "legal", "法律与权益"
    LONELINESS = "loneliness", "精神慰藉"
    OTHER = "other", "其他"


class NeedStatus(TextChoices):
    REGISTERED = "registered", "待分派"
    ASSIGNED = "assigned", "办理中"
    DONE = "done", "待本人确认"
    CONFIRMED = "confirmed", "已办结"
    CLOSED = "closed", "已终止"


class NeedEnd(TextChoices):
    """Why a need ended without having been settled: the office itself may not let one go."""

    WITHDRAWN = "withdrawn", "本人撤回"
    DIED = "died", "本人去世"
    LEFT = "left", "本人转出"


class ConfirmedHow(TextChoices):
    CALL = "call", "电话回访"
    VISIT = "visit", "上门回访"
    PAPER = "paper", "书面"


class Who(StrEnum):
    """Who does an act, seen from the need."""

    KEEPER = "经办人"
    HANDLER = "承办人"
    HELPER = "本人的联系人"
    LEADER = "负责人、局领导"
    HOUSE = "系统"  # the calendar, a death, a departure


class Act(TextChoices):
    """What is done with a need; each is a line of its course."""

    RAISE = "raise", "登记"
    ASSIGN = "assign", "分派"
    NOTE = "note", "登记办理情况"
    REFER = "refer", "转办"
    FINISH = "finish", "登记办理结果"
    CONFIRM = "confirm", "登记本人确认"
    REOPEN = "reopen", "重新办理"
    WITHDRAW = "withdraw", "登记本人撤回"
    ESCALATE = "escalate", "超期上报"
    DIRECT = "direct", "批示"
    END = "end", "终止"
    RESUME = "resume", "恢复"


class Rule(NamedTuple):
    """From which statuses an act is possible, what each becomes, and who may do it."""

    moves: dict[NeedStatus, NeedStatus]
    who: frozenset[Who]


S = NeedStatus
OPEN_NEEDS = (S.REGISTERED, S.ASSIGNED, S.DONE)
IN_HAND = (S.REGISTERED, S.ASSIGNED)  # the clock runs
_STAY = {status: status for status in IN_HAND}
_KEEPER, _HANDLERS = frozenset({Who.KEEPER}), frozenset({Who.KEEPER, Who.HANDLER})
# The whole life of a need. Rule: R-425.
NEED_ACTS: dict[Act, Rule] = {
    Act.ASSIGN: Rule({S.REGISTERED: S.ASSIGNED, S.ASSIGNED: S.ASSIGNED}, _KEEPER),
    Act.NOTE: Rule({S.ASSIGNED: S.ASSIGNED}, _HANDLERS),
    Act.REFER: Rule({S.ASSIGNED: S.ASSIGNED}, _KEEPER),
    Act.FINISH: Rule({S.ASSIGNED: S.DONE}, _HANDLERS),
    Act.CONFIRM: Rule({S.DONE: S.CONFIRMED}, frozenset({Who.KEEPER, Who.HELPER})),
    Act.REOPEN: Rule({S.DONE: S.ASSIGNED, S.CONFIRMED: S.ASSIGNED}, _KEEPER),
    Act.WITHDRAW: Rule(dict.fromkeys(OPEN_NEEDS, S.CLOSED), _KEEPER),
    Act.ESCALATE: Rule(_STAY, frozenset({Who.HOUSE})),
    Act.DIRECT: Rule(_STAY, frozenset({Who.LEADER})),
    Act.END: Rule(dict.fromkeys(OPEN_NEEDS, S.CLOSED), frozenset({Who.HOUSE})),
    Act.RESUME: Rule({S.CLOSED: S.REGISTERED}, frozenset({Who.HOUSE})),  # not dead after all: looked at anew
}
NEED_TRANSITIONS: dict[NeedStatus, set[NeedStatus]] = {
    old: {rule.moves[old] for rule in NEED_ACTS.values() if old in rule.moves}
    for old in NeedStatus
    if any(old in rule.moves for rule in NEED_ACTS.values())
}


class ReportKind(TextChoices):
    DEATH = "death", "去世"
    STAY = "stay", "住院"


class ReportStatus(TextChoices):
    SENT = "sent", "待核实"
    CONFIRMED = "confirmed", "已核实"
    DECLINED = "declined", "未采纳"


REPORT_TRANSITIONS = {ReportStatus.SENT: {ReportStatus.CONFIRMED, ReportStatus.DECLINED}}
