"""Codes of needs and of a helper's reports, and the tables of their status."""

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
    CLOSED = "closed", "已关闭"


NEED_TRANSITIONS = {
    NeedStatus.REGISTERED: {NeedStatus.ASSIGNED, NeedStatus.CLOSED},
    NeedStatus.ASSIGNED: {NeedStatus.ASSIGNED, NeedStatus.DONE, NeedStatus.CLOSED},
    NeedStatus.DONE: {NeedStatus.CONFIRMED, NeedStatus.ASSIGNED, NeedStatus.CLOSED},
}  # done goes back to assigned when the person says it is not settled

OPEN_NEEDS = (NeedStatus.REGISTERED, NeedStatus.ASSIGNED, NeedStatus.DONE)


class ReportKind(TextChoices):
    DEATH = "death", "去世"
    STAY = "stay", "住院"


class ReportStatus(TextChoices):
    SENT = "sent", "待核实"
    CONFIRMED = "confirmed", "已核实"
    DECLINED = "declined", "未采纳"


REPORT_TRANSITIONS = {ReportStatus.SENT: {ReportStatus.CONFIRMED, ReportStatus.DECLINED}}
