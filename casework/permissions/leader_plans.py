"""Who keeps the leaders' visit plans."""

from casework.models import LeaderPlan
from office.errors import Refused
from office.models import User
from office.permissions import check
from office.roles import Permission


def check_can_keep(by: User, plan: LeaderPlan) -> None:
    """Drafting, changing, withdrawing and printing. Rule: R-353."""
    check(by, Permission.EDIT_CASEWORK)
    if plan.bureau_id != by.bureau_id:
        raise Refused("上级局只能查看下级局的走访计划,不能代为办理。请由所在局办理。")
