"""How a line of a leaders' visit plan stands, and how much one plan holds."""

from django.db.models import TextChoices

MAX_ADDED = 10  # rows that the form takes at once; each may name several people
MAX_NAMES = 20


class LineStanding(TextChoices):
    WAITING = "waiting", "未走访"
    DONE = "done", "已走访"
    DROPPED = "dropped", "不再走访"


TONES = {LineStanding.WAITING: "wait", LineStanding.DONE: "good", LineStanding.DROPPED: "quiet"}
