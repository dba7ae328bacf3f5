"""Codes of pairings and the table of their status."""

from django.db.models import TextChoices


class PairingKind(TextChoices):
    CONTACT = "contact", "联系人"
    STAND_IN = "stand_in", "代管联系人"
    LEADER = "leader", "领导结对"


class PairingStatus(TextChoices):
    PROPOSED = "proposed", "待下达"
    ISSUED = "issued", "结对中"
    ENDED = "ended", "已结束"
    WITHDRAWN = "withdrawn", "已撤回"


TRANSITIONS = {
    PairingStatus.PROPOSED: {PairingStatus.ISSUED, PairingStatus.WITHDRAWN},
    PairingStatus.ISSUED: {PairingStatus.ENDED},
    PairingStatus.ENDED: {PairingStatus.ISSUED},  # only when the death that ended it was the wrong person's
}  # a status without a key is final


class EndReason(TextChoices):
    CHANGED = "changed", "更换联系人"
    HELPER_LEFT = "helper_left", "联系人调离或退休"
    HELPER_ILL = "helper_ill", "联系人因病或其他原因不能继续"
    PERSON_ASKED = "person_asked", "本人要求"
    PERSON_MOVED = "person_moved", "本人转出或迁居外地"
    DIED = "died", "本人去世"
    OTHER = "other", "其他"
