"""Who may enter, withdraw and confirm a handover."""

from casework.choices.handovers import HandoverSide
from casework.models import Handover
from casework.permissions.pairing import check_own_bureau_of
from office.errors import Refused
from office.models import Bureau, User
from office.permissions import check
from office.roles import Permission


def check_can_hand_over(by: User, bureau: Bureau) -> None:
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau_of(by, bureau.pk)


def own_sides(user: User, handover: Handover) -> list[HandoverSide]:
    """Return the sides that are the user's own."""
    return [side for side in HandoverSide if handover.helper_of(side).pk == user.staff_member_id]


def check_can_confirm(by: User, handover: Handover, side: HandoverSide, sheet: str) -> None:
    """One confirms one's own side; a side that signed on paper is registered by the caseworker. Rule: R-463."""
    if side in own_sides(by, handover):
        return
    check_can_hand_over(by, handover.bureau)
    if not sheet:
        raise Refused("代为登记确认须填写签字的交接单单号;本人登录后可以直接确认。")
