"""Codes of the annual review: what may come of it, and how one person's row goes on."""

from django.db.models import TextChoices


class ReviewOutcome(TextChoices):
    """What a review comes to: the first three for who is a recipient, the others for who is not (B10, B11)."""

    KEEP = "keep", "保留"
    ADJUST = "adjust", "调整类别"
    EXIT = "exit", "退出"
    ADD = "add", "新纳入"
    NONE = "none", "不需帮扶"


FOR_RECIPIENTS = (ReviewOutcome.KEEP, ReviewOutcome.ADJUST, ReviewOutcome.EXIT)
FOR_OTHERS = (ReviewOutcome.ADD, ReviewOutcome.NONE)
UNCHANGED = frozenset({ReviewOutcome.KEEP, ReviewOutcome.NONE})  # need no reason of their own
APPLIED_FOR = frozenset({ReviewOutcome.ADJUST, ReviewOutcome.ADD})  # go on as an application in a category


class ReviewStatus(TextChoices):
    WAITING = "waiting", "待提出意见"
    RETURNED = "returned", "退回重提"
    PROPOSED = "proposed", "待审定"
    DECIDED = "decided", "已审定"
    LEFT = "left", "不再复核"


S = ReviewStatus
REVIEW_TRANSITIONS = {
    S.WAITING: {S.PROPOSED, S.LEFT},
    S.RETURNED: {S.PROPOSED, S.LEFT},
    S.PROPOSED: {S.DECIDED, S.RETURNED, S.LEFT},
    S.LEFT: {S.WAITING},  # alive after all
}  # a status without a key is final
TO_PROPOSE = frozenset({S.WAITING, S.RETURNED})
UNDECIDED = frozenset({S.WAITING, S.RETURNED, S.PROPOSED})

TONES = {S.WAITING: "wait", S.RETURNED: "warn", S.PROPOSED: "wait", S.DECIDED: "good", S.LEFT: "quiet"}
