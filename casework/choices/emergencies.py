"""Codes of emergencies and of help in manpower, and the tables of their status."""

from django.db.models import TextChoices


class EmergencyKind(TextChoices):
    ILLNESS = "illness", "突发重病"
    INJURY = "injury", "意外受伤"
    DISASTER = "disaster", "火灾水灾等灾害"
    FAMILY = "family", "家庭变故"
    OTHER = "other", "其他紧急情况"


class EmergencyStatus(TextChoices):
    OPEN = "open", "待到场"
    ANSWERED = "answered", "处置中"
    CLOSED = "closed", "已办结"


EMERGENCY_TRANSITIONS = {
    EmergencyStatus.OPEN: {EmergencyStatus.ANSWERED, EmergencyStatus.CLOSED},  # at once only by a death or departure
    EmergencyStatus.ANSWERED: {EmergencyStatus.CLOSED},
}  # a status without a key is final


class Help(TextChoices):
    """What an emergency was answered with (C16: money, manpower, or both)."""

    MANPOWER = "manpower", "人力"
    MONEY = "money", "资金"
    GOODS = "goods", "物资"
    OTHER = "other", "协调有关单位"


class ShiftTask(TextChoices):
    ACCOMPANY = "accompany", "陪护"
    MEALS = "meals", "送饭"
    TRANSPORT = "transport", "接送"
    ERRANDS = "errands", "代办手续"
    LABOUR = "labour", "搬运清理"
    OTHER = "other", "其他"


class ShiftStatus(TextChoices):
    PLANNED = "planned", "已排"
    DONE = "done", "已到"
    MISSED = "missed", "未到"


SHIFT_TRANSITIONS = {ShiftStatus.PLANNED: {ShiftStatus.DONE, ShiftStatus.MISSED}}
