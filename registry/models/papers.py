"""A person's photo and scanned papers."""

from django.db import models
from simple_history.models import HistoricalRecords

from office.models import KeptFileBase
from registry import choices as c
from registry.models.people import Person


class PersonPaper(KeptFileBase):
    person = models.ForeignKey(Person, models.PROTECT, related_name="papers")
    kind = models.CharField("材料类别", max_length=10, choices=c.PaperKind.choices)
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta(KeptFileBase.Meta):
        verbose_name = "照片和材料"
        indexes = [models.Index(fields=["person", "kind"], name="paper_by_person")]
