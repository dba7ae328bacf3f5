"""What waits around the annual review."""

from collections.abc import Iterator

from django.urls import reverse

from casework.models import ReviewCampaign, ReviewRow
from casework.review_due import overdue_people
from office.models import User
from office.roles import Permission, Role
from office.todo import DUE, FIX, KNOWN, SIGN, Line, line

NAME = "person__name"
OPENED = "campaign__opened_at"
RUN = (
    ("unsurveyed", "待入户调查的人", DUE, "wait", OPENED),
    ("returned", "退回重提的复核", FIX, "warn", "proposed_at"),
    ("unapplied", "复核后待录入的申请", DUE, "wait", "decided_at"),
)


def rows_waiting(user: User) -> Iterator[Line]:
    """Yield the rows of open reviews that wait for this role, each line the list of one campaign."""
    runs, signs = user.may(Permission.EDIT_RECOGNITION), Role.SECTION_HEAD in user.roles
    if user.bureau_id is None or not (runs or signs):
        return
    for campaign in ReviewCampaign.objects.open().filter(bureau=user.bureau_id):
        url = reverse("casework:review-rows", args=[campaign.public_id])
        rows = ReviewRow.objects.filter(campaign=campaign)
        if runs:
            for code, label, kind, tone, since in RUN:
                yield line(kind, label, rows.shown(code), f"{url}?show={code}", tone, names=NAME, since=since)
        if signs:
            proposed = rows.shown("proposed")
            yield line(SIGN, "待审定的复核", proposed, f"{url}?show=proposed", names=NAME, since="proposed_at")
        drawn = rows.shown("unchecked")
        yield line(DUE, "待抽查的复核", drawn, f"{url}?show=unchecked", names=NAME, since="campaign__sampled_at")


def overdue(user: User) -> Iterator[Line]:
    if user.may(Permission.SEE_RECOGNITION):
        kind = DUE if user.may(Permission.EDIT_RECOGNITION) else KNOWN
        yield line(
            kind, "逾期未复核的人", overdue_people(user), reverse("casework:review-overdue"), "bad", names="name"
        )


SOURCES = [rows_waiting, overdue]
