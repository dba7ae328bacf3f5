"""Who may do what in the annual review; the duties that bind persons are in `office.routes`."""

from casework.models import ReviewCampaign
from casework.permissions.recognition import check_own_bureau
from office.models import User
from office.permissions import check
from office.roles import Permission


def check_can_run(by: User, bureau_id: int) -> None:
    """Opening, proposing, drawing the sample and closing."""
    check(by, Permission.EDIT_RECOGNITION)
    check_own_bureau(by, bureau_id)


def check_can_decide(by: User, campaign: ReviewCampaign) -> None:
    """Deciding is a signature."""
    check(by, Permission.SIGN)
    check_own_bureau(by, campaign.bureau_id)


def check_can_recheck(by: User, campaign: ReviewCampaign) -> None:
    """Recording what a second look found: whoever runs reviews or decides them."""
    if not by.may(Permission.SIGN):
        check(by, Permission.EDIT_RECOGNITION)
    check_own_bureau(by, campaign.bureau_id)
