"""Codes of the year's supervision: what is counted, whose records are drawn, and what was found."""

from django.db.models import TextChoices


class Figure(TextChoices):
    """One number of a line; also the code of the list that it opens."""

    PEOPLE = "people", "所联系的人"
    MET = "met", "当年联系到的人"
    CONTACTS = "contacts", "走访联系"
    DUE = "due", "月末应按期联系"
    IN_TIME = "in_time", "月末没有逾期"
    NEEDS = "needs", "到期的诉求"
    SETTLED = "settled", "按期办结的诉求"
    REVIEWS = "reviews", "应复核"
    REVIEWED = "reviewed", "已复核"
    DRAWN = "drawn", "督查抽中的记录"
    CHECKED = "checked", "已检查的记录"
    FAULTY = "faulty", "有问题的记录"
    UNMENDED = "unmended", "还没有整改的记录"


F = Figure
# What a helper reads of their own line: nothing of recognition, nothing of what was inspected.
OWN_FIGURES = (F.PEOPLE, F.MET, F.CONTACTS, F.DUE, F.IN_TIME, F.NEEDS, F.SETTLED)


# What is told in per cent: the part → its words.
SHARE_HEADS = {F.MET: "联系到", F.IN_TIME: "按期联系", F.SETTLED: "诉求按期办结", F.REVIEWED: "已复核"}


class Subject(TextChoices):
    """What kind of record was drawn."""

    CONTACT = "contact", "走访记录"
    NEED = "need", "诉求"
    REVIEW = "review", "年度复核"


class Finding(TextChoices):
    SOUND = "sound", "合格"
    FAULTY = "faulty", "有问题"


class Fault(TextChoices):
    """What is wrong with a record, in words that say nothing of a person."""

    LATE = "late", "没有按期办理"
    INCOMPLETE = "incomplete", "内容填写不全"
    NO_PAPER = "no_paper", "缺签字、照片或附件"
    UNTRUE = "untrue", "与实际情况不符"
    NO_RESULT = "no_result", "没有结果或没有回访"
    OTHER = "other", "其他"
