"""Codes of the yearly lists: what is done for everybody once, and how each person on a list stands."""

from django.db.models import TextChoices

DUE_SOON_DAYS = 14  # before its last day a list begins to wait in "my work"
MAX_NAMES = 50


class DutyKind(TextChoices):
    """The last before 其他 is a round of greetings: it has an occasion, and a visit ticks the person."""

    PROOF_OF_LIFE = "proof", "生存认证"
    CHECK_UP = "check_up", "健康体检"
    BRIEFING = "briefing", "情况通报会"
    OUTING = "outing", "参观活动"
    SUBSCRIPTION = "subscription", "报刊订阅"
    MEDAL = "medal", "纪念章"
    ROUND = "round", "走访慰问"
    OTHER = "other", "其他"


class Tick(TextChoices):
    WAITING = "waiting", "未完成"
    DONE = "done", "已完成"
    ABSENT = "absent", "未到"
    EXCUSED = "excused", "因故不参加"


TONES = {Tick.WAITING: "wait", Tick.DONE: "good", Tick.ABSENT: "warn", Tick.EXCUSED: "quiet"}
