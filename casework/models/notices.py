"""The public notice of recognitions: its rows, what was issued, and the objections."""

from django.db import models
from simple_history.models import HistoricalRecords

from casework.models.recognition import Recognition
from casework.querysets.recognition import NoticeQuerySet, NoticeRowQuerySet, ObjectionQuerySet
from office.models import NoticeBase, NoticeEvidenceBase, NoticeIssueBase, NoticeRowBase, ObjectionBase


class RecognitionNotice(NoticeBase):
    history = HistoricalRecords()
    objects = NoticeQuerySet.as_manager()

    class Meta(NoticeBase.Meta):
        verbose_name = "认定公示"


class NoticeIssue(NoticeIssueBase):
    notice = models.ForeignKey(RecognitionNotice, models.PROTECT, related_name="issues", verbose_name="公示")

    class Meta(NoticeIssueBase.Meta):
        verbose_name = "公示印发件"
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="recognition_issue_once")]


class NoticeEvidence(NoticeEvidenceBase):
    notice = models.ForeignKey(RecognitionNotice, models.PROTECT, related_name="evidence", verbose_name="公示")
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta(NoticeEvidenceBase.Meta):
        verbose_name = "公示张贴凭证"


class NoticeRow(NoticeRowBase):
    notice = models.ForeignKey(RecognitionNotice, models.PROTECT, related_name="rows", verbose_name="公示")
    recognition = models.ForeignKey(Recognition, models.PROTECT, related_name="notice_rows", verbose_name="认定")
    history = HistoricalRecords()
    objects = NoticeRowQuerySet.as_manager()

    class Meta(NoticeRowBase.Meta):
        verbose_name = "公示名单行"
        constraints = [
            *NoticeRowBase.Meta.constraints,
            models.UniqueConstraint(fields=["notice", "number"], name="recognition_row_number_once"),
            models.UniqueConstraint(
                fields=["recognition"],
                condition=models.Q(status__in=["listed", "posted", "held"]),
                name="recognition_on_one_notice",
                violation_error_message="这份认定已经在另一个公示里。",
            ),
        ]


class Objection(ObjectionBase):
    row = models.ForeignKey(NoticeRow, models.PROTECT, related_name="objections", verbose_name="公示名单行")
    history = HistoricalRecords()
    objects = ObjectionQuerySet.as_manager()

    class Meta(ObjectionBase.Meta):
        verbose_name = "公示异议"
