"""Codes of contacts."""

from django.db.models import TextChoices

MAX_HELPERS = 6
MAX_PERSONS = 12
MAX_PHOTOS = 9
MAX_RAISED = 6
PHOTO_SIDE = 1600  # pixels: a face or a broken roof is seen, a sheet is still read


class ContactKind(TextChoices):
    VISIT = "visit", "上门走访"
    CALL = "call", "电话问候"


class ContactPurpose(TextChoices):
    GREET = "greet", "电话问候"
    VISIT = "visit", "上门探望"
    TALK = "talk", "沟通思想"
    NEWS = "news", "交流情况"
    ADVICE = "advice", "提供咨询"
    FEEDBACK = "feedback", "反馈信息"
