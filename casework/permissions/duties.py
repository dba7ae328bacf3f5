"""Who keeps the yearly lists, and who ticks on them."""

from casework.models import Duty, DutyRow
from office.errors import Refused
from office.models import User
from office.permissions import check
from office.roles import Permission


def check_can_keep(by: User, duty: Duty) -> None:
    """Opening, adding people, naming helpers and closing."""
    check(by, Permission.EDIT_CASEWORK)
    if duty.bureau_id != by.bureau_id:
        raise Refused("上级局只能查看下级局的年度事项,不能代为办理。请由所在局办理。")


def check_can_tick(by: User, row: DutyRow) -> None:
    """Let a caseworker tick anybody of the bureau, a helper who is theirs on this list. Rule: R-502."""
    if by.may(Permission.EDIT_CASEWORK):
        check_can_keep(by, row.duty)
        return
    check(by, Permission.LOG_CONTACTS)
    if by.staff_member_id is None or row.helper_id != by.staff_member_id:
        raise Refused("您只能登记由您联系的人。")
