"""Tables of casework, one module per noun."""

from casework.models.contacts import Contact, ContactHelper, ContactPerson, ContactPhoto
from casework.models.duties import Duty, DutyRow
from casework.models.emergencies import Emergency, Shift
from casework.models.handovers import Handover
from casework.models.leader_plans import LeaderPlan, LeaderPlanLine
from casework.models.needs import HelperReport, Need, NeedStep
from casework.models.notices import NoticeEvidence, NoticeIssue, NoticeRow, Objection, RecognitionNotice
from casework.models.pairing import Pairing
from casework.models.recognition import (
    Recognition,
    RecognitionPaper,
    RecognitionRoute,
    RecognitionRouteStep,
    RecognitionStep,
)
from casework.models.referrals import Referral
from casework.models.reviews import Recheck, ReviewCampaign, ReviewRow
from casework.models.schedule import ContactDue, ContactState, MonthEnd, MonthEndRow
from casework.models.services import ServiceArrangement, SupportPlan
from casework.models.supervision import InspectedRecord, Inspection
from casework.models.timebank import Beneficiary, TimeBooking, TimeEntry, Volunteer, VolunteerService

__all__ = [
    "Beneficiary",
    "Contact",
    "ContactDue",
    "ContactHelper",
    "ContactPerson",
    "ContactPhoto",
    "ContactState",
    "Duty",
    "DutyRow",
    "Emergency",
    "Handover",
    "HelperReport",
    "LeaderPlan",
    "LeaderPlanLine",
    "InspectedRecord",
    "Inspection",
    "MonthEnd",
    "MonthEndRow",
    "Need",
    "NeedStep",
    "NoticeEvidence",
    "NoticeIssue",
    "NoticeRow",
    "Objection",
    "Pairing",
    "Recheck",
    "Recognition",
    "RecognitionNotice",
    "RecognitionPaper",
    "RecognitionRoute",
    "RecognitionRouteStep",
    "RecognitionStep",
    "Referral",
    "ReviewCampaign",
    "ReviewRow",
    "ServiceArrangement",
    "Shift",
    "SupportPlan",
    "TimeBooking",
    "TimeEntry",
    "Volunteer",
    "VolunteerService",
]
