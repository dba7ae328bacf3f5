"""Who keeps the time bank, and who is the second person."""

from casework.choices.timebank import Confirmer
from casework.models import Volunteer, VolunteerService
from office.errors import Refused
from office.models import User
from office.permissions import check
from office.roles import Permission


def check_can_keep(by: User, bureau_id: int) -> None:
    """Register volunteers and services."""
    check(by, Permission.EDIT_CASEWORK)
    _check_own_bureau(by, bureau_id)


def check_can_move(by: User, volunteer: Volunteer) -> None:
    """Let hours be spent or given away: not one's own. Rule: R-554."""
    check_can_keep(by, volunteer.bureau_id)
    _check_not_own(by, volunteer)


def check_can_confirm(by: User, service: VolunteerService, confirmer: str) -> None:
    """Confirm a service: never the volunteer; as the second person not who recorded it either. Rule: R-553."""
    check(by, Permission.CONFIRM_HOURS)
    _check_own_bureau(by, service.bureau_id)
    _check_not_own(by, service.volunteer)
    if confirmer == Confirmer.SECOND and service.recorded_by_id == by.pk:
        raise Refused("登记的人不能自己核实。请另一位经办人或负责人核实,或者登记被服务人的确认。")


def check_can_reverse(by: User, volunteer: Volunteer) -> None:
    check(by, Permission.CONFIRM_HOURS)
    _check_own_bureau(by, volunteer.bureau_id)
    _check_not_own(by, volunteer)


def _check_own_bureau(by: User, bureau_id: int) -> None:
    if bureau_id != by.bureau_id:
        raise Refused("上级局只能查看下级局的时间银行,不能代为办理。请由所在局办理。")


def _check_not_own(by: User, volunteer: Volunteer) -> None:
    if volunteer.staff_member_id is not None and volunteer.staff_member_id == by.staff_member_id:
        raise Refused("您自己的服务时间,不能由您自己确认、支取、转出或冲销。请另一位同事办理。")
