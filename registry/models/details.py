"""What is known of some: service, branch elsewhere, habits, and words on health; one row beside the person's own.

Few people have most of it, and the person's row is read and written by the thousand.
"""

from django.db import models
from simple_history.models import HistoricalRecords

from office.crypto import EncryptedTextField
from registry import choices as c
from registry.models.people import Person

ILLNESS_NOTES_LENGTH = 2000


class PersonDetails(models.Model):
    """The person's version guards this row too."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="details")
    military_from = models.DateField("入伍时间", null=True, blank=True)
    military_from_precision = models.CharField(max_length=5, choices=c.Precision.choices, default=c.Precision.DAY)
    military_to = models.DateField("退役时间", null=True, blank=True)
    military_to_precision = models.CharField(max_length=5, choices=c.Precision.choices, default=c.Precision.DAY)
    military_service = models.CharField("服役情况", max_length=200, blank=True)
    outside_branch = models.CharField("外单位党支部", max_length=100, blank=True)
    party_place = models.CharField("组织关系所在地", max_length=100, blank=True)
    illness_notes = EncryptedTextField("病情说明", blank=True, default="")
    medication_notes = EncryptedTextField("用药说明", blank=True, default="")
    diet = models.CharField("饮食习惯", max_length=100, blank=True)
    dialect = models.CharField("方言", max_length=50, blank=True)
    contact_time = models.CharField("方便联系的时间", max_length=50, blank=True)
    hobbies = models.CharField("爱好特长", max_length=100, blank=True)
    birthday_calendar = models.CharField("生日怎么过", max_length=5, choices=c.Calendar.choices, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "更多情况"

    def __str__(self) -> str:
        return f"更多情况 {self.person_id}"
