"""Codes of the schedule: what is due, why, and how it stands."""

from django.db.models import TextChoices

from office.occasions import Occasion


class DueKind(TextChoices):
    """What is due: a visit, or any contact (a call will do, unless the office says otherwise)."""

    CONTACT = "contact", "联系"
    VISIT = "visit", "上门"


class Tier(TextChoices):
    """How closely somebody is looked after; the first that fits is theirs. None tells an illness."""

    HOSPITAL = "hospital", "住院"
    KEY = "key", "重点"
    OLD = "old", "高龄"
    AWAY = "away", "长住外地"
    GENERAL = "general", "一般"


class Cause(TextChoices):
    """Why something is due, other than an occasion: a rhythm, or something that happened."""

    GENERAL = "general", "定期联系"
    AGED = "aged", "年事已高"
    OLD = "old", "高龄老人"
    ALONE = "alone", "独居"
    DEPENDENT = "dependent", "不能自理"
    ILL = "ill", "患重病"
    AWAY = "away", "长住外地"
    STAY = "stay", "正在住院"
    DISCHARGE = "discharge", "出院回访"
    BEREAVED = "bereaved", "丧亲慰问"
    RETIRED = "retired", "新近退休"


CAUSES = [*Cause.choices, *((code, label) for code, label in Occasion.choices if code != Occasion.HOSPITAL)]
RHYTHMS = (Cause.GENERAL, Cause.AGED, Cause.OLD, Cause.ALONE, Cause.DEPENDENT, Cause.ILL, Cause.AWAY)
DISCREET = "重点联系对象"  # what an illness is called to those who may not read of it


class Standing(TextChoices):
    """How a person stands in the schedule today: the word says it, the colour repeats it."""

    OVERDUE = "overdue", "逾期"
    SOON = "soon", "临期"
    FINE = "fine", "按期"
    NONE = "none", "未排"
