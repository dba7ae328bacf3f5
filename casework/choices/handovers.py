"""Codes of handovers."""

from django.db.models import TextChoices


class HandoverKind(TextChoices):
    TAKE_OVER = "take_over", "接替"
    STAND_IN = "stand_in", "代管一段时间"


class HandoverSide(TextChoices):
    GIVER = "giver", "移交人"
    RECEIVER = "receiver", "接收人"
