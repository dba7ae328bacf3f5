"""The office's own tables and the abstract machinery of routes and notices."""

from office.models.accounts import Theme, User
from office.models.audit import AuditEvent, AuditSeal
from office.models.base import PublicModel, new_public_id
from office.models.bureaus import Branch, Bureau, Headcount, Post, StaffMember
from office.models.files import KeptFileBase
from office.models.jobs import WorkerBeat
from office.models.notices import NoticeBase, NoticeEvidenceBase, NoticeIssueBase, NoticeRowBase, ObjectionBase
from office.models.policy import CalendarDay, HolidayPlan, PolicyNumber, PolicyText, PolicyTextScan
from office.models.reminders import CalendarToken, DigestSent
from office.models.routes import RouteBase, RouteStepBase, SignedStepBase

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "Branch",
    "Bureau",
    "CalendarDay",
    "CalendarToken",
    "DigestSent",
    "Headcount",
    "HolidayPlan",
    "KeptFileBase",
    "NoticeBase",
    "NoticeEvidenceBase",
    "NoticeIssueBase",
    "NoticeRowBase",
    "ObjectionBase",
    "PolicyNumber",
    "PolicyText",
    "PolicyTextScan",
    "Post",
    "PublicModel",
    "RouteBase",
    "RouteStepBase",
    "SignedStepBase",
    "StaffMember",
    "Theme",
    "User",
    "WorkerBeat",
    "new_public_id",
]
