"""Who may inspect: whoever keeps no records themselves."""

from casework.permissions.recognition import check_own_bureau
from office.models import User
from office.permissions import check
from office.roles import Permission


def check_can_inspect(by: User, bureau_id: int) -> None:
    """Drawing the sample, recording what was found and what was mended. Rule: R-538."""
    check(by, Permission.INSPECT)
    check_own_bureau(by, bureau_id)
